"""What must hold of every text that dslim is given, however broken it is."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

import oracles

from dslim.diagnostics.findings import Safety
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import Context
from dslim.syntax import DockerfileSyntaxError, decode, encode, parse, print_file
from golden import check_invariants


@dataclass(frozen=True)
class Failure:
    """One thing that does not hold. `kind`: a short name, the same for texts that fail at the same place."""

    kind: str
    detail: str


def failure_of(data: bytes, options: Options, context: Context | None = None) -> Failure | None:
    """The first invariant that a file does not keep under these options; None where all hold."""
    try:
        return _failure_of(data, options, context)
    except Exception as error:
        return Failure(f"{type(error).__name__} in {_place(error)}", traceback.format_exc(limit=-6))


def is_read(data: bytes) -> bool:
    """Whether dslim reads a file; it refuses what BuildKit refuses."""
    try:
        parse(decode(data))
    except DockerfileSyntaxError:
        return False
    return True


def _failure_of(data: bytes, options: Options, context: Context | None) -> Failure | None:
    text = decode(data)
    if encode(text) != data:
        return Failure("bytes are not kept", "decoding and encoding gives other bytes")
    try:
        outcome = fix_text(text, options, context)
    except DockerfileSyntaxError as error:
        return None if str(error) else Failure("a refusal without a reason", repr(error))
    if outcome.error is not None:
        return Failure(outcome.error[:60].rstrip("0123456789 "), outcome.error)
    lines = text.count("\n") + 1
    if stray := [f for f in (*outcome.applied, *outcome.refused, *outcome.offered) if not 1 <= f.line <= lines]:
        return Failure(f"a line that is not there: {stray[0].rule}", repr(stray[0]))
    if not options.unsafe and any(f.fix is None or f.fix.safety is not Safety.SAFE for f in outcome.applied):
        return Failure("a fix that is not safe, unasked", repr(outcome.applied))
    if not outcome.changed:
        printed = encode(print_file(parse(text)))
        return None if printed == data else Failure("printed differently", repr(printed))
    check_invariants(outcome)
    return _unstable(outcome, options, context) or _refused_now(outcome)


def _unstable(outcome: Outcome, options: Options, context: Context | None) -> Failure | None:
    again = fix_text(outcome.after, options, context)
    if again.error is not None:
        return Failure(f"second run: {again.error[:60]}", again.error)
    if again.changed:
        rules = "+".join(sorted({finding.rule for finding in again.applied}))
        return Failure(f"not stable: {rules}", f"{outcome.after}\n--- again:\n{again.after}")
    return None


def _refused_now(outcome: Outcome) -> Failure | None:
    """BuildKit's parsers, an old and a newer one, still take what they took before."""
    before, after = encode(outcome.before), encode(outcome.after)
    for name, reads in (("old", oracles.old), ("new", lambda data: oracles.new(decode(data)))):
        if reads(before) is not None and reads(after) is None:
            rules = "+".join(sorted({finding.rule for finding in outcome.applied}))
            return Failure(f"the {name} BuildKit parser refuses the output of {rules}", outcome.after)
    return None


def _place(error: BaseException) -> str:
    """The innermost function of ours that the error passed; of a recursion, the one that recurs most."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(frame.filename).stem}.{frame.name}" for frame in frames if "dslim" in frame.filename]
    if isinstance(error, RecursionError) and ours:
        return max(sorted(set(ours)), key=ours.count)
    return ours[-1] if ours else f"{Path(frames[-1].filename).stem}.{frames[-1].name}"
