"""Which nodes and commands a walk reaches, and where each runs."""

from __future__ import annotations

import pytest

from dslim.shell import parse_script
from dslim.shell import tree as t
from dslim.shell.walk import Where, children, commands, commands_with_place, walk, walk_own_shell, walk_with_place


def script(text: str) -> t.Script:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found


def name(simple: t.Node) -> str:
    assert isinstance(simple, t.Simple)
    return simple.words[0].text


TEXT = "a; (b) | c; d & f() { e; }; if g; then h $(i); fi"


def test_every_command_is_reached_in_the_order_of_the_text() -> None:
    assert [name(simple) for simple in commands(script(TEXT))] == list("abcdeghi")


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ("a", Where.HERE),
        ("b", Where.PIPELINE | Where.SUBSHELL),
        ("c", Where.LAST),
        ("d", Where.BACKGROUND),
        ("e", Where.FUNCTION),
        ("h", Where.HERE),
        ("i", Where.SUBSTITUTION),
    ],
)
def test_where_each_command_runs(wanted: str, where: int) -> None:
    assert [place for simple, place in commands_with_place(script(TEXT)) if name(simple) == wanted] == [where]


def test_the_shell_itself_runs_nothing_of_subshells_pipelines_and_background_jobs() -> None:
    own = [name(node) for node in walk_own_shell(script(TEXT)) if isinstance(node, t.Simple)]
    assert own == list("aegh")


def test_all_walks_see_the_same_nodes() -> None:
    tree = script(TEXT)
    assert list(walk(tree)) == [node for node, _ in walk_with_place(tree)]
    assert set(map(id, children(tree))) < set(map(id, walk(tree)))
    assert len(list(walk_own_shell(tree))) < len(list(walk(tree)))
