"""The report of `--format json`: an object with every file, its fixes and what was not fixed, and a summary.

docs/report.schema.json says what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from dslim.report.diff import regions_of
from dslim.report.fix_regions import LineStarts
from dslim.report.formats import IgnoreFileChange, line_and_reason
from dslim.report.rule_texts import explain_rule
from dslim.rules.lookup import rule_named
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally
    from dslim.syntax.edits import Edit


class JsonReport:
    """Makes the report. Lines, columns and offsets are those of the file as it was."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.comma = ""
        self.rules: set[str] = set()  # the codes that findings have
        self.ignore_files: list[dict[str, Any]] = []

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening of the object. `names`: rule names by code."""
        self.names = names
        return '{"version": 1, "files": ['

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file, as an object of the list `files`."""
        fields: dict[str, Any] = {"path": path}
        if outcome is not None:
            fields.update(self._outcome_data(outcome))
        elif error:
            line, reason = line_and_reason(error)
            fields["error"] = {"line": line, "message": reason}
        else:
            fields["template"] = True
        comma, self.comma = self.comma, ","
        return f"{comma}\n{json_text(fields)}"

    def add_ignore_file(self, change: IgnoreFileChange) -> None:
        """One ignore file that --unsafe-fixes changes or makes, with what is put into it."""
        data = None if change.before is None else change.before.encode("utf-8", "surrogateescape")
        self.ignore_files.append({
            "path": change.path,
            "sha256": None if data is None else sha256(data).hexdigest(),
            "lines": list(change.names),
            "replacements": [{"start": change.at, "end": change.at, "text": change.text}],
        })  # fmt: skip

    def closing(self, tally: Tally) -> str:
        """The end of the list, the ignore files, the rules that were named, and the summary."""
        rules = {code: self._rule_data(code) for code in sorted(self.rules)}
        counts = {key: getattr(tally, key) for key in ("read", "changed", "failed", "fixes", "unsafe")}
        summary = {**counts, "refused": dict(sorted(tally.refused.items()))}
        others = f'"ignore_files": {json_text(self.ignore_files)}, "rules": {json_text(rules)}'
        return f'\n], {others}, "summary": {json_text(summary)}}}\n'

    def _outcome_data(self, outcome: Outcome) -> dict[str, Any]:
        writer = _FindingWriter(self.names, outcome)
        self.rules.update(found.rule for row in (outcome.applied, outcome.refused, outcome.offered) for found in row)
        return {
            "sha256": sha256(outcome.before.encode("utf-8", "surrogateescape")).hexdigest(),
            "changed": outcome.changed,
            "fixes": [writer.data(f) for f in outcome.applied],
            "not_fixed": [{**writer.data(f), "why_not": f.why_not or ""} for f in outcome.refused],
            "offered": [writer.data(f) for f in outcome.offered],
            "generated": outcome.is_left,
            "notes": [{"line": note.line, "message": note.message} for note in outcome.notes],
            "replacements": [
                {"start": r.a0, "end": r.a1, "text": outcome.after[r.b0 : r.b1]}
                for r in regions_of(outcome.steps)
            ],
        }

    def _rule_data(self, code: str) -> dict[str, Any]:
        rule = rule_named(code).rule
        return {"name": rule.name, "safety": rule.safety.value, "summary": rule.summary, "text": explain_rule(rule)}


class _FindingWriter:
    """Writes the findings of one file, each with what its fix takes by itself."""

    def __init__(self, names: Mapping[str, str], outcome: Outcome) -> None:
        self.names = names
        self.text = outcome.before
        self.lines = LineStarts(outcome.before)
        self.look = {found.id: found for found in outcome.look}
        self.applied = [found.id for found in outcome.applied]

    def data(self, found: Finding) -> dict[str, Any]:
        """A finding as an object."""
        safety = found.fix.safety.value if found.fix is not None else None if found.why_not else "advice"
        start, end = found.place
        return {
            "id": found.id,
            "rule": found.rule,
            "name": self.names.get(found.rule, found.rule),
            "safety": safety,
            "line": found.line,
            "range": self._range(start, start + len(self.text[start:end].rstrip("\r\n"))),
            "message": found.message,
            "edits": self._edits(found),
            "requires": self._requires(found),
            "saves": found.fix.saves if found.fix is not None else None,
            "explain": f"dslim explain {found.rule}",
        }

    def _edits(self, found: Finding) -> list[dict[str, Any]] | None:
        """The edits that make the fix alone, None where it cannot be made alone."""
        alone = self.look.get(found.id)
        if found.fix is None or alone is None or not alone.edits:
            return None
        return list(self._edit_data(alone.edits))

    def _requires(self, found: Finding) -> list[str]:
        if found.fix is None:
            return []
        alone = self.look.get(found.id)
        return self.applied if alone is None else list(alone.requires)  # it is there when all these are made

    def _edit_data(self, edits: Iterable[Edit]) -> Iterable[dict[str, Any]]:
        for edit in sorted(edits, key=lambda edit: edit.start):
            yield {**self._range(edit.start, edit.end), "text": edit.text}

    def _range(self, start: int, end: int) -> dict[str, dict[str, int]]:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, offset: int) -> dict[str, int]:
        line, column = self.lines.position(offset)
        return {"line": line, "column": column}
