"""`[tool.dslim]` in pyproject.toml, or dslim.toml: what it may say, found and read."""

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
    """A config key: its JSON type (`list` and `map` hold strings), what it says, its values if they are few, and
    whether an override may have it.
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
        "text", "Which RUNs to merge: all that can be, those that save bytes, or none.", ("all", "bytes", "off")
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
TOP = tuple(name for name in KEYS if name != "paths")
OVERRIDE = ("paths", *(name for name, key in KEYS.items() if key.override))


@dataclass(frozen=True)
class Settings:
    """What one table says; None or nothing for what it does not say. Attributes are keys with `_` for `-`."""

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

    def includes(self, path: str) -> bool:
        """Whether it names a file for a Dockerfile."""
        return self._include is not None and self._include.match_file(self.name_of(path))

    def excludes(self, path: str, is_folder: bool = False) -> bool:
        """Whether it leaves a file or folder out."""
        if self._exclude is None:
            return False
        name = self.name_of(path)
        return self._exclude.match_file(name + "/" if is_folder else name)

    def settings_for(self, path: str) -> Settings:
        """What it says about one file, with every override that is for it."""
        if not self.overrides:
            return self.settings
        found = dict(vars(self.settings))
        for override, spec in zip(self.overrides, self._paths):
            if spec.match_file(self.name_of(path)):
                found.update({k: v for k in OVERRIDE if (v := getattr(override, k)) not in (None, ())})
        return Settings(**found)

    @cached_property
    def _include(self) -> GitIgnoreSpec | None:
        return _spec(self.settings.include)

    @cached_property
    def _exclude(self) -> GitIgnoreSpec | None:
        return _spec(self.settings.exclude)

    @cached_property
    def _paths(self) -> tuple[GitIgnoreSpec, ...]:
        return tuple(s for o in self.overrides if (s := _spec(o.paths)) is not None)


def _spec(lines: tuple[str, ...]) -> GitIgnoreSpec | None:
    """Raises ValueError for a line without a pattern."""
    from dslim.fleet.discovery.ignore_files import patterns

    if not lines:
        return None
    for line in lines:
        if line.strip() and not line.startswith("#") and patterns([line]).patterns[0].include is None:
            raise ValueError(f"not a pattern of .gitignore: {line!r}")
    return patterns(lines)


def options_of(settings: Settings) -> Options:
    """The options that settings come to. Rule names are not looked up: the caller knows them."""
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


def place_of(config: Config, key: str, override: int | None = None) -> str:
    """`path:line` of a key that a config has, or its override of that number."""
    try:
        text = as_text(read_file(config.path, "config").data)
    except OSError:
        return f"{config.path}:1"
    return f"{config.path}:{_Reader(config.path, text, _prefix(config.path)).line(key, override)}"


def _prefix(path: str) -> str:
    return "tool.dslim" if os.path.basename(path) == "pyproject.toml" else ""


NAMES = ("dslim.toml", "pyproject.toml")


_known: dict[str, Config] = {}


def config_for(folder: str) -> Config:
    """The config in force in an absolute folder: the nearest upwards, whole; an empty one where there is none.

    A repository is never left, and a pyproject.toml without `[tool.dslim]` says nothing. Raises ConfigError.
    """
    passed = []
    found = _known.get(folder)
    while found is None:
        passed.append(folder)
        above = os.path.dirname(folder)
        found = _config_in(folder)
        if found is None:
            is_top = above == folder or os.path.exists(os.path.join(folder, ".git"))
            found = Config() if is_top else _known.get(above)
        folder = above
    _known.update(dict.fromkeys(passed, found))
    return found


def _config_in(folder: str) -> Config | None:
    """The config that stands in a folder itself."""
    for name in NAMES:
        path = os.path.join(folder, name)
        # whatever has the name and cannot be read may say anything: it is not passed over
        if os.path.lexists(path) and (found := read_config(path)) is not None:
            return found
    return None


def forget_configs() -> None:
    """Forget what folders hold: another run in this process may find others."""
    _known.clear()


#: `tool.dslim` in a header or a key, and where `dslim` alone may be below `tool`.
_OURS = regex(r"""\btool["' \t]*\.["' \t]*dslim\b""")
_TOOL = regex(r"""^[ \t]*["']?tool["']?[ \t]*=|^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\]""", re.MULTILINE)


def _may_be_ours(text: str) -> bool:
    """Whether a pyproject.toml may hold [tool.dslim]: to read TOML takes 6 ms, and most have none."""
    return "dslim" in text and (_OURS.search(text) is not None or _TOOL.search(text) is not None)


def read_config(path: str) -> Config | None:
    """A config file; None for a pyproject.toml that has nothing for us, or none at all. Raises ConfigError."""
    try:
        text = as_text(read_file(path, "config").data)
    except FileNotFoundError:
        return None  # a link to nothing
    except OSError as error:
        raise ConfigError(f"{path}:1: not read: {reason_of(error)}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}:1: not read: {error}") from None
    prefix = _prefix(path)
    if prefix and not _may_be_ours(text):
        return None
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"{path}:{line[1] if line else 1}: {error}") from None
    if prefix:
        found = data.get("tool", {}).get("dslim")
        if found is None:
            return None
        data = found
    return _Reader(path, text, prefix).config(data)


@dataclass(frozen=True)
class _Reader:
    """Tables checked against the keys that there are, with errors that name the line."""

    path: str
    text: str
    prefix: str

    def config(self, data: Any) -> Config:
        if not isinstance(data, dict):
            raise ConfigError(f"{self.path}:1: [tool.dslim] must be a table")
        overrides = data.pop("overrides", [])
        if not isinstance(overrides, list) or not all(isinstance(o, dict) for o in overrides):
            self.fail("overrides", "must be tables: [[overrides]]")
        settings = self.settings(data, TOP)
        tables = tuple(self.settings(o, OVERRIDE, i) for i, o in enumerate(overrides))
        for i, table in enumerate(tables):
            if not table.paths:
                self.fail("overrides", "needs `paths`", i)
        found = Config(self.path, settings, tables)
        try:
            _ = found._include, found._exclude, found._paths
        except ValueError as error:
            raise ConfigError(f"{self.path}:1: {error}") from None
        return found

    def settings(self, data: dict[str, Any], known: tuple[str, ...], override: int | None = None) -> Settings:
        values: dict[str, Any] = {}
        for key, value in data.items():
            name = key.replace("-", "_")
            if name not in known or "_" in key:
                self.fail(key, f"unknown key{self.nearest(key, known, override)}", override)
            values[name] = self.value(key, value, KEYS[name], override)
        return Settings(**values)

    def value(self, key: str, value: Any, known: Key, override: int | None) -> Any:  # noqa: RET503
        kind, choices = known.kind, known.choices
        if kind == "bool" and isinstance(value, bool):
            return value
        if kind == "text" and isinstance(value, str):
            if choices and value not in choices:
                self.fail(key, f"must be one of {', '.join(choices)}, not {value!r}", override)
            return value
        if kind == "list" and isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        if kind == "map" and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            return value
        shapes = {"bool": "true or false", "text": "a string", "list": "a list of strings", "map": "a table of strings"}
        self.fail(key, f"must be {shapes[kind]}", override)

    def nearest(self, key: str, known: Iterable[str], override: int | None) -> str:
        from difflib import get_close_matches

        names = [name.replace("_", "-") for name in known] + ([] if override is not None else ["overrides"])
        near = get_close_matches(key.lower().replace("_", "-"), names, n=1, cutoff=0.5)
        return f". Did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"

    def fail(self, key: str, problem: str, override: int | None = None) -> NoReturn:
        raise ConfigError(f"{self.path}:{self.line(key, override)}: {key}: {problem}")

    def line(self, key: str, override: int | None) -> int:
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
