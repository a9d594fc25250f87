"""Each invariant is broken by a text that breaks it alone."""

from __future__ import annotations

import pytest

from dslim.engine.invariants import InvariantError, check_second_reader, check_step, newly_unreadable
from dslim.syntax import parse, reparse
from dslim.syntax.edits import Edit, apply_edits

TEXT = "FROM a\n# one\nRUN x\n# two\nRUN y\n"


def step(old: str, new: str, *told: Edit) -> None:
    at = TEXT.index(old)
    edit = Edit(at, at + len(old), new)
    before = parse(TEXT)
    check_step(before, reparse(before, [edit], apply_edits(TEXT, [edit])), told or [edit], "SL999")


def test_a_good_step_keeps_them() -> None:
    step("RUN x", "RUN z")


@pytest.mark.parametrize(
    ("old", "new", "invariant"),
    [
        ("# one\n", "", "a comment was lost"),
        ("RUN x", "RUN 'x", "no longer reads as a shell script"),
        ("RUN y\n", "RUN y\nFROM b\n", "stages changed"),
    ],
)
def test_each_is_noticed(old: str, new: str, invariant: str) -> None:
    with pytest.raises(InvariantError, match=invariant):
        step(old, new)


def test_a_shell_comment_may_get_a_line_of_its_own_above_the_next_comment() -> None:
    text = "FROM a\nRUN x # b\n# a\nRUN y\n"
    edit = Edit(text.index("RUN x"), text.index("# a"), "# b\nRUN x\n")
    before = parse(text)
    check_step(before, reparse(before, [edit], apply_edits(text, [edit])), [edit], "SL999")


def test_an_instruction_that_no_edit_names_must_stay() -> None:
    with pytest.raises(InvariantError, match="untouched instruction on line 3"):
        step("RUN x", "RUN z", Edit(len(TEXT), len(TEXT), ""))


def test_what_was_not_understood_before_need_not_be_after() -> None:
    bad, good = parse("FROM a\nRUN 'x\n"), parse("FROM a\nRUN x\n")
    assert len(newly_unreadable(good, bad)) == 1
    assert newly_unreadable(bad, parse("FROM a\nRUN 'y\n")) == ()


def test_the_second_reader_is_asked() -> None:
    with pytest.raises(InvariantError, match="dockerfile-parse"):
        check_second_reader(parse("FROM a\nRUN x\n"), parse("FROM a\nRUN x \\\n\n y\n"), "SL999")
