"""Finds a smallest set that still passes a test, with few questions (QuickXplain).

Ulrich Junker, "QuickXplain: Preferred Explanations and Relaxations for Over-Constrained Problems", AAAI 2004.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def smallest_set(candidates: Sequence[_T], passes: Callable[[tuple[_T, ...]], bool]) -> tuple[_T, ...]:
    """A part of `candidates` that passes, of which no member can be left out; () where nothing is needed.

    `passes` must be monotone (more never fails where less passes) and hold for all of them. It is asked at most
    2k + 2k log2(n/k) + 1 times for k needed ones of n.
    """
    if passes(()):
        return ()
    return _needed((), False, tuple(candidates), passes)


def _needed(
    kept: tuple[_T, ...], has_grown: bool, rest: tuple[_T, ...], passes: Callable[[tuple[_T, ...]], bool]
) -> tuple[_T, ...]:
    """What of `rest` is needed beside `kept`; `has_grown`: something was added since `kept` last failed."""
    if has_grown and passes(kept):
        return ()
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    left, right = rest[:half], rest[half:]
    from_right = _needed((*kept, *left), bool(left), right, passes)
    from_left = _needed((*kept, *from_right), bool(from_right), left, passes)
    return (*from_left, *from_right)
