"""Docker's own `$VAR` expansion, with the operators of BuildKit's frontend/dockerfile/shell.

It differs from a shell's: no word splitting, no command substitution, `$$` is nothing special, and it
happens in ARG ADD COPY ENV EXPOSE FROM LABEL STOPSIGNAL USER VOLUME WORKDIR ONBUILD, never in RUN.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dslim.facts.value_patterns import TooMuchError, with_replaced, without_end, without_start
from dslim.support.lazy_regex import regex

_SPECIAL = regex(r"['\"$\\`]")
_NAME = regex(r"[A-Za-z_]\w*", re.ASCII)
#: A longer value is not known, and a text with more variables; Linux knows no longer path.
MAX_VALUE, MAX_VARIABLES = 4096, 1000
#: `${a:-${b:-` nested deeper is not read.
MAX_DEPTH = 100


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
    value, end = _Expansion(text, env, escape).until(0, "")
    assert end == len(text)
    return value


def try_expand(text: str, env: Mapping[str, str | None], escape: str = "\\") -> str | None:
    """`expand`, or None where the value cannot be known, or has no bound: `ENV A=$A$A` doubles it every time."""
    try:
        value = expand(text, env, escape) if text.count("$") <= MAX_VARIABLES else None
        return value if value is None or len(value) <= MAX_VALUE else None
    except (UnknownVariableError, ExpandError):
        return None


class _Expansion:
    """One text, read from left to right, and how deep `${a:-${b:-` is nested where it is read."""

    def __init__(self, text: str, env: Mapping[str, str | None], escape: str) -> None:
        self.text = text
        self.env = env
        self.escape = escape
        self.depth = 0

    def until(self, pos: int, stop: str, raw: bool = False) -> tuple[str, int]:
        """Expansion up to an unquoted `stop` (or the end, if empty), and the offset where it stands."""
        text, out = self.text, list[str]()
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
                value, pos = self.double_quoted(pos + 1)
                out.append(value)
            elif ch == "$":
                value, pos = self.variable(pos)
                out.append(value)
            elif ch == self.escape:
                out.append(text[pos : pos + 2] if raw else text[pos + 1 : pos + 2])
                pos = min(pos + 2, len(text))  # at the very end it escapes nothing and goes: `ENV A\=b` sets A
            else:
                out.append(ch)
                pos += 1
        if stop:
            raise ExpandError(f"missing {stop!r}")
        return "".join(out), pos

    def double_quoted(self, pos: int) -> tuple[str, int]:
        """Expansion up to a double quote, and the offset after it."""
        text, out = self.text, list[str]()
        while pos < len(text):
            ch = text[pos]
            if ch == '"':
                return "".join(out), pos + 1
            if ch == "$":
                value, pos = self.variable(pos)
                out.append(value)
            elif ch == self.escape and text[pos + 1 : pos + 2] in ('"', "$", self.escape):
                out.append(text[pos + 1])
                pos += 2
            else:
                out.append(ch)
                pos += 1
        raise ExpandError("quote without end")

    def variable(self, pos: int) -> tuple[str, int]:
        """The value of the variable, with its operator, whose `$` stands at `pos`, and the offset after it."""
        text = self.text
        braced = text[pos + 1 : pos + 2] == "{"
        name = _NAME.match(text, pos + (2 if braced else 1))
        if not braced:
            if name:
                return self.value(name[0]) or "", name.end()
            special = text[pos + 1 : pos + 2]
            if special and (special in "@*#?-$!0" or special.isdigit()):
                raise UnknownVariableError(special)
            return "$", pos + 1
        if not name:
            raise ExpandError("bad substitution")
        if text[name.end() : name.end() + 1] == "}":
            return self.value(name[0]) or "", name.end() + 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnknownVariableError(name[0])
        value, end = self.modified(name[0], name.end())
        self.depth -= 1
        if len(value) > MAX_VALUE:
            raise UnknownVariableError(name[0])
        return value, end

    def modified(self, name: str, pos: int) -> tuple[str, int]:
        """The value of a variable with the operator at `pos`, and the offset after its brace."""
        text = self.text
        op = text[pos : pos + 1]
        null = op == ":"
        if null:
            pos += 1
            op = text[pos : pos + 1]
        if op in ("-", "+", "?") and op:
            word, end = self.until(pos + 1, "}")
            return _choose(op, null, name, self.value(name), word), end + 1
        if null or op not in ("#", "%", "/") or not op:
            raise ExpandError("unsupported modifier")
        double = text[pos + 1 : pos + 2] == op
        pattern, end = self.until(pos + (2 if double else 1), "/" if op == "/" else "}", raw=True)
        new = ""
        if op == "/":
            new, end = self.until(end + 1, "}", raw=True)
        value = self.value(name) or ""
        if not pattern:
            raise UnknownVariableError(name)  # it ends the daemon of docker 26.1
        try:
            if op == "/":
                return with_replaced(value, pattern, new, double), end + 1
            return (without_start if op == "#" else without_end)(value, pattern, double), end + 1
        except TooMuchError:
            raise UnknownVariableError(name) from None

    def value(self, name: str) -> str | None:
        """The value, None where unset. Raises where it is set to something unknown."""
        value = self.env.get(name, "")
        if value is None:
            raise UnknownVariableError(name)
        return value if name in self.env else None


def _choose(op: str, null: bool, name: str, value: str | None, word: str) -> str:
    missing = value is None or (null and value == "")
    if op == "-":
        return word if missing else value or ""
    if op == "+":
        return "" if missing else word
    if missing:
        raise ExpandError(f"{name}: {word or 'not set'}")
    return value or ""
