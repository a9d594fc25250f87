"""Findings, outcomes and options as values."""

from __future__ import annotations

import pytest

from dslim.diagnostics.findings import Finding, Fix, Safety, finding
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome, Step
from dslim.syntax.nodes import Span


def test_a_finding_has_a_fix_or_a_reason() -> None:
    fix = Fix((), Safety.SAFE)
    assert finding("m", Span(0, 1), fix) == Finding("m", Span(0, 1), fix)
    assert finding("m", Span(0, 1), "no") == Finding("m", Span(0, 1), why_not="no")


def test_an_outcome_tells_what_was_applied_in_order() -> None:
    found = [Finding(text, Span(0, 1)) for text in "abc"]
    steps = (Step(tuple(found[:2]), (), ""), Step((found[2],), (), ""))
    outcome = Outcome("x", "y", steps, ())
    assert outcome.changed
    assert outcome.applied == tuple(found)


def test_options_are_checked() -> None:
    with pytest.raises(ValueError, match="must be one of 'auto', 'all', 'bytes', 'off'"):
        Options(merge="sometimes")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="collection of names"):
        Options(targets="build")  # type: ignore[arg-type]
