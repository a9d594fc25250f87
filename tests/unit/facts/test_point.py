"""Places between the instructions of a stage."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.syntax import parse

FACTS = Facts(parse("FROM a AS x\nRUN one\nFROM x\nUSER u\nONBUILD RUN two\nRUN three\n"), Options())


def test_a_point_stands_before_its_instruction() -> None:
    point = FACTS.point(1, 1)
    assert (point.node.keyword, point.state.user) == ("USER", None)
    assert (point.after().node.keyword, point.after().state.user) == ("ONBUILD", "u")
    assert point.at(3).node.args == "three"


def test_behind_the_last_instruction_there_is_a_state_and_no_node() -> None:
    end = FACTS.end_of(FACTS.tree.stages[1])
    assert end.state.user == "u"
    with pytest.raises(IndexError):
        _ = end.node


def test_a_run_of_onbuild_is_not_the_stages_own() -> None:
    stored, own = FACTS.point(1, 2), FACTS.point(1, 3)
    assert stored.run is not None
    assert stored.own_run is None
    assert own.own_run is own.run is FACTS.all_runs[2]
    assert FACTS.point(1, 1).run is None


def test_before_a_point_stands_what_made_the_file_system() -> None:
    assert [point.node.args for point in FACTS.point(1, 3).before()] == ["a AS x", "one", "x", "u", "RUN two"]
    assert [run.node.args for run in FACTS.end_of(FACTS.tree.stages[1]).runs_before()] == ["one", "three"]
    assert list(FACTS.point(0, 0).before()) == []
