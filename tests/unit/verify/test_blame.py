"""Which fix is to blame, found with as few builds as a bisection needs."""

from __future__ import annotations

import pytest

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.outcome import Step
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Span
from dslim.verify.blame import blame_fixes, first_bad, partial_fixes
from dslim.verify.image.compare import Difference
from dslim.verify.image.history import keyword_of, short_history_text

TEXT = "abc"


def finding(at: int) -> Finding:
    fix = Fix((Edit(at, at + 1, TEXT[at].upper()),), Safety.SAFE, (), None)
    return Finding("", Span(at, at + 1), fix, None, 1, f"SL{at}")


def one_step() -> Step:
    findings = tuple(finding(at) for at in range(3))
    edits = tuple(edit for f in findings if f.fix for edit in f.fix.edits)
    return Step(findings, edits, apply_edits(TEXT, edits))


def test_each_text_has_one_more_fix() -> None:
    assert [step.text for step in partial_fixes(TEXT, [one_step()])] == ["abc", "Abc", "ABc", "ABC"]


@pytest.mark.parametrize("bad", range(1, 9))
def test_the_first_bad_text_is_found_in_few_builds(bad: int) -> None:
    built: list[str] = []

    def is_bad(text: str) -> bool:
        built.append(text)
        return int(text) >= bad

    assert first_bad([str(i) for i in range(9)], is_bad) == bad
    assert len(built) <= 3


def test_the_fix_after_which_a_difference_shows_is_blamed() -> None:
    difference = Difference("/b", "mode", "0644", "0755")
    steps = partial_fixes(TEXT, [one_step()])
    blamed = blame_fixes([difference], steps, lambda text: {("/b", "mode")} if "B" in text else set())
    assert blamed[difference].rule == "SL1"


@pytest.mark.parametrize(
    ("created_by", "keyword", "short"),
    [
        ("RUN /bin/sh -c ls # buildkit", "RUN", "RUN ls"),
        ("/bin/sh -c ls", "RUN", "RUN ls"),
        ("/bin/sh -c #(nop)  ENV A=b", "ENV", "ENV A=b"),
        ("COPY a b # buildkit", "COPY", "COPY a b"),
        ("", "", ""),
    ],
)
def test_the_instruction_of_a_history_entry(created_by: str, keyword: str, short: str) -> None:
    assert (keyword_of(created_by), short_history_text(created_by)) == (keyword, short)
