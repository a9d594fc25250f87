"""Which stages may continue which."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.syntax import parse


def test_a_stage_of_unknown_base_may_continue_any_before_it() -> None:
    text = "ARG B\nFROM a AS a\nFROM $B AS b\nFROM a AS c\nFROM $B AS d\n"
    lineage = Facts(parse(text), Options()).lineage
    assert [lineage.children(i) for i in range(4)] == [(1, 2), (3,), (3,), ()]
    below: dict[int, str | None] = {}
    assert lineage.first_below(0, lambda stage: "d" if stage == 3 else None, below) == "d"
    assert below == {0: "d", 1: "d", 2: "d", 3: "d"}
