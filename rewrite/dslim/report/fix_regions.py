"""Finds for each fix the regions of the original file that it changes, and the lines and columns of offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dslim.report.diff import Region, regions_of
from dslim.syntax.edits import PositionMap

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome


def regions_by_fix(outcome: Outcome) -> list[list[Region]]:
    """For each applied finding the regions that it changes, with those that only make sense together with them."""
    regions = regions_of(outcome.steps)
    touched = _regions_by_finding(outcome, regions)
    groups = _connected_regions(touched, len(regions))
    return [[regions[i] for i in sorted({r for i in mine for r in groups[i]})] for mine in touched]


def _regions_by_finding(outcome: Outcome, regions: Sequence[Region]) -> list[list[int]]:
    """For each applied finding, the regions of the file as it was that its edits are part of."""
    found: list[list[int]] = []
    maps: list[PositionMap] = []
    for step in outcome.steps:
        for finding in step.findings:
            spans = [_original_span(edit.start, edit.end, maps) for edit in finding.edits]
            found.append([i for i, r in enumerate(regions) if any(s <= r.a1 and r.a0 <= e for s, e in spans)])
        maps.append(PositionMap(step.edits))
    return found


def _original_span(start: int, end: int, maps: Sequence[PositionMap]) -> tuple[int, int]:
    for positions in reversed(maps):
        start, end = positions.old(start), positions.old(end)
    return start, max(start, end)


def _connected_regions(touched: Sequence[Sequence[int]], count: int) -> list[set[int]]:
    """For each region those that only make sense with it: two that one finding changed, and so on."""
    groups = [{i} for i in range(count)]
    for mine in touched:
        whole = set().union(*(groups[i] for i in mine)) if mine else set()
        for i in whole:
            groups[i] = whole
    return groups


class LineStarts:
    """Offsets of a text as lines and columns from 1; a line ends at `\\n` alone."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return line + 1, offset - self.starts[line] + 1

    def region(self, start: int, end: int) -> dict[str, int]:
        """A region of SARIF."""
        (first, column), (last, end_column) = self.position(start), self.position(end)
        return {"startLine": first, "startColumn": column, "endLine": last, "endColumn": end_column}
