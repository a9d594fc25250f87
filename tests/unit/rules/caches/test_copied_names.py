"""The names of files that a stage takes from the build context."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.copied_names import MAX_STAGES, copied_names
from dslim.syntax import parse


def facts_of(text: str) -> Facts:
    return Facts(parse(text), Options())


def test_a_stage_has_the_names_of_those_that_it_continues_too() -> None:
    facts = facts_of(
        'FROM a AS one\nCOPY x/setup.sh . /to/\nADD ["y z.sh", "/"]\nCOPY --from=b /other.sh /\n'
        "FROM one AS two\nCOPY two.sh /\nFROM a\nCOPY three.sh /\n"
    )
    known = {
        stage: {name for name in ("setup.sh", "y z.sh", "two.sh", "three.sh", "other.sh", ".", "")
                if name in copied_names(facts, stage)}
        for stage in range(3)
    }  # fmt: skip
    assert known == {0: {"setup.sh", "y z.sh"}, 1: {"setup.sh", "y z.sh", "two.sh"}, 2: {"three.sh"}}


def test_behind_more_stages_than_anybody_writes_any_name_may_be_one() -> None:
    stages = "".join(f"FROM s{i} AS s{i + 1}\nCOPY f{i} /\n" for i in range(MAX_STAGES + 1))
    facts = facts_of(f"FROM a AS s0\n{stages}")
    assert "unheard-of" not in copied_names(facts, MAX_STAGES)
    assert "unheard-of" in copied_names(facts, MAX_STAGES + 1)
