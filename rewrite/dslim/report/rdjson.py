"""The reports of `--format rdjson` and `rdjsonl`: reviewdog's diagnostics, each with its fix as a suggestion.

A suggestion replaces one range (github.com/reviewdog/reviewdog/tree/master/proto/rdf). Ours are whole lines, from the
first that the fix changes to the last, since a suggestion on GitHub can be nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dslim.report.addresses import HOME, rule_address
from dslim.report.diff import Region
from dslim.report.fix_regions import LineStarts, regions_by_fix
from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally

SOURCE = {"name": "dslim", "url": HOME}


class RdjsonlReport:
    """Makes the report, a diagnostic a line."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """Nothing."""
        self.names = names
        return ""

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """A line for each fix of a file, or for its error."""
        found = diagnostics_of(path, outcome, error, self.names)
        return "".join(f"{json_text({**one, 'source': SOURCE})}\n" for one in found)

    def closing(self, tally: Tally) -> str:
        """Nothing."""
        return ""


class RdjsonReport:
    """Makes the report, one object with all diagnostics."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening of the object."""
        self.names = names
        return f'{{"source": {json_text(SOURCE)}, "diagnostics": ['

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """A diagnostic for each fix of a file, or for its error."""
        out = ""
        for one in diagnostics_of(path, outcome, error, self.names):
            comma, self.comma = self.comma, ","
            out += f"{comma}\n{json_text(one)}"
        return out

    def closing(self, tally: Tally) -> str:
        """The end of the object."""
        return "\n]}\n"


def diagnostics_of(
    path: str, outcome: Outcome | None, error: str, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The diagnostics of one file. Columns are bytes of UTF-8, from 1."""
    if error:
        line, reason = line_and_reason(error)
        yield {
            "message": reason,
            "location": {"path": repository_path(path), "range": {"start": {"line": line}}},
            "severity": "ERROR",
        }
    if outcome is None:
        return
    for note in outcome.notes:
        where = {"path": repository_path(path), "range": {"start": {"line": note.line}}}
        yield {"message": note.message, "location": where, "severity": "INFO"}
    lines = LineStarts(outcome.before)
    for finding, regions in zip(outcome.applied, regions_by_fix(outcome)):
        name = names.get(finding.rule, finding.rule)
        one: dict[str, Any] = {
            "message": finding.message,
            "location": {"path": repository_path(path), "range": _range_of(finding, outcome.before, lines)},
            "severity": "WARNING",
            "code": {"value": f"{finding.rule} {name}", "url": rule_address(finding.rule, name)},
        }
        if regions:
            one["suggestions"] = [_suggestion(outcome, regions, lines)]
        yield one


def _range_of(finding: Finding, text: str, lines: LineStarts) -> dict[str, Any]:
    start, end = finding.place
    if end <= start:
        return {"start": {"line": finding.line}}
    end = start + len(text[start:end].rstrip("\r\n"))
    return {"start": _position(text, start, lines), "end": _position(text, end, lines)}


def _position(text: str, offset: int, lines: LineStarts) -> dict[str, int]:
    line, column = lines.position(offset)
    before = text[offset - column + 1 : offset]
    return {"line": line, "column": len(before.encode("utf-8", "surrogateescape")) + 1}


def _suggestion(outcome: Outcome, regions: list[Region], lines: LineStarts) -> dict[str, Any]:
    """The lines from the first that regions change to the last, and what they become; without the last line end."""
    before, first = outcome.before, regions[0]
    start = before.rfind("\n", 0, first.a0) + 1
    if start == len(before):  # behind the last line there is none to replace
        start = before.rfind("\n", 0, start - 1) + 1
    text, at = "", start
    for region in regions:  # and none of another fix that changes these lines too
        text += before[at : region.a0] + outcome.after[region.b0 : region.b1]
        at = region.a1
    if before[start:at].endswith("\n") and text.endswith("\n"):
        end, text = at - 1, text[:-1]
    else:  # a line that goes as a whole takes the next one along: an empty text would leave an empty line
        end = before.find("\n", at)
        end = len(before) if end < 0 else end
        text += before[at:end]
    return {
        "range": {"start": {"line": lines.position(start)[0]}, "end": {"line": lines.position(end)[0]}},
        "text": text.removesuffix("\r") if before[start:end].endswith("\r") else text,
    }
