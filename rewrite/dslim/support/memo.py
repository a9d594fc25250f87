"""Memoises functions on the object they describe: every rule, in every pass, asks the same again."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeVar

    class Remembers(Protocol):
        """A value with a place for what was asked of it; it must not hold the value itself, or only gc frees both."""

        @property
        def memo(self) -> dict[Any, Any]: ...

    _N = TypeVar("_N", bound=Remembers)
    _T = TypeVar("_T")
    _C = TypeVar("_C", bound=Callable[..., Any])

_UNASKED = object()


def once(ask: Callable[[_N], _T]) -> Callable[[_N], _T]:
    """Compute a function of one value once for each value."""

    @wraps(ask)
    def remembered(node: _N) -> _T:
        memo = node.memo
        if ask in memo:
            return memo[ask]  # type: ignore[no-any-return]
        found = memo[ask] = ask(node)
        return found

    return remembered


def once_each(ask: _C) -> _C:
    """`ask(node, *more)` computed once for each `node` and each `more`, which can be keys; no keywords."""

    @wraps(ask)
    def remembered(node: Any, *more: Any) -> Any:
        memo = node.memo
        key = (ask, *more)
        found = memo.get(key, _UNASKED)
        if found is _UNASKED:
            found = memo[key] = ask(node, *more)
        return found

    return remembered  # type: ignore[return-value]


def once_a_stage(ask: _C) -> _C:
    """`ask(facts, stage, *more)` computed once for each stage and each `more`, which can be keys; no keywords."""

    @wraps(ask)
    def remembered(facts: Any, stage: Any, *more: Any) -> Any:
        memo = facts.memo
        key = (ask, stage.index, more)
        found = memo.get(key, _UNASKED)
        if found is _UNASKED:
            found = memo[key] = ask(facts, stage, *more)
        return found

    return remembered  # type: ignore[return-value]


def once_at_point(ask: _C) -> _C:
    """`ask(point, *more)` computed once for each place of a stage and each `more`, which can be keys; no keywords."""

    @wraps(ask)
    def remembered(point: Any, *more: Any) -> Any:
        memo = point.facts.memo
        key = (ask, point.stage.index, point.index, more)
        found = memo.get(key, _UNASKED)
        if found is _UNASKED:
            found = memo[key] = ask(point, *more)
        return found

    return remembered  # type: ignore[return-value]
