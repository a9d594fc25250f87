"""The outcome of one file as bytes and back: for the cache, and between processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.outcome import Outcome, Step
from dslim.fleet.workers.task import Done
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Span

if TYPE_CHECKING:
    from typing import Any


#: What is larger unpacked is none of ours.
MOST_UNPACKED = 100_000_000


def is_at_rest(done: Done) -> bool:
    """Whether it says no more than that nothing is to be done: no text that is written or shown as a diff."""
    outcome = done.outcome
    told = done.hunks or done.note or done.error or done.trace
    return outcome is not None and not outcome.steps and not outcome.error and not told


def pack(done: Done) -> bytes:
    """As bytes, without the text: `unpack` needs it again."""
    import json
    import zlib

    found = done.outcome
    kept: dict[str, Any] = {k: v for k in ("hunks", "note", "error", "trace") if (v := getattr(done, k))}
    if found is not None:
        kept["steps"] = [([_finding(f) for f in s.findings], [tuple(e) for e in s.edits]) for s in found.steps]
        kept["refused"] = [_finding(f) for f in found.refused]
        kept["offered"] = [_finding(f) for f in found.offered]
        kept["invariant"] = found.error
    return zlib.compress(json.dumps(kept, separators=(",", ":")).encode(), 1)


def unpack(data: bytes, text: str) -> Done:
    """The inverse of `pack` for the text of the file. Raises ValueError for what no `pack` wrote."""
    import json
    import zlib

    try:
        unpacking = zlib.decompressobj()
        kept = json.loads(unpacking.decompress(data, MOST_UNPACKED))
        outcome = _outcome(kept, text) if "steps" in kept else None
        told = {k: str(kept.get(k, "")) for k in ("hunks", "note", "error", "trace")}
    except (zlib.error, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an outcome: {error}") from None
    return Done(outcome, **told)


def _outcome(kept: dict[str, Any], text: str) -> Outcome:
    steps: list[Step] = []
    after = text
    for findings, edits in kept["steps"]:
        made = tuple(Edit(*e) for e in edits)
        after = apply_edits(after, made)  # what is no edit is a TypeError or a ValueError here
        steps.append(Step(tuple(_read_finding(f) for f in findings), made, after))
    refused, offered = (tuple(_read_finding(f) for f in kept[key]) for key in ("refused", "offered"))
    return Outcome(text, after, tuple(steps), refused, offered, kept["invariant"])


def _finding(found: Finding) -> list[Any]:
    fix = found.fix
    told = fix and [[tuple(e) for e in fix.edits], fix.safety.value, fix.caches, fix.saves]
    return [found.rule, found.message, tuple(found.span), told, found.why_not, found.line]


def _read_finding(told: list[Any]) -> Finding:
    rule, message, (start, end), fix, why_not, line = told
    made = None
    if fix:
        edits, safety, caches, saves = fix
        made = Fix(tuple(Edit(*e) for e in edits), Safety(safety), tuple(caches), saves)
    return Finding(message, Span(start, end), made, why_not, line, rule)
