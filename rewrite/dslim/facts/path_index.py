"""Finds, among values with a path each, those that lie at, above or below another path, without asking all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, TypeVar

from dslim.facts.paths import folders_above

_T = TypeVar("_T")


class PathIndex(Generic[_T]):
    """Things by the absolute paths, in their normal form, that they lie at. Takes memory for each path once."""

    def __init__(self, items: Iterable[tuple[str, _T]]) -> None:
        self._at: dict[str, list[_T]] = {}
        for path, item in items:
            self._at.setdefault(path, []).append(item)
        self._sorted = sorted((_sort_key(path), path) for path in self._at)

    def holding(self, path: str) -> list[_T]:
        """Those at a path, or at a folder that it lies in."""
        return [item for place in (path, *folders_above(path)) for item in self._at.get(place, ())]

    def overlapping(self, path: str) -> list[_T]:
        """Those at a path, at a folder that it lies in, or below it."""
        return [*self.holding(path), *self._below(path)]

    def _below(self, path: str) -> list[_T]:
        folder, found = _sort_key(path), list[_T]()
        for number in range(bisect_left(self._sorted, (folder, path)), len(self._sorted)):
            key, place = self._sorted[number]
            if not key.startswith(folder):
                break
            if place != path:
                found += self._at[place]
        return found


def _sort_key(path: str) -> str:
    """Puts what lies in a folder straight behind it: with `/` at its end, as the lowest of all characters."""
    return f"{path.rstrip('/')}/".replace("/", "\0")
