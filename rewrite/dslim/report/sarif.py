"""The report of `--format sarif`: SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), with the fixes inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dslim.report.diff import Region, regions_of
from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.support.safe_text import json_text
from dslim.syntax.edits import PositionMap

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


#: What notes on ignore comments are listed under, beside the rules.
IGNORE_COMMENT = "ignore-comment"


class SarifReport:
    """Makes the report: one run, a result for each fix, a notification for each file that could not be read."""

    def __init__(self) -> None:
        self.comma = ""
        self.errors: list[dict[str, Any]] = []

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening, with the rules."""
        rules = [{"id": code, "name": name} for code, name in names.items()]
        rules.append({"id": IGNORE_COMMENT, "name": IGNORE_COMMENT})
        driver = {"name": "dslim", "rules": rules}
        return (
            f'{{"$schema": {json_text(SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {{"driver": '
            f'{json_text(driver)}}}, "columnKind": "unicodeCodePoints", "results": ['
        )

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One result for each fix of a file; its error is kept for the end."""
        if error:
            line, reason = line_and_reason(error)
            where = {"physicalLocation": {"artifactLocation": _artifact_location(path), "region": {"startLine": line}}}
            self.errors.append(
                {"level": "error", "message": {"text": _without_links(reason)}, "locations": [where]}
            )
        out = ""
        for result in _results_of(path, outcome) if outcome is not None else ():
            comma, self.comma = self.comma, ","
            out += f"{comma}\n{json_text(result)}"
        return out

    def closing(self, tally: Tally) -> str:
        """The end, with what could not be read."""
        invocation = {"executionSuccessful": not tally.failed, "toolExecutionNotifications": self.errors}
        return f'\n], "invocations": [{json_text(invocation)}]}}]}}\n'


def _results_of(path: str, outcome: Outcome) -> Iterator[dict[str, Any]]:
    regions = regions_of(outcome.steps)
    lines = _LineStarts(outcome.before)
    touched = _regions_by_finding(outcome, regions)
    groups = _connected_regions(touched, len(regions))
    for finding, mine in zip(outcome.applied, touched):
        changed = sorted({r for i in mine for r in groups[i]})
        replaced = [
            {
                "deletedRegion": lines.region(regions[i].a0, regions[i].a1),
                "insertedContent": {"text": outcome.after[regions[i].b0 : regions[i].b1]},
            }
            for i in changed
        ]
        where = {"artifactLocation": _artifact_location(path), "region": {"startLine": finding.line}}
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "level": "warning",
            "message": {"text": _without_links(finding.message)},
            "locations": [{"physicalLocation": where}],
        }
        if replaced:
            result["fixes"] = [
                {"artifactChanges": [{"artifactLocation": _artifact_location(path), "replacements": replaced}]}
            ]
        yield result
    for note in outcome.notes:
        where = {"artifactLocation": _artifact_location(path), "region": {"startLine": note.line}}
        yield {
            "ruleId": IGNORE_COMMENT,
            "level": "note",
            "message": {"text": _without_links(note.message)},
            "locations": [{"physicalLocation": where}],
        }


def _without_links(message: str) -> str:
    """A message in which no quoted words are a link (section 3.11.6): `[text](address)` would be one."""
    return message.replace("](", "] (")


def _artifact_location(path: str) -> dict[str, str]:
    return {"uri": quote(repository_path(path).encode("utf-8", "surrogateescape"), safe="/")}


def _regions_by_finding(outcome: Outcome, regions: Sequence[Region]) -> list[list[int]]:
    """For each applied finding, the regions of the file as it was that its edits are part of."""
    found: list[list[int]] = []
    maps: list[PositionMap] = []
    for step in outcome.steps:
        for finding in step.findings:
            spans = [_original_span(edit.start, edit.end, maps) for edit in _edits_of(finding)]
            found.append([i for i, r in enumerate(regions) if any(s <= r.a1 and r.a0 <= e for s, e in spans)])
        maps.append(PositionMap(step.edits))
    return found


def _edits_of(finding: Finding) -> Iterable[Any]:
    return finding.fix.edits if finding.fix is not None else ()


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


class _LineStarts:
    """Offsets of a text as lines and columns from 1; a line ends at `\\n` alone."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def region(self, start: int, end: int) -> dict[str, int]:
        """A region of SARIF."""
        first, last = (bisect_right(self.starts, at) - 1 for at in (start, end))
        return {
            "startLine": first + 1,
            "startColumn": start - self.starts[first] + 1,
            "endLine": last + 1,
            "endColumn": end - self.starts[last] + 1,
        }
