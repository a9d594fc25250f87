"""The first instruction that answers, found without asking any twice."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.first_match_cache import FirstMatch, first_before
from dslim.facts.point import Point
from dslim.syntax import parse


def test_first_match_asks_each_once() -> None:
    asked: list[int] = []

    def ask(index: int) -> str | None:
        asked.append(index)
        return "yes" if index in (3, 7) else None

    onward: FirstMatch[str] = FirstMatch()
    found = [onward.first(0, start, 9, ask) for start in (2, 0, 5, 4, 8, 3)]
    assert found == [(3, "yes"), (3, "yes"), (7, "yes"), (7, "yes"), None, (3, "yes")]
    assert sorted(asked) == list(range(9))


def test_first_before_goes_through_the_stages_above_first() -> None:
    text = "FROM debian AS a\nRUN one\nRUN two\nFROM a AS b\nRUN three\nRUN four\n"
    facts = Facts(parse(text), Options())

    def ask(point: Point) -> str | None:
        word = point.node.args
        return word if word in ("two", "four") else None

    def late(point: Point) -> str | None:
        word = point.node.args
        return word if word == "four" else None

    assert first_before(facts.point(1, 0), ask) == "two"
    assert first_before(facts.point(0, 2), ask) is None
    assert first_before(facts.point(0, 3), ask) == "two"
    assert [first_before(facts.point(1, i), late) for i in range(4)] == [None, None, None, "four"]
