"""Splits a text into tokens, a physical line each: what a regular expression alone cannot decide.

The terminals' patterns are the grammar's. This class knows the three things that depend on what came
before: which escape character is in force, whether directives may still come, and which heredocs the
logical line has just opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lark import Token
from lark.lexer import Lexer

from dslim.support.lazy_regex import regex
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.logical_line import openers_of
from dslim.syntax.words import SPACES, Opener

if TYPE_CHECKING:
    from lark.common import LexerConf

#: bufio.MaxScanTokenSize less the line break: BuildKit refuses a longer physical line.
MAX_LINE_BYTES = 65_535
DIRECTIVES = ("syntax", "escape", "check")
#: The spaces of the grammar that are not ASCII: such a class takes 0.2 ms to compile, and most files need none.
_WIDE = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIVE = regex(r"#[\t\n\f\r ]*([A-Za-z][A-Za-z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")


class DockerfileLexer(Lexer):
    """Yields one token a physical line, and one a heredoc's body and end line. Lark makes it, with its terminals."""

    def __init__(self, conf: LexerConf) -> None:
        self._patterns = {t.name: t.pattern.to_regexp() for t in conf.terminals if t.pattern}
        self._compiled: dict[tuple[str, bool], re.Pattern[str]] = {}

    def _scanner(self, escape: str, is_ascii: bool) -> re.Pattern[str]:
        if (escape, is_ascii) not in self._compiled:
            continued = "CONTINUED_BACKTICK" if escape == "`" else "CONTINUED_BACKSLASH"
            names = ("COMMENT", "BLANK", continued, "LAST_LINE")
            pattern = "|".join(f"(?P<{n}>{self._patterns[n]})" for n in names)
            self._compiled[escape, is_ascii] = re.compile(pattern.replace(_WIDE, "") if is_ascii else pattern)
        return self._compiled[escape, is_ascii]

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override]  # Lark's plain interface
        """Tokens of a whole file; their texts joined are `text`. Raises DockerfileSyntaxError."""
        pos = 0
        if text.startswith("\ufeff"):
            yield Token("BOM", text[0], 0, 1)
            pos = 1
        line, escape = 1, "\\"
        seen: set[str] = set()
        is_ascii = text.isascii()
        match = self._scanner(escape, is_ascii).match
        end = len(text)
        check_length = end > MAX_LINE_BYTES
        may_direct = True
        may_open = "<" in text  # a heredoc, its `<<` maybe on two lines
        parts: list[Token] = []  # of the logical line being read
        while pos < end:
            found = match(text, pos)
            assert found is not None  # LAST_LINE takes any line
            kind, value = found.lastgroup or "", found[0]
            if check_length:
                _check_length(value, line)
            if may_direct:
                directive = read_directive(value)
                if directive is None:
                    may_direct = False
                else:
                    kind, escape = "DIRECTIVE", _check_directive(directive, value, line, seen) or escape
                    match = self._scanner(escape, is_ascii).match
            token = Token(kind, value, pos, line)
            yield token
            pos, line = pos + len(value), line + 1
            if not may_open:
                continue
            if kind == "LAST_LINE":
                parts = [*parts, token] if parts or "<<" in value else []
                if any("<" in part.value for part in parts):
                    for token in _heredoc_tokens(text, pos, line, openers_of(parts, escape), parts[0]):
                        yield token
                        pos, line = pos + len(token.value), line + token.value.count("\n")
                parts = []
            elif kind not in ("COMMENT", "BLANK", "DIRECTIVE"):
                parts.append(token)


def read_directive(line: str) -> tuple[str, str] | None:
    """(name, value) of a parser directive line, or None for any other line."""
    if "=" not in line:
        return None
    match = _DIRECTIVE.match(line.rstrip("\r\n").lstrip(SPACES))
    if match and match[1].lower() in DIRECTIVES:
        return match[1].lower(), match[2]
    return None


def _check_directive(directive: tuple[str, str], text: str, line: int, seen: set[str]) -> str:
    """The escape character that a directive sets; '' for any other directive. Raises DockerfileSyntaxError."""
    name, value = directive
    if name in seen:
        raise DockerfileSyntaxError(f"only one {name} parser directive can be used", line, 1, text)
    seen.add(name)
    if name != "escape":
        return ""
    if value not in ("\\", "`"):
        raise DockerfileSyntaxError(f"invalid escape token '{value}' does not match ` or \\", line, 1, text)
    return value


def _check_length(row: str, line: int) -> None:
    size = len(row)
    if size * 4 > MAX_LINE_BYTES:
        size = len(row.encode("utf-8", "surrogateescape"))
        if size - row.endswith("\n") > MAX_LINE_BYTES:
            raise DockerfileSyntaxError(
                f"line greater than maximum allowed size of {MAX_LINE_BYTES}", line, 1, row[:80]
            )


def _heredoc_tokens(
    text: str, pos: int, line: int, openers: Sequence[Opener], first: Token
) -> Iterator[Token]:
    """The bodies and end lines, from `pos` on, of the heredocs that a logical line opens; `first`: its first token."""
    for opener in openers:
        body, stop = _heredoc(text, pos, opener, first)
        if len(text) > MAX_LINE_BYTES:
            for at, row in enumerate(text[pos:stop].splitlines(True)):
                _check_length(row, line + at)
        if body:
            yield Token("HEREDOC_BODY", text[pos : pos + body], pos, line)
        line += text.count("\n", pos, pos + body)
        yield Token("HEREDOC_END", text[pos + body : stop], pos + body, line)
        pos, line = stop, line + 1


def _heredoc(text: str, pos: int, opener: Opener, first: Token) -> tuple[int, int]:
    """(length of the body, offset after the end line) of a heredoc whose body starts at `pos`."""
    at, end = pos, len(text)
    while at < end:
        stop = text.find("\n", at) + 1 or end
        row = text[at:stop].rstrip("\r\n")
        if (row.lstrip("\t") if opener.chomp else row) == opener.name:
            return at - pos, stop
        at = stop
    raise DockerfileSyntaxError(f"unterminated heredoc {opener.name}", first.line or 1, 1, first.value)
