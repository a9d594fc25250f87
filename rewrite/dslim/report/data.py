"""`--format json`: an object with every file, its fixes and what was not fixed, and a summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dslim.report.diff import regions_of
from dslim.report.forms import place_and_reason
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class Json:
    """The report. `replacements` are offsets in characters of the file as it was, in order."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""

    def head(self, names: Mapping[str, str]) -> str:
        """The opening."""
        self.names = names
        return '{"version": 1, "files": ['

    def entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file."""
        told: dict[str, Any] = {"path": path}
        if outcome is not None:
            told["changed"] = outcome.changed
            told["fixes"] = [self._finding(f) for f in outcome.applied]
            told["not_fixed"] = [{**self._finding(f), "why_not": f.why_not or ""} for f in outcome.refused]
            told["offered"] = [self._finding(f) for f in outcome.offered]
            told["replacements"] = [
                {"start": r.a0, "end": r.a1, "text": outcome.after[r.b0 : r.b1]}
                for r in regions_of(outcome.steps)
            ]
        elif error:
            line, reason = place_and_reason(error)
            told["error"] = {"line": line, "message": reason}
        else:
            told["template"] = True
        comma, self.comma = self.comma, ","
        return f"{comma}\n{json_text(told)}"

    def tail(self, tally: Tally) -> str:
        """The summary."""
        told = {key: getattr(tally, key) for key in ("read", "changed", "failed", "fixes", "unsafe")}
        return f'\n], "summary": {json_text({**told, "refused": dict(sorted(tally.refused.items()))})}}}\n'

    def _finding(self, found: Finding) -> dict[str, Any]:
        told: dict[str, Any] = {
            "rule": found.rule,
            "name": self.names.get(found.rule, found.rule),
            "line": found.line,
            "message": found.message,
        }
        if found.fix is not None:
            told["safety"] = found.fix.safety.value
            told["saves"] = found.fix.saves
        return told
