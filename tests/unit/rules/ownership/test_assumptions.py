"""What a fix for --unsafe-fixes takes for granted, and how its message says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.diagnostics.findings import Fix, Safety
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.rules.ownership.assumptions import (
    IS_FILE,
    IS_USUAL_FILE,
    MAX_CONDITIONS,
    Assumptions,
    if_all,
    plan_by_assuming,
)
from dslim.rules.ownership.change import Change


@pytest.mark.parametrize(
    ("conditions", "shown"),
    [
        ((), ""),
        (("a",), "; the fix is right if a"),
        (("a", "b"), "; the fix is right if a and b"),
        (("a", "b", "c"), "; the fix is right if a, b and c"),
    ],
)
def test_conditions_end_a_message(conditions: tuple[str, ...], shown: str) -> None:
    assert if_all(conditions) == shown


def test_a_file_of_a_known_mode_is_a_file() -> None:
    assumptions = Assumptions()
    for kind in (IS_FILE, IS_USUAL_FILE, IS_FILE):
        assumptions.add_of("x", kind)
    assert assumptions.conditions == ["x is a file of mode 644 or 755"]


def test_what_is_taken_for_granted_of_several_files_is_one_condition() -> None:
    assumptions = Assumptions()
    for name in ("a", "b", "a", "c"):
        assumptions.add_of(name, IS_USUAL_FILE)
    assert assumptions.conditions == ["a, b and c are files of mode 644 or 755"]
    assumptions.add_of("d", IS_USUAL_FILE)
    assumptions.add_of("e", IS_USUAL_FILE)
    assert assumptions.conditions == ["a, b, c and 2 more are files of mode 644 or 755"]


@pytest.mark.parametrize(
    ("count", "is_offered"), [(0, False), (1, True), (MAX_CONDITIONS, True), (MAX_CONDITIONS + 1, False)]
)
def test_what_needs_no_condition_or_too_many_is_not_offered(count: int, is_offered: bool) -> None:
    facts = facts_of("FROM a\nCOPY x /x\nRUN chmod 755 /x\n")

    def plan(change: Change) -> str:
        assert all(change.may_assume(f"condition {number}") for number in range(count))
        return "the plan"

    assert (plan_by_assuming(last_change(facts), plan) is not None) == is_offered


def test_a_change_as_it_is_written_takes_nothing_for_granted() -> None:
    facts = facts_of("FROM a\nCOPY x /x\nRUN chmod 755 /x\n")
    assert not last_change(facts).may_assume("anything")


def test_a_fix_that_hangs_on_a_condition_is_unsafe(tmp_path: Path) -> None:
    text = "FROM debian:12\nCOPY target/run /usr/bin/\nRUN chmod +x /usr/bin/run\n"
    outcome = fix_text(text, context=open_context(str(tmp_path)))
    fixes = [f.fix for f in outcome.offered if isinstance(f.fix, Fix)]
    assert outcome.after == text
    assert [fix.safety for fix in fixes] == [Safety.UNSAFE]
