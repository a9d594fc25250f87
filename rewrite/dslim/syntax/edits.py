"""Edits of a text as values (start, end, new text), and the one function that applies them."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `text[start:end]` of the Dockerfile by `text`. Offsets as in syntax/nodes.py."""

    start: int
    end: int
    text: str


class OverlapError(ValueError):
    """Two edits of one set touch the same characters."""


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits as their places follow one another; insertions at one place keep their order."""
    return sorted(edits, key=_place)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with every edit made. Raises OverlapError; two insertions at one place keep their order."""
    out: list[str] = []
    at = 0
    for edit in in_order(edits):
        if edit.start < at:
            raise OverlapError(f"edit at {edit.start} overlaps one that ends at {at}")
        if edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit {edit} lies outside the text")
        out += text[at : edit.start], edit.text
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def overlaps(edit: Edit, others: Iterable[Edit]) -> bool:
    """Whether `edit` touches a character that one of `others` touches, or inserts at its place."""
    return any(edit.start <= o.end and o.start <= edit.end for o in others)


class Taken:
    """Edits that do not touch each other, to ask of one more: the logarithm of their number."""

    def __init__(self) -> None:
        self._edits: list[Edit] = []

    def touches(self, edit: Edit) -> bool:
        """Whether an edit touches one of those taken; different texts at one place stand one after the other."""
        at = bisect_right(self._edits, (edit.start, sys.maxsize, ""))
        near = self._edits[at : at + 1]
        while at and _are_beside(self._edits[at - 1], edit):
            at -= 1
        return overlaps(edit, [*self._edits[max(at - 1, 0) : at], *near])

    def add(self, edits: Iterable[Edit]) -> None:
        """Takes the edits of one fix, which may lie side by side."""
        for edit in edits:
            insort(self._edits, edit)


def _are_beside(a: Edit, b: Edit) -> bool:
    """Whether both insert at one place, and not the same."""
    return a.start == a.end == b.start == b.end and a.text != b.text


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


class PositionMap:
    """Where an offset of an edited text stood in the text before the edits."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._new: list[int] = [0]
        self._old: list[tuple[int, bool]] = [(0, True)]
        shift = 0
        for edit in in_order(edits):
            start = edit.start + shift
            self._new += [start, start + len(edit.text)]
            self._old += [(edit.start, False), (edit.end, True)]
            shift += len(edit.text) - (edit.end - edit.start)

    def old(self, offset: int) -> int:
        """The offset before; inside new text, the start of what it replaced."""
        i = bisect_right(self._new, offset) - 1
        base, runs = self._old[i]
        return base + offset - self._new[i] if runs else base


class Origin(NamedTuple):
    """The way from a text back to the original file that edits made it of.

    `breaks`: the offsets of the line breaks of the original file. `maps`: the edits since, oldest first.
    """

    breaks: tuple[int, ...]
    maps: tuple[PositionMap, ...] = ()

    def after(self, edits: Iterable[Edit]) -> Origin:
        """The way back to the original file from the text that more edits make."""
        return Origin(self.breaks, (*self.maps, PositionMap(edits)))

    def offset(self, offset: int) -> int:
        """Where in the original file stood what stands at `offset` now, or what it took the place of."""
        for positions in reversed(self.maps):
            offset = positions.old(offset)
        return offset

    def line_of(self, offset: int) -> int:
        """The 1-based line of the original file where that stood."""
        return bisect_left(self.breaks, self.offset(offset)) + 1
