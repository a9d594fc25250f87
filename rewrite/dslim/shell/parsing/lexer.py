"""Reads words: runs of literals, quotes and expansions between blanks and operators."""

from __future__ import annotations

import re

from dslim.shell.parsing.cursor import BLANK
from dslim.shell.parsing.expansions import ExpansionReader
from dslim.shell.tree import Literal, Part, Span, Word

# A run that means itself. `=` and `:` are in it: a tilde after them, which may expand, is not.
_PLAIN = re.compile(r"[^ \t\n\\'\"`$|&;<>()*?\[{}~]+")
#: More such words, each after blanks: none can be a comment or an assignment, or is a redirect's number. `\s`, not
#: `[ \t]`, for what `str.split` takes for a blank.
_FURTHER = re.compile(
    r"(?:[ \t]+[^\s\\'\"`$|&;<>()*?\[{}~#][^\s\\'\"`$|&;<>()*?\[{}~]*(?=[ \t\n;|&)]|\Z))+"
)
_RUN = re.compile(r"(?:[^ \t\n\\'\"`$|&;<>()]+|\\[^\n])+")


class Lexer(ExpansionReader):
    """A cursor over the text that takes words; its subclasses take commands."""

    def word(self) -> Word:
        """The word that starts here: a maximal run without unquoted blanks and operators."""
        text, start = self.text, self.pos
        found = _PLAIN.match(text, start)
        if found:
            end = found.end()
            if end == self.end or text[end] in " \t\n;|&)":
                value = found.group()
                self.pos = end
                # what namedtuples do, without their Python frame: half of all nodes are made here
                span = Span(start, end)
                self.tokens.append((start, end, "word"))
                return Word(span, value, (Literal(span, value),), value, unquoted_glob=False)
        parts = self.parts()
        end = self.pos
        if end == start:
            raise self.refuse("a word was expected")
        if self.pending and text.find("\n", start, end) >= 0:
            raise self.refuse("a word over several lines while a heredoc waits", start)
        self.tokens.append((start, end, "word"))
        return self.make_word(start, end, tuple(parts))

    def take_plain_words(self, words: list[Word]) -> None:
        """The plain words that follow one: most words do, and this takes a third of the time of `word`."""
        found = _FURTHER.match(self.text, self.pos, self.end)
        if not found:
            return
        text, pos, tokens = self.text, self.pos, self.tokens
        for value in found.group().split():
            start = text.find(value, pos)
            pos = start + len(value)
            span = Span(start, pos)
            tokens.append((start, pos, "word"))
            words.append(Word(span, value, (Literal(span, value),), value, unquoted_glob=False))
        self.pos = pos

    def parts(self) -> list[Part]:
        """Read the parts of the word that starts here: literals, quotes and expansions."""
        text, limit = self.text, self.end
        parts: list[Part] = []
        while self.pos < limit:
            pos = self.pos
            found = _RUN.match(text, pos)
            if found:
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            char = text[pos]
            if char == '"':
                parts.append(self.double_quoted())
            elif char == "'":
                parts.append(self.single_quoted())
            elif char == "$":
                parts.append(self.dollar(quoted=False))
            elif char == "`":
                parts.append(self.backquoted(quoted=False))
            elif char in "<>" and text.startswith("(", pos + 1):
                parts.append(self.process_sub())
            elif char == "\\":
                self.check_continuation(bool(parts))
                break
            else:
                break
        return parts

    def check_continuation(self, in_word: bool) -> None:
        """A `\\` before a newline, or at the very end: ends the word, if a blank follows."""
        if self.pos + 1 >= self.end:
            raise self.refuse("a lone backslash at the end")
        found = BLANK.match(self.text, self.pos)
        after = found.end() if found else self.pos
        if not in_word or (self.text[after - 1] == "\n" and self.text[after : after + 1] not in "\n;|&()"):
            raise self.refuse("line continuation inside a word")
