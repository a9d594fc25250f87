"""A review without a terminal: the questions in order, and what the files come to."""

from __future__ import annotations

import random

import pytest

import golden
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import apply_fixes
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.related_files import ProtectedRegions, Region, RelatedFiles
from dslim.review.decisions import Scope
from dslim.review.session import Question, Review
from dslim.syntax import DockerfileSyntaxError, parse

TEXT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n\n# why\nRUN pip install flask\n"
OTHER = "FROM debian:12\nRUN apt-get update && apt-get install -y git\nCOPY a /a\nRUN pip install x\n"


def review(*texts: str, options: Options | None = None) -> Review:
    facts = [Facts(parse(text), options or Options(merge="off")) for text in texts]
    return Review(len(texts), lambda number: facts[number])


def asked(one: Review) -> Question:
    question = one.next_question()
    assert question is not None
    return question


def after(one: Review, file: int = 0) -> str:
    outcome = one.outcome(file)
    assert outcome is not None
    return outcome.after


def test_all_accepted_is_what_fix_makes_and_all_declined_is_nothing() -> None:
    for accept in (True, False):
        one = review(TEXT, OTHER)
        rules = []
        while (question := one.next_question()) is not None:
            rules.append((question.file, question.offer.finding.rule, question.number, question.count))
            one.answer(question, accept)
        assert rules == [(0, "SL201", 1, 2), (0, "SL205", 2, 2), (1, "SL201", 1, 2), (1, "SL205", 2, 2)]
        for number, text in enumerate((TEXT, OTHER)):
            fixed = apply_fixes(Facts(parse(text), Options(merge="off"))).after
            assert after(one, number) == (fixed if accept else text)


@pytest.mark.parametrize("seed", range(40))
def test_any_answers_give_what_choose_gives_and_undo_leads_back(seed: int) -> None:
    chance = random.Random(seed)
    case = chance.choice([case for case in golden.read_cases() if case.after not in (None, case.before)])
    context = open_context(str(case.context)) if case.context else None
    facts = Facts(parse(case.before), case.options, context)
    one = Review(1, lambda _: facts)
    shown: list[Question] = []
    answers: dict[str, bool] = {}
    while (question := one.next_question()) is not None:
        shown.append(question)
        answers[question.offer.finding.id] = chance.random() < 0.5
        one.answer(question, answers[question.offer.finding.id])
    assert shown
    assert one.answers(0) == answers
    assert one.outcome(0) == apply_fixes(facts, lambda finding: answers[finding.id])
    for question in reversed(shown):
        assert one.undo()
        assert one.next_question() == question
    assert not one.undo()


def test_an_offer_is_against_the_text_as_decided_so_far() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y a\nRUN b\nRUN c\n"
    one = review(text, options=Options(merge="all"))
    first = asked(one)
    one.answer(first, True)
    second = asked(one)
    assert second.offer.before == first.offer.after
    assert "&& \\\n    b && \\\n    c\n" in second.offer.after
    one.undo()
    one.answer(first, False)
    assert asked(one).offer.before == first.offer.before


def test_two_fixes_of_one_turn_are_shown_one_after_the_other() -> None:
    one = review("FROM a\nRUN pip install a && pip install b\n")
    first = asked(one)
    one.answer(first, True)
    second = asked(one)
    assert second.offer.before == first.offer.after
    for offer in (first.offer, second.offer):
        (edit,) = offer.edits
        assert offer.after == offer.before[: edit.start] + edit.text + offer.before[edit.end :]


def test_the_rest_of_a_file_and_a_rule_in_all_files() -> None:
    one = review(TEXT, OTHER)
    one.answer(asked(one), True, Scope.RULE)
    pip = asked(one)
    assert (pip.file, pip.offer.finding.rule) == (0, "SL205")
    one.answer(pip, False, Scope.FILE)
    assert asked(one).file == 1
    assert asked(one).offer.finding.rule == "SL205"
    assert "rm -rf" in after(one, 0)
    assert "rm -rf" in after(one, 1)
    assert "--no-cache-dir" not in after(one, 0)
    one.undo()
    assert asked(one) == pip


def test_only_what_may_be_asked_is_asked() -> None:
    facts = Facts(parse(TEXT), Options(merge="off"))
    pip = next(f for f in apply_fixes(facts).applied if f.rule == "SL205")
    one = Review(1, lambda _: facts, frozenset({pip.id}))
    assert asked(one).offer.finding.id == pip.id
    one.answer(asked(one), True)
    assert one.next_question() is None
    assert "rm -rf" not in after(one)


def test_ignore_writes_a_comment_and_keeps_the_answers() -> None:
    one = review(TEXT)
    one.answer(asked(one), True)
    assert one.ignore(asked(one), "pip-no-cache") == ""
    assert one.next_question() is None
    assert after(one) == apply_fixes(Facts(parse(TEXT), Options(rules=frozenset({"SL201"})))).after.replace(
        "RUN pip", "# dslim: ignore[pip-no-cache]\nRUN pip"
    )
    outcome = one.outcome(0)
    assert outcome is not None
    assert outcome.before == TEXT
    one.undo()
    assert asked(one).offer.finding.rule == "SL205"


def test_an_edit_by_hand_is_asked_about_again_and_must_parse() -> None:
    one = review(TEXT)
    question = asked(one)
    with pytest.raises(DockerfileSyntaxError):
        one.rewrite(question, "FROM a\nRUNN b\n")
    assert asked(one) == question
    one.rewrite(question, "FROM debian:12\nRUN pip install a\n")
    assert asked(one).offer.finding.rule == "SL205"
    one.answer(asked(one), True)
    assert after(one) == "FROM debian:12\nRUN pip install --no-cache-dir a\n"
    assert one.answers(0) == {}
    one.undo()
    one.undo()
    assert asked(one) == question


def test_a_file_that_is_held_to_others_is_not_written_into() -> None:
    protected = ProtectedRegions((Region(0, 14, "shared"),))
    facts = Facts(parse(TEXT), Options(), None, RelatedFiles((), protected))
    one = Review(1, lambda _: facts)
    assert "shared-prefix" in one.ignore(asked(one), "apt-lists")
    assert one.decisions.steps == []


def test_earlier_answers_are_not_asked_again_and_what_is_left_is_declined() -> None:
    one = review(TEXT)
    question = asked(one)
    one.answer(question, False)
    one.answer(asked(one), True)
    again = review(TEXT)
    again.resume(0, one.answers(0))
    assert again.next_question() is None
    assert after(again) == after(one)
    assert list(again.left_in(0, after(again)).values()) == [False]
    written = review(after(one))
    written.resume(0, again.left_in(0, after(again)))
    assert written.next_question() is None


def test_a_file_without_facts_is_passed_over() -> None:
    facts = Facts(parse(TEXT), Options())
    one = Review(2, lambda number: facts if number else None)
    assert asked(one).file == 1
    assert one.outcome(0) is None
    assert one.answers(0) == {}
