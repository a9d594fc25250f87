"""Turns the verdict of `dslim verify` into JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dslim.diagnostics.findings import Finding
from dslim.verify.layer_table import LayerPart, LayerRow
from dslim.verify.verdict import Verdict


def verdict_data(name: str, verdict: Verdict, bases: Mapping[str, str]) -> dict[str, Any]:
    """The object that `dslim verify --format json` prints; sizes in bytes, times in seconds.

    `bases`: the images that the file takes from, by the digests under which the builder has them.
    """
    return {
        "file": name,
        "same": verdict.is_same,
        "differences": [
            {**difference._asdict(), "blame": _fix_data(finding) if finding else None}
            for difference, finding in verdict.differences
        ],
        "noise": [difference._asdict() for difference in verdict.noise],
        "caches": list(verdict.caches),
        "paths": verdict.path_count,
        "size": {"before": verdict.size_before, "after": verdict.size_after},
        "saved": verdict.size_before - verdict.size_after,
        "layers": [_row_data(row) for row in verdict.layer_rows],
        "fixes": [{**_fix_data(finding), "saved": saved} for finding, saved in verdict.saved_by_fix],
        "bases": dict(bases),
        "seconds": {name: round(value, 3) for name, value in verdict.seconds.items()},
    }


def _row_data(row: LayerRow) -> dict[str, Any]:
    return {
        "before": [_part_data(part) for part in row.before],
        "after": [_part_data(part) for part in row.after],
        "saved": row.saved_bytes,
        "fixes": [_fix_data(finding) for finding in row.fixes],
    }


def _part_data(part: LayerPart) -> dict[str, Any]:
    return {"lines": list(part.lines), "instruction": part.text, "size": part.size}


def _fix_data(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "line": finding.line, "message": finding.message}
