"""What stands between two RUNs that become one: some of it moves below, ignore comments above."""

from __future__ import annotations

import pytest

from dslim.run_edits.comments_between import (
    comments_in,
    has_ignore_comment_above,
    ignore_comments_lifted,
    items_between,
    text_moved_below,
    why_comments_forbid,
)
from one_run import run_in

TEXT = "FROM a\n# top\nRUN a\n\n# one\nCMD x\n# dslim: ignore[apt-lists]\n# two\nRUN b\n"


def test_what_stands_up_to_the_last_instruction_moves_below() -> None:
    facts, _, _ = run_in(TEXT)
    first, second = facts.all_runs
    assert text_moved_below(facts.tree, first, second) == "# one\nCMD x\n"
    assert len(items_between(facts.tree, first, second)) == 5
    assert ignore_comments_lifted(facts.tree, [first, second]) == "# dslim: ignore[apt-lists]\n"
    assert [c.body.strip() for c in comments_in(facts.tree, first.outer.span.end, second.outer.span.start)] == [
        "one", "dslim: ignore[apt-lists]", "two"
    ]  # fmt: skip


def test_an_ignore_comment_counts_in_the_block_straight_above() -> None:
    facts, _, _ = run_in(TEXT)
    assert [has_ignore_comment_above(facts.tree, run) for run in facts.all_runs] == [False, True]


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("", None),
        ("# c\n", None),
        ("CMD x\n", None),
        ("CMD x\n# c\n", None),
        ("# c\nCMD x\n", None),
        ("# c\nCMD x\n# d\n", "would come in another order"),
        ("CMD x\n# dslim: ignore\n", "would lose its effect"),
    ],
)
def test_the_order_of_comments_is_kept(between: str, reason: str | None) -> None:
    facts, _, _ = run_in(f"FROM a\nRUN a\n{between}RUN b\n")
    found = why_comments_forbid(facts.tree, facts.all_runs)
    assert found is None if reason is None else reason in (found or "")


def test_nothing_moves_below_an_open_line() -> None:
    facts, _, _ = run_in("FROM a\nRUN a\nCMD x\nRUN b \\\n")
    assert "continued" in (why_comments_forbid(facts.tree, facts.all_runs) or "")
