"""Reads quotes, and the text inside of them in which only `$`, a backquote and the backslash are special."""

from __future__ import annotations

import re

from dslim.shell.parsing.cursor import Cursor
from dslim.shell.tree import AnsiQuoted, CommandSub, DoubleQuoted, Literal, Part, SingleQuoted, Span
from dslim.support.lazy_regex import regex

_DOUBLE = regex(r'(?:[^"$`\\]+|\\.)+', re.S)
_ANSI = regex(r"\$'((?:[^'\\]|\\.)*)'", re.S)


class QuotedText(Cursor):
    """Takes what stands in quotes. What expands in it, a subclass takes."""

    def dollar(self, quoted: bool) -> Part:
        """Read what a `$` begins; `quoted`: inside of double quotes."""
        raise NotImplementedError

    def backquoted(self, quoted: bool) -> CommandSub:
        """Read a command between backquotes."""
        raise NotImplementedError

    def single_quoted(self) -> SingleQuoted:
        """Read `'...'`."""
        start = self.pos
        close = self.text.find("'", start + 1, self.end)
        if close < 0:
            raise self.refuse("' without its end")
        self.pos = close + 1
        return SingleQuoted(Span(start, self.pos), self.text[start + 1 : close])

    def ansi_quoted(self) -> AnsiQuoted:
        """Read bash's `$'...'`."""
        found = _ANSI.match(self.text, self.pos, self.end)
        if not found:
            raise self.refuse("$' without its end")
        if "\\'" in found.group(1):
            raise self.refuse("$'..\\'..'")  # dash ends the string at the escaped quote
        start, self.pos = self.pos, found.end()
        self.note_bashism(start, self.pos, "$'")
        return AnsiQuoted(Span(start, self.pos), found.group(1))

    def double_quoted(self) -> DoubleQuoted:
        """Read `"..."`, and what expands in it."""
        start = self.pos
        self.pos += 1
        self.enter_level()
        parts = self.quoted_parts(_DOUBLE, '"')
        if not self.text.startswith('"', self.pos) or self.pos >= self.end:
            raise self.refuse('" without its end', start)
        self.depth -= 1
        self.pos += 1
        return DoubleQuoted(Span(start, self.pos), parts)

    def quoted_parts(self, run: re.Pattern[str], close: str) -> tuple[Part, ...]:
        """Text in which only `$`, a backquote and the backslash are special, up to close ('': the end)."""
        text, limit = self.text, self.end
        parts: list[Part] = []
        while self.pos < limit:
            pos = self.pos
            found = run.match(text, pos, limit)
            if found:
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            char = text[pos]
            if char == close:
                break
            if char == "$":
                parts.append(self.dollar(quoted=True))
            elif char == "`":
                parts.append(self.backquoted(quoted=True))
            else:
                raise self.refuse("a lone backslash at the end")
        return tuple(parts)
