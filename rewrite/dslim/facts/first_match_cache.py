"""The first instruction from a place on that something is to be said of, in steps that are taken once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dslim.support.memo import once

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Generic, TypeVar

    from dslim.facts import Facts

    _T = TypeVar("_T")
    #: Says something of instruction `index` of stage number `stage`, or nothing.
    Ask = Callable[[Facts, int, int], _T | None]
else:  # typing takes 2 ms to import
    _T = None

    class Generic:
        def __class_getitem__(cls, of):
            return cls


class Onward(Generic[_T]):
    """Answers of the instructions of a file's stages: each is asked once, wherever a search begins."""

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


def before(facts: Facts, stage: int, index: int, ask: Ask[_T]) -> _T | None:
    """What `ask` says first of what made the file system before instruction `index`, the stages above first.

    `ask` is the same function every time: what it says of an instruction is kept.
    """
    rows, above = _answers(facts).setdefault(ask, (Onward(), {}))
    todo: list[int] = []
    at = facts.lineage.parent[stage]
    while at is not None and at not in above:
        todo.append(at)
        at = facts.lineage.parent[at]
    found: _T | None = above[at] if at is not None else None
    for at in (*reversed(todo), stage):
        if found is None:
            end = len(facts.tree.stages[at].instructions)
            own: tuple[int, _T] | None = rows.first(at, 0, end, partial(ask, facts, at))
            found = own[1] if own is not None and (at != stage or own[0] < index) else None
        if at != stage:
            above[at] = found
    return found


@once
def _answers(facts: Facts) -> dict[Ask[Any], tuple[Onward[Any], dict[int, Any]]]:
    return {}
