"""Docker's own `$VAR` expansion, with the operators of BuildKit's frontend/dockerfile/shell.

It differs from a shell's: no word splitting, no command substitution, `$$` is nothing special, and it
happens in ARG ADD COPY ENV EXPOSE FROM LABEL STOPSIGNAL USER VOLUME WORKDIR ONBUILD, never in RUN.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dslim.support.lazy_regex import regex

_SPECIAL = regex(r"['\"$\\`]")
_NAME = regex(r"[A-Za-z_]\w*", re.ASCII)
#: A longer value is not known, and a text with more variables; Linux knows no longer path.
MAX_VALUE, MAX_VARIABLES = 4096, 1000


class UnknownVariableError(LookupError):
    """The value hangs on a variable that the file does not tell."""


class ExpandError(ValueError):
    """BuildKit refuses the expansion."""


def expand(text: str, env: Mapping[str, str | None], escape: str = "\\") -> str:
    """`text` with quotes removed and variables put in.

    `env` maps a name to its value, or to None where it is set to something unknown; a name that is not
    in it is unset. Raises UnknownVariableError and ExpandError.
    """
    if _SPECIAL.search(text) is None:
        return text
    value, end = _until(text, 0, "", env, escape)
    assert end == len(text)
    return value


def try_expand(text: str, env: Mapping[str, str | None], escape: str = "\\") -> str | None:
    """`expand`, or None where the value cannot be known, or has no bound: `ENV A=$A$A` doubles it every time."""
    try:
        value = expand(text, env, escape) if text.count("$") <= MAX_VARIABLES else None
        return value if value is None or len(value) <= MAX_VALUE else None
    except (UnknownVariableError, ExpandError, RecursionError):  # the last: hundreds of `${a:-` in each other
        return None


def _until(
    text: str, pos: int, stop: str, env: Mapping[str, str | None], escape: str, raw: bool = False
) -> tuple[str, int]:
    """Expansion up to an unquoted `stop` (or the end, if empty), and the offset where it stands."""
    out: list[str] = []
    while pos < len(text):
        ch = text[pos]
        if ch == stop:
            return "".join(out), pos
        if ch == "'":
            end = text.find("'", pos + 1)
            if end < 0:
                raise ExpandError("quote without end")
            out.append(text[pos + 1 : end])
            pos = end + 1
        elif ch == '"':
            value, pos = _double(text, pos + 1, env, escape)
            out.append(value)
        elif ch == "$":
            value, pos = _dollar(text, pos, env, escape)
            out.append(value)
        elif ch == escape:
            out.append(text[pos : pos + 2] if raw else text[pos + 1 : pos + 2])
            pos += 2
        else:
            out.append(ch)
            pos += 1
    if stop:
        raise ExpandError(f"missing {stop!r}")
    return "".join(out), pos


def _double(text: str, pos: int, env: Mapping[str, str | None], escape: str) -> tuple[str, int]:
    out: list[str] = []
    while pos < len(text):
        ch = text[pos]
        if ch == '"':
            return "".join(out), pos + 1
        if ch == "$":
            value, pos = _dollar(text, pos, env, escape)
            out.append(value)
        elif ch == escape and text[pos + 1 : pos + 2] in ('"', "$", escape):
            out.append(text[pos + 1])
            pos += 2
        else:
            out.append(ch)
            pos += 1
    raise ExpandError("quote without end")


def _dollar(text: str, pos: int, env: Mapping[str, str | None], escape: str) -> tuple[str, int]:
    braced = text[pos + 1 : pos + 2] == "{"
    name = _NAME.match(text, pos + (2 if braced else 1))
    if not braced:
        if name:
            return _value(name[0], env) or "", name.end()
        special = text[pos + 1 : pos + 2]
        if special and (special in "@*#?-$!0" or special.isdigit()):
            raise UnknownVariableError(special)
        return "$", pos + 1
    if not name:
        raise ExpandError("bad substitution")
    pos = name.end()
    value = _lookup(name[0], env)
    op = text[pos : pos + 1]
    if op == "}":
        return _known(value, name[0]) or "", pos + 1
    null = op == ":"
    if null:
        pos += 1
        op = text[pos : pos + 1]
    if op in ("-", "+", "?") and op:
        word, end = _until(text, pos + 1, "}", env, escape)
        return _choose(op, null, name[0], _known(value, name[0]), word), end + 1
    if not null and op in ("#", "%") and op:
        double = text[pos + 1 : pos + 2] == op
        pattern, end = _until(text, pos + (2 if double else 1), "}", env, escape, raw=True)
        return _trim(_known(value, name[0]) or "", pattern, op, double), end + 1
    if not null and op == "/":
        every = text[pos + 1 : pos + 2] == "/"
        pattern, mid = _until(text, pos + (2 if every else 1), "/", env, escape, raw=True)
        new, end = _until(text, mid + 1, "}", env, escape, raw=True)
        known = _known(value, name[0]) or ""
        regex = re.compile(_regex(pattern, known))
        return regex.sub(lambda _: new, known, count=0 if every else 1), end + 1
    raise ExpandError("unsupported modifier")


_UNSET = object()


def _lookup(name: str, env: Mapping[str, str | None]) -> object:
    return env.get(name, _UNSET)


def _known(value: object, name: str) -> str | None:
    """The value, None where unset. Raises where it is set to something unknown."""
    if value is None:
        raise UnknownVariableError(name)
    return value if isinstance(value, str) else None


def _value(name: str, env: Mapping[str, str | None]) -> str | None:
    return _known(_lookup(name, env), name)


def _choose(op: str, null: bool, name: str, value: str | None, word: str) -> str:
    missing = value is None or (null and value == "")
    if op == "-":
        return word if missing else value or ""
    if op == "+":
        return "" if missing else word
    if missing:
        raise ExpandError(f"{name}: {word or 'not set'}")
    return value or ""


def _regex(pattern: str, value: str) -> str:
    """A pattern of `*`, `?` and `\\x` as a regular expression; brackets mean themselves.

    Raises where matching `value` might go on for ever: each `*` may try all places.
    """
    if pattern.count("*") > 2 or ("*" in pattern and len(value) > 256):
        raise UnknownVariableError(pattern)
    out = []
    chars = iter(pattern)
    for ch in chars:
        out.append({"*": ".*", "?": "."}.get(ch) or re.escape(next(chars, "\\") if ch == "\\" else ch))
    return f"(?s:{''.join(out)})"


def _trim(value: str, pattern: str, op: str, longest: bool) -> str:
    """`value` without the shortest or longest prefix (`#`) or suffix (`%`) that `pattern` matches."""
    regex = re.compile(_regex(pattern, value) + r"\Z")
    cuts = range(len(value) + 1)
    if op == "#":
        for cut in reversed(cuts) if longest else cuts:
            if regex.match(value[:cut]):
                return value[cut:]
    else:
        for cut in cuts if longest else reversed(cuts):
            if regex.match(value[cut:]):
                return value[:cut]
    return value
