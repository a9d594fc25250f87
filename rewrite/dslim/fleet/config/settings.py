"""The config, `[tool.dslim]` in pyproject.toml or dslim.toml: its keys, and how it is found, read and checked."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dslim.diagnostics.options import Options
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file, reason_of

if TYPE_CHECKING:
    from typing import Any, NoReturn

    from pathspec import GitIgnoreSpec


class ConfigError(Exception):
    """A config that cannot be used. The message begins with `path:line:`."""


class Key(NamedTuple):
    """A key of the config.

    `kind`: its type, where `list` and `map` hold strings. `text`: what it is for. `choices`: its values if they are
    few. `override`: whether an override may have it.
    """

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    override: bool = True


#: By attribute of Settings.
KEYS = {
    "rules": Key("list", "Run these rules only, by code or name."),
    "ignore": Key("list", "Leave these rules out, by code or name."),
    "unsafe_fixes": Key("bool", "Make fixes too that cannot be proven harmless."),
    "merge": Key(
        "text",
        "Which RUNs to merge: those that save bytes and short ones on adjacent lines (auto), all that can be, only"
        " those that save bytes, or none.",
        ("auto", "all", "bytes", "off"),
    ),
    "cache": Key(
        "text", "What to do about caches: remove them, or keep them in a cache mount.", ("clean", "mount")
    ),
    "builder": Key("text", "What builds the image.", ("buildkit", "buildah", "kaniko", "classic")),
    "targets": Key("list", "Stages that ship, beside the last and those of compose and bake."),
    "context": Key(
        "text",
        "The build context, a folder from the config's; by default what compose or bake says, else the folder of"
        " each file.",
    ),
    "include": Key("list", "More names of Dockerfiles, as patterns of .gitignore.", override=False),
    "exclude": Key("list", "Files and folders to leave out, as patterns of .gitignore.", override=False),
    "builds": Key(
        "list", "Compose and bake files that stand in no folder above what they build.", override=False
    ),
    "images": Key("map", "Images that Dockerfiles here build: name to path, or path#stage.", override=False),
    "shared_prefix": Key(
        "text",
        "Whether instructions that several Dockerfiles begin with stay the same in all of them.",
        ("ignore", "keep"),
        override=False,
    ),
    "paths": Key("list", "The files that an override is for, as patterns of .gitignore.", override=False),
}
#: Keys of the table itself, and of an override.
TOP_KEYS = tuple(name for name in KEYS if name != "paths")
OVERRIDE_KEYS = ("paths", *(name for name, key in KEYS.items() if key.override))


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


def key_location(config: Config, key: str, override: int | None = None) -> str:
    """`path:line` of a key of a config, or of its override of that number (from 0)."""
    try:
        text = as_text(read_file(config.path, "config").data)
    except OSError:
        return f"{config.path}:1"
    return f"{config.path}:{_ConfigReader(config.path, text, _table_prefix(config.path)).line_of_key(key, override)}"


def _table_prefix(path: str) -> str:
    return "tool.dslim" if os.path.basename(path) == "pyproject.toml" else ""


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
        if os.path.lexists(path) and (found := read_config(path)) is not None:
            return found
    return None


def clear_config_cache() -> None:
    """Read all configs anew: between two runs in one process they may change."""
    _config_by_folder.clear()


#: `tool.dslim` in a header or a key, and where `dslim` alone may be below `tool`.
_OUR_TABLE = regex(r"""\btool["' \t]*\.["' \t]*dslim\b""")
_TOOL_TABLE = regex(r"""^[ \t]*["']?tool["']?[ \t]*=|^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\]""", re.MULTILINE)


#: Parts of a dotted key: a library of TOML keeps each of its beginnings, so that 20,000 parts take 1.6 GB.
MAX_KEY_PARTS = 100
_KEY_PART = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_LONG_KEY = regex(rf"""(?<![\w-]){_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{{MAX_KEY_PARTS}}}""")


def _may_be_ours(text: str) -> bool:
    """Whether a pyproject.toml may hold [tool.dslim]: to read TOML takes 6 ms, and most have none."""
    return "dslim" in text and (_OUR_TABLE.search(text) is not None or _TOOL_TABLE.search(text) is not None)


def read_config(path: str) -> Config | None:
    """Read a config file; None for a pyproject.toml without our table, or where there is none. Raises ConfigError."""
    try:
        text = as_text(read_file(path, "config").data)
    except FileNotFoundError:
        return None  # a link to nothing
    except OSError as error:
        raise ConfigError(f"{path}:1: not read: {reason_of(error)}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}:1: not read: {error}") from None
    prefix = _table_prefix(path)
    if prefix and not _may_be_ours(text):
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ConfigError(f"{path}:{line}: not read: a key of over {MAX_KEY_PARTS} parts")
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_told = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"{path}:{line_told[1] if line_told else 1}: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}:1: not read: it is nested too deep") from None
    except ValueError:  # Python's own bound on the digits of a number, which the library lets through
        raise ConfigError(f"{path}:1: not read: a number is too long") from None
    if prefix:
        table = data.get("tool", {}).get("dslim")
        if table is None:
            return None
        data = table
    return _ConfigReader(path, text, prefix).read_config(data)


@dataclass(frozen=True)
class _ConfigReader:
    """Checks tables against KEYS, with errors that name the line."""

    path: str
    text: str
    prefix: str

    def read_config(self, data: Any) -> Config:
        if not isinstance(data, dict):
            raise ConfigError(f"{self.path}:1: [tool.dslim] must be a table")
        overrides = data.pop("overrides", [])
        if not isinstance(overrides, list) or not all(isinstance(o, dict) for o in overrides):
            self.raise_error("overrides", "must be tables: [[overrides]]")
        settings = self.read_settings(data, TOP_KEYS)
        tables = tuple(self.read_settings(o, OVERRIDE_KEYS, i) for i, o in enumerate(overrides))
        for i, table in enumerate(tables):
            if not table.paths:
                self.raise_error("overrides", "needs `paths`", i)
        found = Config(self.path, settings, tables)
        try:
            _ = found._include_spec, found._exclude_spec, found._override_specs
        except ValueError as error:
            raise ConfigError(f"{self.path}:1: {error}") from None
        return found

    def read_settings(self, data: dict[str, Any], known: tuple[str, ...], override: int | None = None) -> Settings:
        values: dict[str, Any] = {}
        for key, value in data.items():
            name = key.replace("-", "_")
            if name not in known or "_" in key:
                self.raise_error(key, f"unknown key{self.nearest_key_hint(key, known, override)}", override)
            values[name] = self.read_value(key, value, KEYS[name], override)
        return Settings(**values)

    def read_value(self, key: str, value: Any, known: Key, override: int | None) -> Any:  # noqa: RET503
        kind, choices = known.kind, known.choices
        if kind == "bool" and isinstance(value, bool):
            return value
        if kind == "text" and isinstance(value, str):
            if choices and value not in choices:
                self.raise_error(key, f"must be one of {', '.join(choices)}, not {value!r}", override)
            return value
        if kind == "list" and isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        if kind == "map" and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            return value
        shapes = {"bool": "true or false", "text": "a string", "list": "a list of strings", "map": "a table of strings"}
        self.raise_error(key, f"must be {shapes[kind]}", override)

    def nearest_key_hint(self, key: str, known: Iterable[str], override: int | None) -> str:
        from difflib import get_close_matches

        names = [name.replace("_", "-") for name in known] + ([] if override is not None else ["overrides"])
        near = get_close_matches(key.lower().replace("_", "-"), names, n=1, cutoff=0.5)
        return f". Did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"

    def raise_error(self, key: str, problem: str, override: int | None = None) -> NoReturn:
        raise ConfigError(f"{self.path}:{self.line_of_key(key, override)}: {key}: {problem}")

    def line_of_key(self, key: str, override: int | None) -> int:
        """The line on which `key` stands: TOML libraries do not tell."""
        table, count = "" if not self.prefix else None, -1
        wanted = ".".join(filter(None, (self.prefix, "overrides" if override is not None else "")))
        best = 1
        for number, line in enumerate(self.text.split("\n"), 1):
            if header := re.match(r"\s*(\[\[?)([^\]]+)\]", line):
                table = header[2].strip().replace('"', "").replace(" ", "")
                count += header[1] == "[[" and table.endswith("overrides")
                if table == f"{wanted}.{key}".strip("."):
                    return number
            if table == wanted and (override is None or count == override):
                best = number if best == 1 else best
                if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                    return number
        return best
