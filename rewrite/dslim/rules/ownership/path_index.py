"""Finds, among things that lie at paths, those that lie at, above or below another path, without asking all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


class PathIndex(Generic[_T]):
    """Things by the absolute paths, in their normal form, that they lie at."""

    def __init__(self, items: Iterable[tuple[str, _T]]) -> None:
        self._at: dict[str, list[_T]] = {}
        self._below: dict[str, list[_T]] = {}
        for path, item in items:
            self._at.setdefault(path, []).append(item)
            for folder in _folders_above(path):
                self._below.setdefault(folder, []).append(item)

    def holding(self, path: str) -> Iterator[_T]:
        """Those at a path, or at a folder that it lies in."""
        for folder in (path, *_folders_above(path)):
            yield from self._at.get(folder, ())

    def overlapping(self, path: str) -> Iterator[_T]:
        """Those at a path, at a folder that it lies in, or below it."""
        yield from self.holding(path)
        yield from self._below.get(path, ())


def _folders_above(path: str) -> Iterator[str]:
    """`/a` and `/` for `/a/b`."""
    while len(path) > 1:
        path = path.rpartition("/")[0] or "/"
        yield path
