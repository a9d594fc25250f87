"""Offsets of a text as positions of the protocol (line, and code units of it), and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

Encoding = Literal["utf-8", "utf-16", "utf-32"]
#: The encodings that a client may ask for, and the bytes of one of their units.
UNITS: dict[Encoding, int] = {"utf-16": 2, "utf-8": 1, "utf-32": 4}
_CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
#: What the protocol takes for the end of a line, and nothing else: not \f, not U+2028.
_BREAK = re.compile(r"\r\n|\n|\r")

Position = dict[str, int]
Range = dict[str, Position]


class Place(NamedTuple):
    """A line, from 0, and units of it."""

    line: int
    character: int


class Positions:
    """The positions of one text in one encoding."""

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.text = text
        self.encoding = encoding

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    @cached_property
    def _ends(self) -> list[int]:
        """Where each line ends, its break left out."""
        return [*(match.start() for match in _BREAK.finditer(self.text)), len(self.text)]

    def position(self, offset: int) -> Position:
        """The position of an offset; one inside a line break is the end of its line."""
        line = bisect_right(self._starts, offset) - 1
        return {"line": line, "character": self._units(self._starts[line], min(offset, self._ends[line]))}

    def range(self, start: int, end: int) -> Range:
        """The range between two offsets."""
        return {"start": self.position(start), "end": self.position(end)}

    def offset(self, line: int, character: int) -> int:
        """The offset of a position; one past the end of a line, or of the text, is that end."""
        if line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[line], self._ends[line]
        if self.encoding == "utf-32":
            return min(start + character, end)
        units = 0
        for offset in range(start, end):
            if units >= character:
                return offset
            units += self._units(offset, offset + 1)
        return end

    def line_range(self, offset: int, end: int) -> Range:
        """The range from an offset to the end of its line, or to `end` where that comes first."""
        line = bisect_right(self._starts, offset) - 1
        return self.range(offset, max(offset, min(end, self._ends[line])))

    def _units(self, start: int, end: int) -> int:
        part = self.text[start:end]
        if self.encoding == "utf-32" or part.isascii():
            return len(part)
        return len(part.encode(_CODECS[self.encoding], "surrogatepass")) // UNITS[self.encoding]
