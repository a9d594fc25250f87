"""Reads heredocs: the delimiter where it stands, and the lines after the newline that ends its command."""

from __future__ import annotations

import re

from dslim.shell.parsing.quoted_text import QuotedText
from dslim.shell.tree import Heredoc, Literal, Span, Word
from dslim.support.lazy_regex import regex

#: Text of a heredoc, or of arithmetic, that means itself.
UNQUOTED = regex(r"(?:[^$`\\]+|\\.)+", re.S)
_HEREDOC_NAME = regex(r"'([^'\n]*)'|\"([^\"$`\\\n]*)\"|(\\?[A-Za-z0-9_.!:%@+=,/-]+)")


class HeredocReader(QuotedText):
    """Takes heredocs: the delimiter where it stands, and the lines at the next newline."""

    def heredoc_name(self, strip_tabs: bool) -> tuple[Word, Heredoc]:
        """The delimiter here; its lines are read at the next newline."""
        start = self.pos
        found = _HEREDOC_NAME.match(self.text, start, self.end)
        if not found:
            raise self.refuse("a heredoc name of an unknown form")
        end = found.end()
        if end < self.end and self.text[end] not in " \t\n;|&<>)":
            raise self.refuse("a heredoc name of an unknown form")
        quoted = found.group(3) is None or found.group(3).startswith("\\")
        name = next(group for group in found.groups() if group is not None)
        heredoc = Heredoc(Span(-1, -1), name.lstrip("\\") if found.group(3) else name, quoted, ())
        self.pending.append((heredoc, strip_tabs))
        self.pos = end
        self.tokens.append((start, end, "word"))
        span = Span(start, end)
        word = Word(span, found.group(), (Literal(span, found.group()),), None, unquoted_glob=False)
        return word, heredoc

    def take_newline(self) -> None:
        """Take the newline here, and the lines of the heredocs that wait for it."""
        self.tokens.append((self.pos, self.pos + 1, "newline"))
        self.pos += 1
        waiting, self.pending = self.pending, []
        for heredoc, strip_tabs in waiting:
            self.heredoc_lines(heredoc, strip_tabs)

    def heredoc_lines(self, heredoc: Heredoc, strip_tabs: bool) -> None:
        """Take the lines of a heredoc, up to its delimiter on a line of its own."""
        text, start = self.text, self.pos
        while True:
            line = self.pos
            if line >= self.end:
                raise self.refuse("a heredoc without its end", start)
            stop = text.find("\n", line, self.end)
            stop = self.end if stop < 0 else stop
            content = text[line:stop]
            if (content.lstrip("\t") if strip_tabs else content) == heredoc.delimiter:
                break
            self.pos = stop + 1
        if not heredoc.quoted and _ends_in_odd_backslashes(text[start : line - 1]):
            raise self.refuse("line continuation before a heredoc's end")
        # The lines become known only here, after the redirect was built: the one late write.
        object.__setattr__(heredoc, "span", Span(start, line))
        if not heredoc.quoted:
            outer, self.end, self.pos = self.end, line, start
            self.enter_level()
            object.__setattr__(heredoc, "parts", self.quoted_parts(UNQUOTED, ""))
            self.depth -= 1
            self.end = outer
        self.pos = min(stop + 1, self.end)
        self.tokens.append((start, self.pos, "heredoc"))


def _ends_in_odd_backslashes(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
