"""What a rule offers in a text, and what is wrong with it."""

from __future__ import annotations

import pytest

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.options import Options
from dslim.engine.finding_ids import FindingIds
from dslim.engine.invariants import InvariantError
from dslim.engine.offered_fixes import findings_of, refused_if_unreadable, with_edits
from dslim.facts import Facts
from dslim.syntax import parse
from dslim.syntax.edits import Edit
from toy import TOYS

TREE = parse("FROM a\n# dslim: ignore\nRUN bloat\nRUN bloat\n")
(TOY,) = TOYS


def test_the_findings_have_ids_lines_and_what_the_file_permits() -> None:
    first, second = findings_of(TOY, Facts(TREE, Options()), FindingIds(TREE))
    assert (first.line, first.fix, first.why_not) == (3, None, "it is ignored by the comment on line 2")
    assert (second.line, second.rule, second.why_not) == (4, "SL901", None)
    assert first.id != second.id


@pytest.mark.parametrize(("edit", "reason"), [(Edit(0, 4, "FORM"), "does not parse"), (Edit(1, 1, ""), "changes noth")])
def test_edits_that_make_no_file_or_no_other_are_a_defect_of_the_rule(edit: Edit, reason: str) -> None:
    with pytest.raises(InvariantError, match=f"SL901 toy-bloat .*{reason}"):
        with_edits(TREE, TOY, [edit])
    assert with_edits(TREE, TOY, [Edit(7, 7, "# c\n")]).text == "FROM a\n# c\n" + TREE.text[7:]


@pytest.mark.parametrize(("depth", "is_kept"), [(20, True), (41, False)])
def test_a_run_that_would_not_be_understood_is_refused(depth: int, is_kept: bool) -> None:
    span = TREE.instructions[-1].args_span
    fix = Fix((Edit(*span, "( " * depth + "a" + " )" * depth),), Safety.SAFE)
    found = refused_if_unreadable(TREE, TOY, Finding("m", span, fix))
    assert (found.fix == fix) == is_kept == (found.why_not is None)
