"""USER, WORKDIR, SHELL, VOLUME, ENV and ARG in force at each instruction."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.instruction_state import MAX_PATH, MAX_VOLUMES, State, course, join_workdir
from dslim.syntax import parse


def last_state(text: str) -> State:
    return Facts(parse(text + "\n"), Options()).states[-1][-1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("/a", "b", "/a/b"),
        ("/a", "/b/", "/b"),
        ("/a", "../c", "/c"),
        ("/a", "b/./c//d", "/a/b/c/d"),
        ("/a", ".b", "/a/.b"),
        (None, "b", None),
        (None, "/b", "/b"),
        ("/a", None, None),
        ("/a", "b" * MAX_PATH, None),
    ],
)
def test_a_workdir_joins_the_one_before_it(old: str | None, new: str | None, expected: str | None) -> None:
    assert join_workdir(old, new) == expected


def test_each_instruction_changes_its_own_part() -> None:
    state = last_state("FROM x/y\nENV A=1 B=$A\nARG C=2\nUSER u$A\nWORKDIR /w\nWORKDIR v$A\nVOLUME /d /e")
    assert (dict(state.env), state.user, state.user_set) == ({"A": "1", "B": "", "C": None}, "u1", True)
    assert state.workdir == "/w/v1"
    assert state.volumes == ("/d", "/e")
    assert (state.shell, state.shell_set) == (("/bin/sh", "-c"), False)


def test_a_shell_instruction_ends_what_the_base_may_have() -> None:
    assert last_state("FROM bitnami/x").maybe_errexit
    state = last_state('FROM bitnami/x\nSHELL ["/bin/bash", "-c"]')
    assert (state.shell, state.shell_set, state.maybe_errexit) == (("/bin/bash", "-c"), True, False)


def test_a_child_stage_has_all_but_the_args_of_its_parent() -> None:
    state = last_state("FROM x/y AS a\nENV A=1\nARG B=2\nUSER u\nVOLUME /d\nFROM a")
    assert dict(state.env) == {"A": "1"}
    assert (state.user, state.volumes) == ("u", ("/d",))
    assert dict(last_state("FROM x/y AS a\nENV A=1\nFROM x/y").env) == {}


def test_the_start_folder_of_a_base_is_known_of_official_images_only() -> None:
    assert last_state("FROM debian:12").workdir == "/"
    assert last_state("FROM x/y").workdir is None


def test_volumes_beyond_the_bound_are_one_that_is_not_known() -> None:
    state = last_state("FROM a\n" + "\n".join(f"VOLUME /v{i}" for i in range(MAX_VOLUMES + 5)))
    assert len(state.volumes) == MAX_VOLUMES + 1
    assert state.volumes[-1] == ""
    assert last_state("FROM a\nARG V\nVOLUME $V").volumes == ("",)


def test_states_stand_before_each_instruction() -> None:
    states = Facts(parse("FROM x/y\nUSER a\nRUN b\nUSER c\n"), Options()).states[0]
    assert [state.user for state in states] == [None, None, "a", "a", "c"]


def test_states_are_worked_out_again_only_where_what_sets_them_changed() -> None:
    before = Facts(parse("FROM a\nUSER b\nRUN c\n"), Options())
    first = course(before.tree, before.lineage, None)
    same = parse("FROM a\nUSER b\nRUN d && e\n")
    assert course(same, before.lineage, first) is first
    assert course(parse("FROM a\nUSER z\n"), before.lineage, first) is not first
