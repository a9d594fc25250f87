"""Turns the result of one file into bytes and back: for the cache, and between processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.outcome import Note, Outcome, Step
from dslim.fleet.workers.task import FileResult
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Span

if TYPE_CHECKING:
    from typing import Any


#: What is larger unpacked is none of ours.
MAX_UNPACKED_BYTES = 100_000_000


def has_nothing_to_write(result: FileResult) -> bool:
    """Whether a result says only that nothing is to be written: it holds no text that is written or shown."""
    outcome = result.outcome
    has_text = result.hunks or result.note or result.error or result.trace
    return outcome is not None and not outcome.steps and not outcome.error and not has_text


def serialize_result(result: FileResult) -> bytes:
    """A result as bytes, without the text of the file, which `deserialize_result` needs again."""
    import json
    import zlib

    found = result.outcome
    kept: dict[str, Any] = {k: v for k in ("hunks", "note", "error", "trace") if (v := getattr(result, k))}
    if found is not None:
        kept["steps"] = [([_finding_as_list(f) for f in s.findings], [tuple(e) for e in s.edits]) for s in found.steps]
        kept["refused"] = [_finding_as_list(f) for f in found.refused]
        kept["offered"] = [_finding_as_list(f) for f in found.offered]
        kept["invariant"] = found.error
        kept["notes"] = [(note.line, note.message) for note in found.notes]
        kept["look"] = [_finding_as_list(f) for f in found.look]
        kept["left"] = found.is_left
    return zlib.compress(json.dumps(kept, separators=(",", ":")).encode(), 1)


def deserialize_result(data: bytes, text: str) -> FileResult:
    """The result from its bytes and the file's text. Raises ValueError for what `serialize_result` did not write."""
    import json
    import zlib

    try:
        unpacking = zlib.decompressobj()
        kept = json.loads(unpacking.decompress(data, MAX_UNPACKED_BYTES))
        outcome = _read_outcome(kept, text) if "steps" in kept else None
        texts = {k: str(kept.get(k, "")) for k in ("hunks", "note", "error", "trace")}
    except (zlib.error, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an outcome: {error}") from None
    return FileResult(outcome, **texts)


def _read_outcome(kept: dict[str, Any], text: str) -> Outcome:
    steps: list[Step] = []
    after = text
    for findings, edits in kept["steps"]:
        made = tuple(Edit(*e) for e in edits)
        after = apply_edits(after, made)  # what is no edit is a TypeError or a ValueError here
        steps.append(Step(tuple(_read_finding(f) for f in findings), made, after))
    refused, offered, look = (tuple(_read_finding(f) for f in kept[key]) for key in ("refused", "offered", "look"))
    notes = tuple(Note(line, message) for line, message in kept["notes"])
    is_left = bool(kept["left"])
    error = kept["invariant"]
    return Outcome(text, after, tuple(steps), refused, offered, error, notes=notes, look=look, is_left=is_left)


def _finding_as_list(found: Finding) -> list[Any]:
    fix = found.fix
    fields = fix and [[tuple(e) for e in fix.edits], fix.safety.value, fix.caches, fix.saves, fix.joined]
    places = tuple(found.span), found.line, tuple(found.place)
    names = found.id, found.requires, found.ignore_lines
    return [found.rule, found.message, places, fields, found.why_not, found.lifted_by, names]


def _read_finding(fields: list[Any]) -> Finding:
    rule, message, (span, line, place), fix, why_not, lifted_by, (name, requires, lines) = fields
    made = None
    if fix:
        edits, safety, caches, saves, (saving, other) = fix
        made = Fix(tuple(Edit(*e) for e in edits), Safety(safety), tuple(caches), saves, (saving, other))
    names = name, tuple(requires), tuple(lines)
    return Finding(message, Span(*span), made, why_not, line, rule, lifted_by, Span(*place), *names)
