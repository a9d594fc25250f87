"""A verdict as JSON."""

from __future__ import annotations

from typing import Any

from dslim.diagnostics.findings import Finding
from dslim.verify.savings import Part, Row
from dslim.verify.verdict import Verdict


def verdict_data(name: str, verdict: Verdict) -> dict[str, Any]:
    """What `dslim verify --json` prints; sizes in bytes, times in seconds."""
    return {
        "file": name,
        "same": verdict.same,
        "differences": [
            {**difference._asdict(), "blame": _fix(finding) if finding else None}
            for difference, finding in verdict.differences
        ],
        "noise": [difference._asdict() for difference in verdict.noise],
        "caches": list(verdict.caches),
        "paths": verdict.paths,
        "size": {"before": verdict.size_before, "after": verdict.size_after},
        "saved": verdict.size_before - verdict.size_after,
        "layers": [_row(row) for row in verdict.table],
        "fixes": [{**_fix(finding), "saved": saved} for finding, saved in verdict.each],
        "seconds": {name: round(value, 3) for name, value in verdict.seconds.items()},
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "before": [_part(part) for part in row.before],
        "after": [_part(part) for part in row.after],
        "saved": row.saved,
        "fixes": [_fix(finding) for finding in row.fixes],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"lines": list(part.lines), "instruction": part.text, "size": part.size}


def _fix(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "line": finding.line, "message": finding.message}
