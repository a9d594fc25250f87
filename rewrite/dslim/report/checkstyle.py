"""The report of `--format checkstyle`: the XML that Checkstyle prints, and Jenkins, reviewdog and others read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dslim.report.fix_regions import LineStarts
from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.report.xml_text import OPENING, xml_text

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class CheckstyleReport:
    """Makes the report, a `file` for each file that has a fix or an error."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening. `names`: rule names by code."""
        self.names = names
        return f'{OPENING}<checkstyle version="4.3">\n'

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """A file with an `error` for each fix, or for its error."""
        rows = ""
        if error:
            line, reason = line_and_reason(error)
            rows = _row(line, 1, "error", reason, "dslim")
        elif outcome is not None:
            lines = LineStarts(outcome.before)
            for found in outcome.applied:
                column = lines.position(found.place.start)[1]
                source = f"dslim.{found.rule}.{self.names.get(found.rule, found.rule)}"
                rows += _row(found.line, column, "warning", found.message, source)
            rows += "".join(_row(note.line, 1, "info", note.message, "dslim") for note in outcome.notes)
        return f'<file name="{xml_text(repository_path(path))}">\n{rows}</file>\n' if rows else ""

    def closing(self, tally: Tally) -> str:
        """The end of the document."""
        return "</checkstyle>\n"


def _row(line: int, column: int, severity: str, message: str, source: str) -> str:
    where = f'line="{line}" column="{column}" severity="{severity}"'
    return f'  <error {where} message="{xml_text(message)}" source="{xml_text(source)}"/>\n'
