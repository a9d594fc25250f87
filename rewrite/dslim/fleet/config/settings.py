"""The config, `[tool.dslim]` in pyproject.toml or dslim.toml: what it says for a file, and where it is found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    cache: str | None = None
    builder: str | None = None
    targets: tuple[str, ...] = ()
    context: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    shared_prefix: str | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """A config file: where it is ('' for none), what it says, and its overrides in order, the last one strongest."""

    path: str = ""
    settings: Settings = Settings()
    overrides: tuple[Settings, ...] = ()

    @property
    def folder(self) -> str:
        """The folder that its paths start from."""
        return os.path.dirname(self.path)

    def name_of(self, path: str) -> str:
        """A path as the config's patterns see it."""
        return os.path.relpath(path, self.folder or os.curdir).replace(os.sep, "/")

    def includes_file(self, path: str) -> bool:
        """Whether `include` names a file for a Dockerfile."""
        return self._include_spec is not None and self._include_spec.match_file(self.name_of(path))

    def excludes_path(self, path: str, is_folder: bool = False) -> bool:
        """Whether `exclude` leaves a file or folder out."""
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
    default = Options()
    return Options(
        rules=frozenset(settings.rules) if settings.rules else None,
        ignore=frozenset(settings.ignore),
        unsafe=bool(settings.unsafe_fixes),
        merge=settings.merge or default.merge,  # type: ignore[arg-type]
        targets=settings.targets,
        builder=settings.builder or default.builder,  # type: ignore[arg-type]
        cache=settings.cache or default.cache,  # type: ignore[arg-type]
    )


CONFIG_NAMES = ("dslim.toml", "pyproject.toml")
_config_by_folder: dict[str, Config] = {}


def config_for(folder: str) -> Config:
    """The config that counts in an absolute folder: the nearest upwards, whole; an empty one where there is none.

    A repository is never left, and a pyproject.toml without `[tool.dslim]` says nothing. Raises ConfigError.
    """
    passed = []
    found = _config_by_folder.get(folder)
    while found is None:
        passed.append(folder)
        above = os.path.dirname(folder)
        found = _config_in(folder)
        if found is None:
            is_top = above == folder or os.path.exists(os.path.join(folder, ".git"))
            found = Config() if is_top else _config_by_folder.get(above)
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
