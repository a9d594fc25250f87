"""Fixes chosen one by one: all is what `fix` gives, none is nothing, and the same answers give the same text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import golden
from dslim.diagnostics.findings import Finding, Safety
from dslim.engine.fix_loop import apply_fixes
from dslim.engine.look import look
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.syntax import Directive, parse
from dslim.syntax.edits import apply_edits
from golden import Case

CASES = golden.read_cases()


def facts_of(case: Case, text: str) -> Facts:
    return Facts(parse(text), case.options, open_context(str(case.context)) if case.context else None)


def joined(cases: list[Case]) -> Case:
    """The stages of several cases in one file, under the options of the first: fixes that meet one another."""
    return replace(cases[0], before="".join(case.before.rstrip("\r\n") + "\n\n" for case in cases))


FILES = st.lists(
    st.sampled_from([c for c in CASES if not any(s in c.before for s in ("escape=", "\ufeff", "\r"))]),
    min_size=1,
    max_size=3,
).map(joined)


@settings(max_examples=60, deadline=None)
@given(FILES, st.randoms(use_true_random=False))
def test_the_same_answers_give_the_same_text(case: Case, random: object) -> None:
    answers: dict[str, bool] = {}

    def choose(finding: Finding) -> bool:
        assert finding.id not in answers, "asked twice"
        answers[finding.id] = random.random() < 0.5  # type: ignore[attr-defined]
        return answers[finding.id]

    first = apply_fixes(facts_of(case, case.before), choose)
    again = apply_fixes(facts_of(case, case.before), lambda finding: answers[finding.id])
    assert first == again
    assert {finding.id for finding in first.applied} == {name for name, yes in answers.items() if yes}
    golden.check_invariants(first)


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_all_is_what_fix_gives_and_none_is_nothing(case: Case) -> None:
    facts = facts_of(case, case.before)
    assert apply_fixes(facts, lambda _: True) == apply_fixes(facts)
    none = apply_fixes(facts, lambda _: False)
    assert (none.after, none.applied, none.error) == (case.before, (), None)
    safe = [finding.fix.safety for finding in none.declined if finding.fix]
    assert Safety.ADVICE not in safe
    assert bool(none.declined) == apply_fixes(facts).changed


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_a_fix_alone_is_its_edits_and_a_later_one_comes_when_what_it_requires_is_made(case: Case) -> None:
    facts = facts_of(case, case.before)
    found = look(facts).findings
    assert [f.place.start for f in found] == sorted(f.place.start for f in found)
    assert len({f.id for f in found}) == len(found)
    for finding in found:
        asked: list[str] = []
        if finding.requires:
            assert finding.edits == ()
            apply_fixes(facts, _chosen({*finding.requires}, asked))
            assert finding.id in asked
            for name in finding.requires:
                fewer: list[str] = []
                apply_fixes(facts, _chosen({*finding.requires} - {name}, fewer))
                assert finding.id not in fewer, f"it does not require {name}"
        elif finding.fix is not None and finding.fix.safety is Safety.SAFE:
            alone = apply_fixes(facts, _chosen({finding.id}, asked))
            assert alone.error is None
            assert alone.after == apply_edits(case.before, finding.edits)
            assert [f.id for f in alone.applied] == [finding.id]


def _chosen(ids: set[str], asked: list[str]) -> Callable[[Finding], bool]:
    def choose(finding: Finding) -> bool:
        asked.append(finding.id)
        return finding.id in ids

    return choose


@settings(max_examples=60, deadline=None)
@given(FILES, st.sampled_from(["# new\n", "\n\n", "# new\n# and more\n\n"]))
def test_ids_stay_when_lines_are_inserted_above(case: Case, above: str) -> None:
    tree = parse(case.before)
    at = next(item.span.start for item in tree.items if not isinstance(item, Directive))
    moved = look(facts_of(case, case.before[:at] + above + case.before[at:]), later=False)
    still = look(facts_of(case, case.before), later=False)
    assert [(f.id, f.line) for f in moved.findings] == [(f.id, f.line + above.count("\n")) for f in still.findings]


#: `RUN on line 3`, `COPYs on lines 1, 2 and 4`, `the comment on line 7`.
NUMBERED = re.compile(r"([A-Za-z]+) on lines? (\d+)((?:, \d+| and \d+)*)|\blines (\d+) to (\d+)")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lines_in_messages_are_those_of_the_file(case: Case) -> None:
    """Read by hand: a line that a message names begins an instruction of the kind that it says, or a comment."""
    outcome = apply_fixes(facts_of(case, case.before))
    lines = case.before.lstrip("\ufeff").split("\n")
    for finding in (*outcome.applied, *outcome.refused, *outcome.offered):
        text = f"{finding.message}; {finding.why_not}"
        for word, first, more, low, high in NUMBERED.findall(text):
            for number in re.findall(r"\d+", f"{first} {more} {low} {high}"):
                line = lines[int(number) - 1].strip()
                kind = word.removesuffix("s") if word.removesuffix("s").isupper() else ""
                begins = line.startswith("#") if word == "comment" else re.match(r"[A-Za-z]+\b", line)
                assert begins, (text, line)
                assert not kind or kind in line.upper() or (kind == "COPY" and "ADD" in line.upper()), (text, line)
