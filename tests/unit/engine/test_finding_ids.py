"""The names of findings."""

from __future__ import annotations

from dslim.diagnostics.findings import Finding, Fix, Safety, is_finding_id
from dslim.engine.finding_ids import FindingIds
from dslim.syntax import parse, reparse
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span

TEXT = "FROM a\nRUN x\nRUN y\nRUN x\n"


def found(at: int, *edits: Edit) -> Finding:
    return Finding("m", Span(at, at + 5), Fix(edits, Safety.SAFE))


def ids(text: str, *findings: Finding) -> list[str]:
    tree = parse(text)
    return [finding.id for finding in FindingIds(tree).locate(tree.origin, "SL999", findings)]


def test_an_id_is_that_of_the_rule_the_line_and_the_first_edit() -> None:
    first, other_edit, other_line, same_line_again = ids(
        TEXT,
        found(7, Edit(11, 12, "z")),
        found(7, Edit(12, 12, "z")),
        found(13, Edit(17, 18, "z")),
        found(19, Edit(23, 24, "z")),
    )
    assert len({first, other_edit, other_line, same_line_again}) == 4
    assert all(is_finding_id(name) and name.startswith("SL999-") for name in (first, other_edit))
    indented = "FROM a\n  RUN x\n"
    assert ids(indented, found(9, Edit(13, 14, "z"))) == [first]


def test_what_is_alike_has_a_number_that_goes_on_after_a_fix_was_made() -> None:
    tree = parse(TEXT)
    names = FindingIds(tree)
    twice = [found(7, Edit(12, 12, " && a")), found(7, Edit(12, 12, " && b"))]
    first, second = (finding.id for finding in names.locate(tree.origin, "SL999", twice))
    assert second == f"{first}.2"
    names.applied.add(first)
    assert [finding.id for finding in names.locate(tree.origin, "SL999", twice[1:])] == [second]


def test_line_and_place_are_those_of_the_file_that_was_given() -> None:
    tree = parse(TEXT)
    edit = Edit(12, 12, " \\\n  && w")
    after = reparse(tree, [edit], TEXT[:12] + edit.text + TEXT[12:])
    at = after.text.index("RUN y")
    (before,) = FindingIds(tree).locate(tree.origin, "SL999", [found(13, Edit(17, 18, "z"))])
    (later,) = FindingIds(tree).locate(after.origin, "SL999", [found(at, Edit(at + 4, at + 5, "z"))])
    assert (later.line, later.place, later.id) == (before.line, before.place, before.id) == (3, (13, 18), before.id)


def test_what_is_no_id() -> None:
    assert is_finding_id("SL201-5d41402a.2")
    for text in ("SL201", "SL201-5d41402", "SL201-5d41402a.0", "SL201-5D41402A", "x", "SL201-5d41402a\n"):
        assert not is_finding_id(text)
