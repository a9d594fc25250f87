"""A memoised function runs once for each value, and keeps nothing alive."""

from __future__ import annotations

from typing import Any

from dslim.support.memo import once, once_each


class Node:
    def __init__(self) -> None:
        self.memo: dict[Any, Any] = {}


def test_a_function_of_a_value_runs_once_for_each() -> None:
    calls: list[Node] = []

    @once
    def count(node: Node) -> int:
        calls.append(node)
        return len(calls)

    one, two = Node(), Node()
    assert [count(one), count(one), count(two), count(one)] == [1, 1, 2, 1]
    assert calls == [one, two]


def test_none_is_remembered_too_and_arguments_count() -> None:
    calls: list[tuple[object, ...]] = []

    @once_each
    def find(node: Node, *more: object) -> None:
        calls.append(more)

    node = Node()
    for more in ((1,), (1,), (2,), ()):
        find(node, *more)
    assert calls == [(1,), (2,), ()]
