"""What keeps a fix from being made."""

from __future__ import annotations

import pytest

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.options import Options
from dslim.engine.permission import is_asked_for, permitted
from dslim.facts import Facts
from dslim.rules import TABLE
from dslim.syntax import parse, reparse
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span


@pytest.mark.parametrize(
    ("safety", "plain", "unsafe"),
    [(Safety.SAFE, True, True), (Safety.UNSAFE, False, True), (Safety.ADVICE, False, False)],
)
def test_only_fixes_that_are_safe_enough_are_asked_for(safety: Safety, plain: bool, unsafe: bool) -> None:
    fix = Fix((), safety)
    assert is_asked_for(fix, Options()) == plain
    assert is_asked_for(fix, Options(unsafe=True)) == unsafe


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# c", None),
        ("# dslim: ignore", "it is ignored by the comment on line 2"),
        (f"# dslim: ignore[{TABLE[0].name}]", "it is ignored by the comment on line 2"),
        (f"# dslim: ignore[{TABLE[1].name}]", None),
    ],
)
def test_an_ignore_comment_keeps_a_fix_off_its_instruction(comment: str, reason: str | None) -> None:
    before = parse(f"FROM a\n{comment}\nRUN b\n")
    text = before.text.replace("FROM a\n", "FROM a\nRUN inserted\n")
    tree = reparse(before, [Edit(7, 7, "RUN inserted\n")], text)  # the comment's line is told as in the file as given
    facts = Facts(tree, Options())
    at = text.index("RUN b")
    found = Finding("m", Span(at, at + 5), Fix((Edit(at + 4, at + 5, "c"),), Safety.SAFE))
    result = permitted(facts, TABLE[0], found)
    assert result.why_not == reason
    assert (result.fix is None) == (reason is not None)
