"""`--format gitlab`: a Code Quality report (docs.gitlab.com/ci/testing/code_quality)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from dslim.report.diff import label
from dslim.report.forms import place_and_reason
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class GitLab:
    """The report: an array of issues."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""
        self.known: dict[str, int] = {}

    def head(self, names: Mapping[str, str]) -> str:
        """The opening."""
        self.names = names
        return "["

    def entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file."""
        if error:
            line, reason = place_and_reason(error)
            return self._issue(path, line, "dslim", reason, "critical")
        found = outcome.applied if outcome is not None else ()
        return "".join(
            self._issue(path, f.line, self.names.get(f.rule, f.rule), f.message, "minor") for f in found
        )

    def tail(self, tally: Tally) -> str:
        """The end."""
        return "\n]\n"

    def _issue(self, path: str, line: int, check: str, message: str, severity: str) -> str:
        # without the line, so that an issue stays itself when lines move; the count tells equal ones apart
        same = f"{label(path)}\0{check}\0{message}"
        self.known[same] = count = self.known.get(same, 0) + 1
        told: dict[str, Any] = {
            "description": message,
            "check_name": check,
            "fingerprint": sha256(f"{same}\0{count}".encode("utf-8", "surrogateescape")).hexdigest(),
            "severity": severity,
            "location": {"path": label(path), "lines": {"begin": line}},
        }
        comma, self.comma = self.comma, ","
        return f"{comma}\n{json_text(told)}"
