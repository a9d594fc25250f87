"""Which stage continues which, which ship, and what is in force in them."""

from __future__ import annotations

import pytest

import golden
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.related_files import ALONE
from dslim.facts.stages import lineage
from dslim.syntax import parse

BUILD = "FROM debian AS Build\nRUN a\n"


@pytest.mark.parametrize(
    ("text", "targets", "parents", "ships"),
    [
        (BUILD + "FROM scratch\nCOPY --from=build /a /a\n", (), (None, None), {1}),
        (BUILD + "FROM build\n", (), (None, 0), {0, 1}),
        (BUILD + "FROM BUILD\n", (), (None, 0), {0, 1}),
        ("ARG B=build\n" + BUILD + "FROM ${B}\n", (), (None, 0), {0, 1}),
        ("ARG B\n" + BUILD + "FROM ${B:-build}\n", (), (None, 0), {0, 1}),
        ("ARG B\n" + BUILD + "FROM ${B}\n", (), (None, None), {1}),
        (BUILD + "FROM scratch\nCOPY --from=build / /\n", (), (None, None), {0, 1}),
        (BUILD + "FROM scratch\nCOPY --from=0 / /\n", (), (None, None), {0, 1}),
        (BUILD + "FROM scratch\nCOPY --chown=1:1 --from=0 ['/', '/']\n".replace("'", '"'), (), (None, None), {0, 1}),
        (BUILD + "FROM scratch\nCOPY --from=build /usr /usr\n", (), (None, None), {1}),
        (BUILD + "FROM scratch\nCOPY --from=1 / /\n", (), (None, None), {1}),
        (BUILD + "FROM scratch\n", ("build",), (None, None), {0, 1}),
        (BUILD + "FROM scratch\n", ("BUILD",), (None, None), {0, 1}),
        (BUILD + "FROM scratch\n", ("0",), (None, None), {0, 1}),
        (BUILD + "FROM scratch\n", ("nosuch", "7"), (None, None), {1}),
        # a stage is known by its number to COPY, never to FROM
        (BUILD + "FROM 0\n", (), (None, None), {1}),
        # the nearest one above counts, and a stage is not its own parent
        ("FROM a AS x\nFROM b AS x\nFROM x\n", (), (None, None, 1), {1, 2}),
        ("FROM debian AS debian\nFROM debian\n", (), (None, 0), {0, 1}),
        # whole copies go through: what b is FROM ships too
        ("FROM a AS x\nFROM x AS y\nFROM scratch\nCOPY --from=y / /\n", (), (None, 0, None), {0, 1, 2}),
    ],
)
def test_lineage(text: str, targets: tuple[str, ...], parents: tuple[int | None, ...], ships: set[int]) -> None:
    found = lineage(parse(text), targets)
    assert found.parent == parents
    assert found.ships == ships


def test_a_base_known_only_at_build_time_may_be_any_stage_above() -> None:
    found = lineage(parse("ARG B\n" + BUILD + "FROM ${B}\nFROM scratch\n"))
    assert found.unsure == {1}
    assert found.children(0) == (1,)
    assert found.children(1) == ()


ARMED = "ARG A=1\nFROM a AS x\nENV B=1\nRUN b\nUSER c\nFROM x\nRUN d\n"


@pytest.mark.parametrize(
    "texts",
    [
        (ARMED, ARMED.replace("RUN b\n", ""), ARMED.replace("RUN d\n", "RUN d\nRUN e\n")),
        (ARMED, ARMED.replace("USER c\n", ""), ARMED.replace("FROM x", "FROM y"), ARMED),
        (ARMED, ARMED.replace("ENV B=1\n", "") + "ENV B=1\n", ARMED.replace("B=1", "B=2")),
        *((case.before, case.after, case.before) for case in golden.read_cases()),
    ],
)
def test_what_a_step_takes_along_is_what_is_so(texts: tuple[str, ...]) -> None:
    facts = Facts(parse(texts[0]), Options())
    for text in texts[1:]:
        assert facts.states == Facts(facts.tree, Options()).states
        facts = facts.after(parse(text), ALONE)
    assert facts.states == Facts(facts.tree, Options()).states
