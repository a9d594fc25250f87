"""What to do with each file: the options and the build context that config, builds and command line give it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options
from dslim.fleet.builds.build_files import Build, builds_for, forget_builds, unread_for
from dslim.fleet.config.settings import Config, ConfigError, Settings, config_for, forget_configs, options_of, place_of
from dslim.fleet.discovery.ignore_files import forget_repositories, repository_of
from dslim.fleet.workers.task import Task
from dslim.rules.lookup import codes_of

if TYPE_CHECKING:
    from typing import Any

STDIN = "-"


@dataclass(frozen=True)
class Plan:
    """The command line's say: `given` are options by field name that override the config, `context` likewise.

    `stdin_name`: the path that standard input is taken to have. `notes`: lines on what could not be
    read, and is taken for unknown.
    """

    given: Mapping[str, Any]
    context: str | None
    stdin_name: str | None = None
    notes: dict[str, None] = field(default_factory=dict, init=False, repr=False)
    _unread: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)
    _known: dict[int, tuple[Settings, Options]] = field(default_factory=dict, init=False, repr=False)

    def task(self, path: str) -> Task:
        """The task for a file. Raises ConfigError."""
        place = os.path.abspath(self.stdin_name or STDIN if path == STDIN else path)
        config = config_for(os.path.dirname(place))
        settings = config.settings_for(place)
        options = self._options(config, settings)
        if path == STDIN and self.stdin_name is None:
            return Task(path, options, self._readable(self.context, place))
        builds = builds_for(place, top_of(place), more_builds(config))
        unread = unread_for(place, top_of(place), more_builds(config))
        self.notes.update(dict.fromkeys(unread))
        targets = tuple(dict.fromkeys([*options.targets, *(b.target for b in builds if b.target)]))
        if targets != options.targets:
            options = replace(options, targets=targets)
        context = self._context(config, settings)
        if context is None and path != STDIN and not unread:
            context = _told_context(place, builds)
        return Task(path, options, self._readable(context, place))

    def _options(self, config: Config, settings: Settings) -> Options:
        # a config without overrides gives all its files one and the same Settings
        known = self._known.get(id(settings))
        if known is None or known[0] is not settings:
            known = self._known[id(settings)] = (settings, self._made(config, settings))
        return known[1]

    def _made(self, config: Config, settings: Settings) -> Options:
        options = options_of(settings)
        if options.rules or options.ignore:
            try:
                rules = codes_of(sorted(options.rules)) if options.rules else None
                options = replace(options, rules=rules, ignore=codes_of(sorted(options.ignore)))
            except ValueError as error:
                raise ConfigError(f"{place_of(config, 'rules' if options.rules else 'ignore')}: {error}") from None
        given = dict(self.given)
        ignore = options.ignore | given.pop("ignore", frozenset())
        targets = options.targets + given.pop("targets", ())
        return replace(options, ignore=ignore, targets=targets, **given)

    def _context(self, config: Config, settings: Settings) -> str | None:
        """The build context that the command line or the config gives."""
        if self.context is not None or settings.context is None:
            return self.context
        return _inside(config, "context", settings.context)

    def _readable(self, context: str | None, place: str) -> str | None:
        """A build context; None for one of which nobody knows what it sends, since its .dockerignore is not read."""
        from dslim.facts.build_context.context import has_own_ignores, unread_ignores

        if context is None or has_own_ignores(place):
            return context
        if context not in self._unread:
            self._unread[context] = unread_ignores(context)
        note = self._unread[context]
        if note is None:
            return context
        self.notes[f"{note}; the build context is taken for unknown"] = None
        return None


def _told_context(place: str, builds: tuple[Build, ...]) -> str | None:
    """The context that builds tell; None where they tell different ones, or one outside of the repository.

    By default the folder of the file.
    """
    told = {build.context if _is_inside(build.context, top_of(build.source)) else None for build in builds}
    if not told:
        return os.path.dirname(place)
    return told.pop() if len(told) == 1 else None


def _inside(config: Config, key: str, name: str) -> str:
    """The absolute path that a config names. Raises ConfigError where it, links resolved, leaves the repository.

    Without a repository it is the config's folder that is not left: whoever sends a Dockerfile with its config must
    not have us read what is elsewhere on this machine.
    """
    found = os.path.normpath(os.path.join(config.folder, name))
    top = top_of(config.path)
    if not _is_inside(found, top):
        lift = "; --context on the command line may" if key == "context" else ""
        sayers = [i for i, table in enumerate(config.overrides) if name == getattr(table, key)]
        where = place_of(config, key, sayers[-1] if sayers and name != getattr(config.settings, key) else None)
        raise ConfigError(f"{where}: {key}: {name!r} leads out of {top}{lift}")
    return found


def _is_inside(path: str | None, top: str) -> bool:
    """Whether a path is a folder or in it, links resolved."""
    if path is None:
        return False
    real, real_top = os.path.realpath(path), os.path.realpath(top)
    return real == real_top or real.startswith(real_top.rstrip(os.sep) + os.sep)


def top_of(place: str) -> str:
    """How far up to look for compose and bake files of a file: the root of its repository, without one its folder."""
    folder = os.path.dirname(place)
    return repository_of(folder) or folder


def more_builds(config: Config) -> tuple[str, ...]:
    """The compose and bake files that a config names. Raises ConfigError for one that is not there, or outside."""
    if not config.settings.builds:
        return ()
    found = tuple(_inside(config, "builds", name) for name in config.settings.builds)
    for path in found:
        if not os.path.isfile(path):
            raise ConfigError(f"{place_of(config, 'builds')}: builds: {path} is no file")
    return found


def forget() -> None:
    """Forget what folders and files said: another run in this process may find others."""
    forget_configs()
    forget_repositories()
    forget_builds()
