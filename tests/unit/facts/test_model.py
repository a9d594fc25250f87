"""What is known of one file: its RUNs, what ships, and who continues it elsewhere."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.facts.model import Facts, facts_of
from dslim.facts.related_files import ChildStage, RelatedFiles
from dslim.syntax import parse

TEXT = "FROM a AS x\nRUN one\nONBUILD USER joe\nONBUILD RUN two\nFROM b AS y\nRUN three\nFROM x\nRUN four\n"


def test_runs_lie_where_they_stand_those_of_onbuild_too() -> None:
    facts = Facts(parse(TEXT), Options())
    assert [[run.node.args if run else None for run in row] for row in facts.runs] == [
        [None, "one", None, "two"], [None, "three"], [None, "four"],
    ]  # fmt: skip
    assert [run.node.args for run in facts.all_runs] == ["one", "two", "three", "four"]
    stored = facts.all_runs[1]
    assert stored.outer.keyword == "ONBUILD"
    assert stored.state.user == "joe"  # of the ONBUILD before it, in the child
    assert facts.point_of(stored).node is stored.outer


def test_only_what_somebody_gets_ships() -> None:
    assert [run.node.args for run in Facts(parse(TEXT), Options()).shipped_runs] == ["one", "two", "four"]
    facts = Facts(parse(TEXT), Options(targets=("y",)))
    assert facts.ships(1)
    assert len(facts.shipped_runs) == 4


def test_child_stages_continue_their_target_or_the_last_stage() -> None:
    stages = (
        ChildStage("x", "one", "FROM base\n", 0),
        ChildStage("", "two", "FROM base\n", 0),
        ChildStage("gone", "three", "FROM base\n", 0),
    )
    facts = Facts(parse(TEXT), Options(), None, RelatedFiles(stages))
    assert [[child.name for child in facts.child_stages(i)] for i in range(3)] == [
        ["one", "three"], ["three"], ["two", "three"],
    ]  # fmt: skip
    assert facts_of(stages[0]).tree.text == "FROM base\n"


def test_the_facts_after_a_fix_keep_the_states_that_it_left_alone() -> None:
    before = Facts(parse("FROM a\nUSER b\nRUN c\n"), Options(unsafe=True))
    states = before.states
    after = before.after(parse("FROM a\nUSER b\nRUN c && d\n"), before.related_files)
    assert after.options is before.options
    assert after.states[0][1] is states[0][1]
    assert after.all_runs[0].node.args == "c && d"
