"""Plans what to do with each file: the options and build context that command line, config and build files give it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options
from dslim.fleet.builds.build_files import Build, builds_of_dockerfile, clear_build_file_caches, unread_build_files
from dslim.fleet.config.settings import (
    Config,
    ConfigError,
    Settings,
    clear_config_cache,
    config_for,
    options_from,
)
from dslim.fleet.discovery.ignore_files import clear_repository_cache, repository_of
from dslim.fleet.workers.task import IfGenerated, Task
from dslim.rules.lookup import codes_of

if TYPE_CHECKING:
    from typing import Any

STDIN = "-"


@dataclass(frozen=True)
class TaskPlan:
    """Makes the task of each file. `given_options`, by field name, and `context` override the config.

    `stdin_name`: the path that standard input is taken to have. `notes`: lines on what could not be
    read, and is taken for unknown.
    """

    given_options: Mapping[str, Any]
    context: str | None
    stdin_name: str | None = None
    notes: dict[str, None] = field(default_factory=dict, init=False, repr=False)
    _unread_ignores: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)
    _options_by_settings: dict[int, tuple[Settings, Options]] = field(default_factory=dict, init=False, repr=False)

    def make_task(self, path: str) -> Task:
        """The task for a file that was named, or for standard input (`-`). Raises ConfigError."""
        place = os.path.abspath(self.stdin_name or STDIN if path == STDIN else path)
        config = config_for(os.path.dirname(place))
        self.notes.update(dict.fromkeys(config.warnings))
        settings = config.settings_for(place)
        options = self._options_for(config, settings)
        if_generated: IfGenerated = "fix" if settings.generated == "fix" else "note"
        if path == STDIN and self.stdin_name is None:
            return Task(path, options, self._known_context(self.context, place), if_generated=if_generated)
        builds = builds_of_dockerfile(place, repository_top(place), configured_build_files(config))
        unread = unread_build_files(place, repository_top(place), configured_build_files(config))
        self.notes.update(dict.fromkeys(unread))
        targets = tuple(dict.fromkeys([*options.targets, *(b.target for b in builds if b.target)]))
        if targets != options.targets:
            options = replace(options, targets=targets)
        context = self._given_context(config, settings)
        if context is None and not unread:
            context = _context_of_builds(place, builds, self.notes)
            if path == STDIN and self._has_own_ignores(place):
                context = None  # a task names the file that they stand beside, and this one has none
        return Task(path, options, self._known_context(context, place), if_generated=if_generated)

    def _has_own_ignores(self, place: str) -> bool:
        from dslim.facts.build_context.context import has_own_ignores

        return has_own_ignores(place)

    def _options_for(self, config: Config, settings: Settings) -> Options:
        # a config without overrides gives all its files one and the same Settings
        known = self._options_by_settings.get(id(settings))
        if known is None or known[0] is not settings:
            known = self._options_by_settings[id(settings)] = (settings, self._make_options(config, settings))
        return known[1]

    def _make_options(self, config: Config, settings: Settings) -> Options:
        options = options_from(settings)
        if options.rules or options.ignore:
            try:
                rules = codes_of(sorted(options.rules)) if options.rules else None
                options = replace(options, rules=rules, ignore=codes_of(sorted(options.ignore)))
            except ValueError as error:
                raise _config_error(config, "rules" if options.rules else "ignore", str(error)) from None
        given = dict(self.given_options)
        ignore = options.ignore | given.pop("ignore", frozenset())
        targets = options.targets + given.pop("targets", ())
        return replace(options, ignore=ignore, targets=targets, **given)

    def _given_context(self, config: Config, settings: Settings) -> str | None:
        """The build context that the command line or the config gives."""
        if self.context is not None or settings.context is None:
            return self.context
        found = _resolve_inside(config, "context", settings.context)
        if not os.path.isdir(found):
            from dslim.fleet.config.config_file import key_location

            sayers = [i for i, table in enumerate(config.overrides) if table.context == settings.context]
            is_own = config.settings.context == settings.context
            where = key_location(config, "context", None if is_own or not sayers else sayers[-1])
            self.notes[f"{where}: warning: context: {settings.context!r} is no folder"] = None
        return found

    def _known_context(self, context: str | None, place: str) -> str | None:
        """A build context; None for one of which nobody knows what it sends, since its .dockerignore is not read."""
        from dslim.facts.build_context.context import has_own_ignores, unread_ignores

        if context is None or has_own_ignores(place):
            return context
        if context not in self._unread_ignores:
            self._unread_ignores[context] = unread_ignores(context)
        note = self._unread_ignores[context]
        if note is None:
            return context
        self.notes[f"{note}; the build context is taken for unknown"] = None
        return None


def _context_of_builds(place: str, builds: tuple[Build, ...], notes: dict[str, None]) -> str | None:
    """The context that builds have; None where they have different ones, or one outside of the repository.

    Without a build the one that other files of the repository call to build it, the folder of the file, or the one
    above it in the repository that alone has all it copies. `notes` gets a line where several are known.
    """
    contexts = {build.context if _is_inside(build.context, repository_top(build.source)) else None for build in builds}
    if not contexts:
        own, top = os.path.dirname(place), repository_top(place)
        if own == top:
            return own
        from dslim.fleet.builds.context_search import search_context  # what lies at the top needs no search

        return search_context(place, top, notes)
    return contexts.pop() if len(contexts) == 1 else None


def _resolve_inside(config: Config, key: str, name: str) -> str:
    """The absolute path that a config names. Raises ConfigError where it, links resolved, leaves the repository.

    Without a repository it is the config's folder that is not left: whoever sends a Dockerfile with its config must
    not have us read what is elsewhere on this machine.
    """
    found = os.path.normpath(os.path.join(config.folder, name))
    top = repository_top(os.path.join(config.folder, os.path.basename(config.path)))
    if not _is_inside(found, top):
        lift = "; --context on the command line may" if key == "context" else ""
        sayers = [i for i, table in enumerate(config.overrides) if name == getattr(table, key)]
        override = sayers[-1] if sayers and name != getattr(config.settings, key) else None
        raise _config_error(config, key, f"{key}: {name!r} leads out of {top}{lift}", override)
    return found


def _config_error(config: Config, key: str, problem: str, override: int | None = None) -> ConfigError:
    """The error about a key of a config, or of its override of that number (from 0)."""
    from dslim.fleet.config.config_file import key_location

    return ConfigError(f"{key_location(config, key, override)}: {problem}")


def _is_inside(path: str | None, top: str) -> bool:
    """Whether a path is a folder or in it, links resolved."""
    if path is None:
        return False
    real, real_top = os.path.realpath(path), os.path.realpath(top)
    return real == real_top or real.startswith(real_top.rstrip(os.sep) + os.sep)


def repository_top(place: str) -> str:
    """The root of a file's repository, or the file's folder: how far up its compose and bake files are looked for."""
    folder = os.path.dirname(place)
    return repository_of(folder) or folder


def configured_build_files(config: Config) -> tuple[str, ...]:
    """The compose and bake files that a config names. Raises ConfigError for one that is not there, or outside."""
    if not config.settings.builds:
        return ()
    found = tuple(_resolve_inside(config, "builds", name) for name in config.settings.builds)
    for path in found:
        if not os.path.isfile(path):
            raise _config_error(config, "builds", f"builds: {path} is no file")
    return found


def clear_caches() -> None:
    """Read configs, build files and folders anew: between two runs in one process they may change."""
    clear_config_cache()
    clear_repository_cache()
    clear_build_file_caches()
