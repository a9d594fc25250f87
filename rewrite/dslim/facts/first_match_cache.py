"""The first instruction that a question has an answer for; each instruction is asked once, wherever a search begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from dslim.support.memo import once

if TYPE_CHECKING:
    from dslim.facts import Facts
    from dslim.facts.point import Point

_T = TypeVar("_T")
#: Says something of the instruction at a place, or nothing.
Question: TypeAlias = "Callable[[Point], _T | None]"


class FirstMatch(Generic[_T]):
    """Answers of the instructions of a file's stages, found in steps that are taken once."""

    def __init__(self) -> None:
        self._found: dict[int, dict[int, tuple[int, _T] | None]] = {}

    def first(self, stage: int, start: int, end: int, ask: Callable[[int], _T | None]) -> tuple[int, _T] | None:
        """(index, answer) of the first in `start` to `end` that has one. `ask` and `end` are the same every time."""
        known = self._found.setdefault(stage, {})
        at = start
        while at < end and at not in known:
            answer = ask(at)
            if answer is not None:
                known[at] = (at, answer)
                break
            at += 1
        found = known.get(at)
        for passed in range(start, at):
            known[passed] = found
        return found


def first_before(point: Point, ask: Question[_T]) -> _T | None:
    """The first answer of the instructions that made the file system before a place, those of the stages above first.

    `ask` is the same function every time: its answers are kept.
    """
    facts, stage = point.facts, point.stage.index
    rows, above = _answers(facts).setdefault(ask, (FirstMatch(), {}))
    todo: list[int] = []
    at = facts.lineage.parent[stage]
    while at is not None and at not in above:
        todo.append(at)
        at = facts.lineage.parent[at]
    found: _T | None = above[at] if at is not None else None
    for at in (*reversed(todo), stage):
        if found is None:
            found = _first_of_stage(facts, at, ask, rows, point.index if at == stage else None)
        if at != stage:
            above[at] = found
    return found


def _first_of_stage(
    facts: Facts, stage: int, ask: Question[_T], row: FirstMatch[_T], until: int | None
) -> _T | None:
    def ask_at(index: int) -> _T | None:
        return ask(facts.point(stage, index))

    own = row.first(stage, 0, len(facts.tree.stages[stage].instructions), ask_at)
    return own[1] if own is not None and (until is None or own[0] < until) else None


@once
def _answers(facts: Facts) -> dict[Question[Any], tuple[FirstMatch[Any], dict[int, Any]]]:
    return {}
