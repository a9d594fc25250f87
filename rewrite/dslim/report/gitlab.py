"""The report of `--format gitlab`: a Code Quality report (docs.gitlab.com/ci/testing/code_quality)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.support.lazy_regex import regex
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


#: Lines of the file, as messages name them.
_LINES = regex(r"\blines? \d+( (to|and) \d+)?")


class GitLabReport:
    """Makes the report, an array of issues."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""
        self.known: dict[str, int] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening of the array. `names`: rule names by code."""
        self.names = names
        return "["

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One issue for each fix of a file and each note on it, or for its error."""
        if error:
            line, reason = line_and_reason(error)
            return self._issue_text(path, line, "dslim", reason, "critical")
        if outcome is None:
            return ""
        issues = [
            self._issue_text(path, f.line, self.names.get(f.rule, f.rule), f.message, "minor") for f in outcome.applied
        ]
        issues += [self._issue_text(path, note.line, "dslim", note.message, "info") for note in outcome.notes]
        return "".join(issues)

    def closing(self, tally: Tally) -> str:
        """The end of the array."""
        return "\n]\n"

    def _issue_text(self, path: str, line: int, check: str, message: str, severity: str) -> str:
        # without line numbers, so that an issue stays itself when lines move; the count tells equal ones apart
        same = f"{repository_path(path)}\0{check}\0{_LINES.sub('lines', message)}"
        self.known[same] = count = self.known.get(same, 0) + 1
        issue: dict[str, Any] = {
            "description": message,
            "check_name": check,
            "fingerprint": sha256(f"{same}\0{count}".encode("utf-8", "surrogateescape")).hexdigest(),
            "severity": severity,
            "location": {"path": repository_path(path), "lines": {"begin": line}},
        }
        comma, self.comma = self.comma, ","
        return f"{comma}\n{json_text(issue)}"
