"""The report of `--format json`: an object with every file, its fixes and what was not fixed, and a summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dslim.report.diff import regions_of
from dslim.report.formats import line_and_reason
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class JsonReport:
    """Makes the report. `replacements` are offsets in characters of the file as it was, in order."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening of the object. `names`: rule names by code."""
        self.names = names
        return '{"version": 1, "files": ['

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file, as an object of the list `files`."""
        fields: dict[str, Any] = {"path": path}
        if outcome is not None:
            fields["changed"] = outcome.changed
            fields["fixes"] = [self._finding_data(f) for f in outcome.applied]
            fields["not_fixed"] = [{**self._finding_data(f), "why_not": f.why_not or ""} for f in outcome.refused]
            fields["offered"] = [self._finding_data(f) for f in outcome.offered]
            fields["notes"] = [{"line": note.line, "message": note.message} for note in outcome.notes]
            fields["replacements"] = [
                {"start": r.a0, "end": r.a1, "text": outcome.after[r.b0 : r.b1]}
                for r in regions_of(outcome.steps)
            ]
        elif error:
            line, reason = line_and_reason(error)
            fields["error"] = {"line": line, "message": reason}
        else:
            fields["template"] = True
        comma, self.comma = self.comma, ","
        return f"{comma}\n{json_text(fields)}"

    def closing(self, tally: Tally) -> str:
        """The end of the list, and the summary."""
        counts = {key: getattr(tally, key) for key in ("read", "changed", "failed", "fixes", "unsafe")}
        return f'\n], "summary": {json_text({**counts, "refused": dict(sorted(tally.refused.items()))})}}}\n'

    def _finding_data(self, found: Finding) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "id": found.id,
            "rule": found.rule,
            "name": self.names.get(found.rule, found.rule),
            "line": found.line,
            "message": found.message,
        }
        if found.fix is not None:
            fields["safety"] = found.fix.safety.value
            fields["saves"] = found.fix.saves
        return fields
