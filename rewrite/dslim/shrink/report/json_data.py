"""What `dslim shrink` found, as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dslim.shrink.result import Change, Shrunk


def shrunk_data(file: str, found: Shrunk, diff: str) -> dict[str, Any]:
    """The object that `dslim shrink --format json` prints; sizes in bytes, times in seconds."""
    killed, count = found.killed
    return {
        "file": file,
        "smaller": found.is_smaller,
        "size": {"base": found.size_base, "before": found.size_before, "after": found.size_after},
        "saved": found.size_before - found.size_after,
        "changes": [_change_data(change) for change in found.changes],
        "kept": [asdict(kept) for kept in found.kept],
        "test": {"mutants": count, "killed": killed, "traced": found.is_traced, "untouched": list(found.untouched)},
        "mutants": [asdict(mutant) for mutant in found.mutants],
        "notes": list(found.notes),
        "builds": found.builds,
        "probes": found.probes,
        "seconds": round(found.seconds, 1),
        "before": found.before,
        "after": found.after,
        "ignore": asdict(found.ignore) if found.ignore else None,
        "diff": diff,
    }


def _change_data(change: Change) -> dict[str, Any]:
    return {"form": change.form, "reason": change.reason, "saved": change.saved, "gone": list(change.gone)}
