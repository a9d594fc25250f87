"""The config, `[tool.dslim]` in pyproject.toml or dslim.toml: what it says for a file, and where it is found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class ConfigError(Exception):
    """A config that cannot be used. The message begins with `path:line:`."""


@dataclass(frozen=True)
class Settings:
    """The values of one table; None or nothing for what it does not say. Attributes are keys with `_` for `-`."""

    rules: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool | None = None
    merge: str | None = None
    style: str | None = None
    cache: str | None = None  # always None: read_config gives it on as style
    builder: str | None = None
    targets: tuple[str, ...] = ()
    context: str | None = None
    generated: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    shared_prefix: str | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class PathPatterns:
    """Patterns of .gitignore that start from an absolute folder. Raises ValueError for what is none."""

    folder: str
    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        _ = self._spec

    def matches(self, path: str, is_folder: bool = False) -> bool:
        """Whether a pattern is for an absolute path."""
        name = os.path.relpath(path, self.folder).replace(os.sep, "/")
        return self._spec is not None and self._spec.match_file(name + "/" if is_folder else name)

    @cached_property
    def _spec(self) -> GitIgnoreSpec | None:
        return _pattern_spec(self.lines)


@dataclass(frozen=True)
class Config:
    """A config file: where it is ('' for none), what it says, and its overrides in order, the last one strongest.

    `base`: the folder that its paths start from, where that is not its own. `warnings`: lines on old names in it.
    `also_excluded`: what the command line leaves out beside it.
    """

    path: str = ""
    settings: Settings = Settings()
    overrides: tuple[Settings, ...] = ()
    base: str = ""
    warnings: tuple[str, ...] = ()
    also_excluded: PathPatterns | None = None

    @property
    def folder(self) -> str:
        """The folder that its paths start from."""
        return self.base or os.path.dirname(self.path)

    def name_of(self, path: str) -> str:
        """A path as the config's patterns see it."""
        return os.path.relpath(path, self.folder or os.curdir).replace(os.sep, "/")

    def includes_file(self, path: str) -> bool:
        """Whether `include` names a file for a Dockerfile."""
        return self._include_spec is not None and self._include_spec.match_file(self.name_of(path))

    def excludes_path(self, path: str, is_folder: bool = False) -> bool:
        """Whether `exclude` leaves a file or folder out."""
        if self.also_excluded is not None and self.also_excluded.matches(path, is_folder):
            return True
        if self._exclude_spec is None:
            return False
        name = self.name_of(path)
        return self._exclude_spec.match_file(name + "/" if is_folder else name)

    def settings_for(self, path: str) -> Settings:
        """The settings for one file, with every override that is for it."""
        if not self.overrides:
            return self.settings
        from dslim.fleet.config.keys import OVERRIDE_KEYS

        found = dict(vars(self.settings))
        for override, spec in zip(self.overrides, self._override_specs):
            if spec.match_file(self.name_of(path)):
                found.update({k: v for k in OVERRIDE_KEYS if (v := getattr(override, k)) not in (None, ())})
        return Settings(**found)

    def is_override_for(self, number: int, path: str) -> bool:
        """Whether the override of this number (from 0) is for a file."""
        return self._override_specs[number].match_file(self.name_of(path))

    @cached_property
    def _include_spec(self) -> GitIgnoreSpec | None:
        return _pattern_spec(self.settings.include)

    @cached_property
    def _exclude_spec(self) -> GitIgnoreSpec | None:
        return _pattern_spec(self.settings.exclude)

    @cached_property
    def _override_specs(self) -> tuple[GitIgnoreSpec, ...]:
        return tuple(s for o in self.overrides if (s := _pattern_spec(o.paths)) is not None)


def _pattern_spec(lines: tuple[str, ...]) -> GitIgnoreSpec | None:
    """Raises ValueError for a line without a pattern."""
    from dslim.fleet.discovery.ignore_files import parse_patterns

    if not lines:
        return None
    for line in lines:
        if line.strip() and not line.startswith("#") and parse_patterns([line]).patterns[0].include is None:
            raise ValueError(f"not a pattern of .gitignore: {line!r}")
    return parse_patterns(lines)


def options_from(settings: Settings) -> Options:
    """The options that settings stand for. Rule names are not looked up: the caller knows them."""
    from dslim.fleet.config.keys import BUILDER_ALIASES

    default = Options()
    return Options(
        rules=frozenset(settings.rules) if settings.rules else None,
        ignore=frozenset(settings.ignore),
        unsafe=bool(settings.unsafe_fixes),
        merge=settings.merge or default.merge,  # type: ignore[arg-type]
        targets=settings.targets,
        builder=BUILDER_ALIASES.get(settings.builder or "", settings.builder) or default.builder,  # type: ignore[arg-type]
        cache=(settings.style or "").removeprefix("cache-") or default.cache,  # type: ignore[arg-type]
    )


CONFIG_NAMES = ("dslim.toml", "pyproject.toml")
_config_by_folder: dict[str, Config] = {}


@dataclass
class _CommandLine:
    """What the command line says of configs: one that counts everywhere, and what is left out beside them."""

    config: Config | None = None
    excluded: PathPatterns | None = None


_command_line = _CommandLine()


def use_command_line(path: str | None, excludes: tuple[str, ...]) -> None:
    """Have a config file count everywhere, if one is given, and patterns leave out files; both from where we are.

    Until `clear_config_cache`. Raises ConfigError.
    """
    here = os.getcwd()
    try:
        _command_line.excluded = PathPatterns(here, excludes) if excludes else None
    except ValueError as error:
        raise ConfigError(f"error: --exclude: {error}") from None
    if path is None:
        return
    from dslim.fleet.config.config_file import read_config

    found = read_config(os.path.abspath(path)) if os.path.lexists(path) else None
    if found is None:
        why = "no [tool.dslim] in it" if os.path.lexists(path) else "no such file"
        raise ConfigError(f"error: --config: {path}: {why}")
    _command_line.config = replace(found, base=here, also_excluded=_command_line.excluded)


def config_for(folder: str) -> Config:
    """The config that counts in an absolute folder: the nearest upwards, whole; an empty one where there is none.

    A repository is never left, and a pyproject.toml without `[tool.dslim]` says nothing. Raises ConfigError.
    """
    if _command_line.config is not None:
        return _command_line.config
    passed = []
    found = _config_by_folder.get(folder)
    while found is None:
        passed.append(folder)
        above = os.path.dirname(folder)
        found = _config_in(folder)
        if found is None:
            is_top = above == folder or os.path.exists(os.path.join(folder, ".git"))
            found = Config() if is_top else _config_by_folder.get(above)
            if is_top and _command_line.excluded is not None:
                found = Config(also_excluded=_command_line.excluded)
        elif _command_line.excluded is not None:
            found = replace(found, also_excluded=_command_line.excluded)
        folder = above
    _config_by_folder.update(dict.fromkeys(passed, found))
    return found


def _config_in(folder: str) -> Config | None:
    """The config that stands in a folder itself."""
    for name in CONFIG_NAMES:
        path = os.path.join(folder, name)
        # whatever has the name and cannot be read may say anything: it is not passed over
        if os.path.lexists(path):
            from dslim.fleet.config.config_file import read_config  # few files have a config above them

            if (found := read_config(path)) is not None:
                return found
    return None


def clear_config_cache() -> None:
    """Read all configs anew: between two runs in one process they may change."""
    _config_by_folder.clear()
    _command_line.config = _command_line.excluded = None
