"""What a value tells of itself, computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Remembers(Protocol):
    """A value with a place for what was asked of it; that must not hold the value itself, or only gc frees both."""

    @property
    def memo(self) -> dict[Any, Any]: ...


_N = TypeVar("_N", bound=Remembers)
_T = TypeVar("_T")


def once(ask: Callable[[_N], _T]) -> Callable[[_N], _T]:
    """A function of a value alone, computed once for each: every rule, in every pass, asks the same again."""

    @wraps(ask)
    def remembered(node: _N) -> _T:
        memo = node.memo
        if ask not in memo:
            memo[ask] = ask(node)
        found: _T = memo[ask]
        return found

    return remembered
