"""What was decided on fixes: by fix, file and rule, and taken back in the reverse order."""

from __future__ import annotations

from dslim.review.decisions import Decisions, Scope, Step

A, B = "SL101-00000001", "SL201-00000002"


def decided(*steps: Step) -> Decisions:
    made = Decisions()
    for step in steps:
        made.add(step)
    return made


def test_nothing_is_decided_before_somebody_does() -> None:
    assert decided().answer(0, A, "SL101") is None
    assert decided().undo() is None


def test_an_answer_counts_for_its_fix_and_file_alone() -> None:
    made = decided(Step(0, Scope.FIX, A, "SL101", True))
    assert made.answer(0, A, "SL101") is True
    assert made.answer(0, B, "SL201") is None
    assert made.answer(1, A, "SL101") is None  # the same line in another file has the same id


def test_the_rest_of_a_file_is_what_nobody_had_decided_on() -> None:
    made = decided(Step(0, Scope.FIX, A, "SL101", False), Step(0, Scope.FILE, B, "SL201", True))
    assert (made.answer(0, A, "SL101"), made.answer(0, B, "SL201")) == (False, True)
    assert made.answer(0, "SL205-00000003", "SL205") is True
    assert made.answer(1, B, "SL201") is None


def test_a_rule_counts_in_all_files_and_a_later_answer_changes_none_before() -> None:
    made = decided(Step(0, Scope.RULE, A, "SL101", False), Step(0, Scope.FILE, B, "SL201", True))
    assert made.answer(0, "SL101-00000009", "SL101") is False
    assert made.answer(7, "SL101-00000009", "SL101") is False
    assert not made.accepts_a_rule()
    made.add(Step(0, Scope.RULE, B, "SL201", True))
    assert made.accepts_a_rule()
    assert made.answer(3, B, "SL201") is True


def test_each_step_can_be_taken_back() -> None:
    steps = [Step(0, Scope.FIX, A, "SL101", True), Step(1, Scope.RULE, B, "SL201", True)]
    made = decided(*steps)
    assert made.undo() == steps[1]
    assert made.answer(1, B, "SL201") is None
    assert made.undo() == steps[0]
    assert made.answer(0, A, "SL101") is None


def test_earlier_answers_count_until_they_are_taken_back() -> None:
    made = decided(Step(0, Scope.EARLIER, earlier={A: False}))
    assert (made.answer(0, A, "SL101"), made.answer(0, B, "SL201")) == (False, None)
    made.undo()
    assert made.answer(0, A, "SL101") is None


def test_after_an_edit_by_hand_only_rules_count_and_the_text_is_the_last_one() -> None:
    made = decided(
        Step(0, Scope.RULE, B, "SL201", True),
        Step(0, Scope.FIX, A, "SL101", True),
        Step(0, Scope.TEXT, text="FROM a\n", is_by_hand=True),
    )
    assert (made.answer(0, A, "SL101"), made.answer(0, B, "SL201")) == (None, True)
    assert (made.text_of(0), made.text_of(1), made.is_by_hand(0)) == ("FROM a\n", None, True)
    made.undo()
    assert (made.answer(0, A, "SL101"), made.text_of(0), made.is_by_hand(0)) == (True, None, False)


def test_an_ignore_comment_declines_its_fix_and_keeps_the_other_answers() -> None:
    made = decided(Step(0, Scope.FIX, A, "SL101", True), Step(0, Scope.TEXT, B, "SL201", text="# x\nFROM a\n"))
    assert (made.answer(0, A, "SL101"), made.answer(0, B, "SL201")) == (True, False)
    assert (made.count_ignored(), made.is_by_hand(0)) == (1, False)
