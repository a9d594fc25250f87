"""Packages of an image as values, whatever manager installed them, and what a choice of them needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package.

    `size`: bytes that it says it takes. `needs`: names of which each group must hold one that is installed.
    `recommends`: the same for what it only recommends. `provides`: other names that it answers to. `files`: absolute
    paths.
    """

    name: str
    size: int = 0
    needs: tuple[tuple[str, ...], ...] = ()
    recommends: tuple[tuple[str, ...], ...] = ()
    provides: tuple[str, ...] = ()
    essential: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packages:
    """All packages of an image, by name."""

    by_name: Mapping[str, Package] = field(default_factory=dict)

    def closure(self, names: Iterable[str]) -> frozenset[str]:
        """The packages called `names` with all that they need, what is not installed left out."""
        found: set[str] = set()
        todo = [name for wanted in names for name in self._installed((wanted,))]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [below for group in self.by_name[name].needs for below in self._installed(group)]
        return frozenset(found)

    def recommended_closure(self, names: Iterable[str]) -> frozenset[str]:
        """The packages called `names` with all that they need and recommend, as apt installs them by default."""
        found: set[str] = set()
        todo = list(self.closure(names))
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                package = self.by_name[name]
                groups = package.needs + package.recommends
                todo += [below for group in groups for below in self._installed(group)]
        return frozenset(found)

    def size_of(self, names: Iterable[str]) -> int:
        """Bytes that packages say they take."""
        return sum(self.by_name[name].size for name in set(names) if name in self.by_name)

    def size_of_one(self, name: str) -> int:
        """Bytes that one package says it takes."""
        return self.by_name[name].size

    def owners_of(self, path: str) -> tuple[str, ...]:
        """The packages that own a path, none for one that no package has."""
        return self._owners.get(path, ())

    def _installed(self, group: tuple[str, ...]) -> tuple[str, ...]:
        """The first of the names that is installed; else all that provide the first that somebody provides.

        Which of several providers is meant nobody can tell, so that all are kept.
        """
        for name in group:
            if name in self.by_name:
                return (name,)
        for name in group:
            if name in self._providers:
                return self._providers[name]
        return ()

    @cached_property
    def _providers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for package in self.by_name.values():
            for name in package.provides:
                found[name] = (*found.get(name, ()), package.name)
        return found

    @cached_property
    def _owners(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for package in self.by_name.values():
            for path in package.files:
                found[path] = (*found.get(path, ()), package.name)
        return found
