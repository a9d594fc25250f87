"""A place in a shell text, with what was taken up to it: the base of the classes that read words and commands."""

from __future__ import annotations

import re

from dslim.shell.tree import Bashism, Heredoc, Span, Token

MAX_DEPTH = 40  # levels of nesting; each costs about eight Python frames of the usual 1000

#: Blanks, with newlines that a backslash takes away.
BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_STARTS_OPERATOR = frozenset("&|;<>(")


class Refused(Exception):
    """Raised where the text is not understood; `parse_script` makes an Opaque of it."""

    def __init__(self, reason: str, offset: int, bound: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.bound = bound  # a bound of ours was met


class Cursor:
    """A cursor over a text: the tokens taken, how deep it is, and what two shells read differently."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text)
        self.pos = 0
        self.depth = 0
        self.tokens: list[Token] = []
        self.bashisms: list[Bashism] = []
        self.heads: list[int] = []  # where command names stand; tree-sitter takes `time` for one
        self.timed = self.after_time = -1
        self.noise: list[Span] = []  # comments in backquotes, which tree-sitter cannot read
        self.pending: list[tuple[Heredoc, bool]] = []

    def refuse(self, reason: str, offset: int | None = None) -> Refused:
        """The error that says why the text is not understood, at an offset or here."""
        return Refused(reason, self.pos if offset is None else offset)

    def enter_level(self) -> None:
        """Count one more level of nesting. Raises Refused beyond MAX_DEPTH."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Refused("nested too deeply", self.pos, bound=True)

    def note_bashism(self, start: int, end: int, kind: str) -> None:
        """Note that shells do not read `start` to `end` alike."""
        self.bashisms.append(Bashism(Span(start, end), kind))

    def take_operator(self, end: int) -> None:
        """Take the operator or keyword that ends at `end`."""
        self.tokens.append((self.pos, end, "op"))
        self.pos = end
        # `&\<newline>&` is one operator to a shell.
        if self.text.startswith("\\\n", end) and self.text[end - 1] in "&|;<>($":
            while self.text.startswith("\\\n", end):
                end += 2
            if self.text[end : end + 1] in _STARTS_OPERATOR:
                raise self.refuse("line continuation after an operator")

    def skip_blanks(self) -> int:
        """Skip blanks and continued lines; where the cursor then is."""
        pos, text = self.pos, self.text
        if pos < len(text) and text[pos] in " \t\\" and (found := BLANK.match(text, pos)):
            self.pos = pos = found.end()
        return pos
