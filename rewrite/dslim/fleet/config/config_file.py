"""Reads a config file and checks it against the keys; what is wrong is an error that names the line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dslim.fleet.config.keys import KEYS, OVERRIDE_KEYS, RENAMED_KEYS, TOP_KEYS, Key
from dslim.fleet.config.settings import Config, ConfigError, Settings
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file, reason_of

if TYPE_CHECKING:
    from typing import Any, NoReturn

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
        place = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"{path}:{place[1] if place else 1}: {error}") from None
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


class _ConfigReader(NamedTuple):
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
        found = Config(self.path, settings, tables, warnings=tuple(self.old_names(data, overrides)))
        try:
            _ = found._include_spec, found._exclude_spec, found._override_specs
        except ValueError as error:
            raise ConfigError(f"{self.path}:1: {error}") from None
        return found

    def old_names(self, data: dict[str, Any], overrides: Iterable[dict[str, Any]]) -> Iterator[str]:
        """A line on each key that has another name by now."""
        for override, table in [(None, data), *enumerate(overrides)]:
            for key in RENAMED_KEYS.keys() & table.keys():
                where = f"{self.path}:{self.line_of_key(key, override)}"
                yield f"{where}: warning: {key} is now {RENAMED_KEYS[key]}, with the values of --{RENAMED_KEYS[key]}"

    def read_settings(self, data: dict[str, Any], known: tuple[str, ...], override: int | None = None) -> Settings:
        values: dict[str, Any] = {}
        for key, value in data.items():
            name = key.replace("-", "_")
            if name not in known or "_" in key:
                self.raise_error(key, f"unknown key{self.nearest_key_hint(key, known, override)}", override)
            values[name] = self.read_value(key, value, KEYS[name], override)
        if old := values.pop("cache", None):
            values.setdefault("style", "cache-mount" if old == "mount" else old)
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


def key_location(config: Config, key: str, override: int | None = None) -> str:
    """`path:line` of a key of a config, or of its override of that number (from 0)."""
    try:
        text = as_text(read_file(config.path, "config").data)
    except OSError:
        return f"{config.path}:1"
    return f"{config.path}:{_ConfigReader(config.path, text, _table_prefix(config.path)).line_of_key(key, override)}"


def _table_prefix(path: str) -> str:
    return "tool.dslim" if os.path.basename(path) == "pyproject.toml" else ""
