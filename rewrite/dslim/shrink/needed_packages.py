"""Finds the packages without which the owner's test fails: traced where that is possible, else by trying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dslim.shrink.forms.mentions import is_program
from dslim.shrink.images.file_tree import FileTree
from dslim.shrink.original import Original
from dslim.shrink.packages.package import Packages
from dslim.shrink.proof import Proof
from dslim.shrink.smallest_set import smallest_set
from dslim.shrink.trace.opened_files import OpenedFiles

#: Probes without packages that the test opens, at most.
MAX_TRIED = 24


@dataclass(frozen=True)
class Needed:
    """The packages that stay, each with a reason, beside those of the base. `probes`: images that were tried."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    probes: int = 0


class NeededPackages:
    """Asks, for one original, which of some packages the test needs.

    `tries_opened`: what the test opens, and passes without, is not needed; else it is.
    """

    def __init__(
        self, original: Original, proof: Proof, opened: OpenedFiles | None, tries_opened: bool = False
    ) -> None:
        self.original = original
        self.proof = proof
        self.opened = opened
        self.tries_opened = tries_opened
        self.probes = 0
        self._passed: list[frozenset[str]] = []
        self._failed: list[frozenset[str]] = []

    def among(self, candidates: Iterable[str], kept: Mapping[str, str]) -> Needed:
        """The smallest part of `candidates` with which, beside `kept` (name -> reason), the test passes."""
        packages, before = self.original.packages, self.probes
        known = dict(kept)
        idle = frozenset(candidates) - packages.closure(known)
        opened = {name: f"the test opens {path}" for name, path in self._opened_packages().items() if name in idle}
        known = _without_implied(packages, known | opened)
        more: dict[str, str] = {}
        if not self._passes(idle, known):
            more = dict.fromkeys(self._missing(idle, known), "without it the test fails")
        if self.tries_opened:
            opened = self._needed_of_opened(idle, {**kept, **more}, opened)
        return Needed(_without_implied(packages, {**kept, **opened, **more}), self.probes - before)

    def _opened_packages(self) -> dict[str, str]:
        """The packages that the test opens, each with a path."""
        if self.opened is None:
            return {}
        return owners_of(self.original.packages, self.original.files, self.opened.paths)

    def _needed_of_opened(
        self, idle: frozenset[str], kept: Mapping[str, str], opened: Mapping[str, str]
    ) -> dict[str, str]:
        """What of the packages that the test opens it needs too, found by halves: PHP and nginx open all their modules.

        Those come first that need most, so that nothing is tried whose dependents stay.
        """
        packages, left, tries = self.original.packages, dict(opened), self.probes + MAX_TRIED
        todo = [sorted(opened, key=lambda name: (-packages.size_of(packages.closure([name])), name))]
        while todo and self.probes < tries:
            names = todo.pop()
            if self._passes(idle, [*kept, *(other for other in left if other not in names)]):
                left = {name: reason for name, reason in left.items() if name not in names}
            elif len(names) > 1:
                todo += [names[len(names) // 2 :], names[: len(names) // 2]]
        return left

    def _missing(self, idle: frozenset[str], known: Mapping[str, str]) -> tuple[str, ...]:
        """What must be added to `known` for the test to pass: of the likely ones if they will do, else of all."""
        packages = self.original.packages
        left = sorted(idle - packages.closure(known), key=self._rank)
        for likely in self._likely(left):
            if likely and self._passes(idle, [*known, *likely]):
                left = likely
                break
        return smallest_set(left, lambda names: self._passes(idle, [*known, *names]))

    def _rank(self, name: str) -> tuple[bool, int, str]:
        """What is likelier needed comes first: no headers, and little."""
        packages = self.original.packages
        return name.endswith("-dev"), packages.size_of(packages.closure([name])), name

    def _likely(self, names: Sequence[str]) -> Iterator[list[str]]:
        """Those of the packages that are likely enough to do: two lists, the shorter one first.

        First those with a name more for a program that the test opens, as `python3` is one for python3.11. Then those
        too that have any link to what it opens, or whose folders hold a file of nobody's that it opens.
        """
        if self.opened is None:
            return
        files, packages = self.original.files, self.original.packages
        opened = {files.resolve(path) for path in self.opened.paths}
        nobodys = {path.rpartition("/")[0] for path in self.opened.paths if not packages.owners_of(path)}
        linked: dict[str, list[str]] = {}
        for name in names:
            paths = packages.by_name[name].files
            linked[name] = [
                path for path in paths
                if path in files.entries and files.entries[path].kind == "l" and files.resolve(path) in opened
            ]  # fmt: skip
        yield [name for name in names if any(is_program(path) for path in linked[name])]
        yield [name for name in names if linked[name] or not nobodys.isdisjoint(packages.by_name[name].files)]

    def _passes(self, idle: frozenset[str], kept: Iterable[str]) -> bool:
        """Whether it is enough without `idle` but for what `kept` needs; less is asked where the answer follows."""
        gone = idle - self.original.packages.closure(kept)
        if not gone or any(gone <= known for known in self._passed):
            return True
        if any(gone >= known for known in self._failed):
            return False
        names, repeat = sorted(gone), str(self.proof.repeat)
        passes = self.original.answers.ask(
            ("passes without packages", repeat, *names), lambda: self._is_enough_without(names)
        )
        (self._passed if passes else self._failed).append(gone)
        return passes

    def _is_enough_without(self, names: list[str]) -> bool:
        store = self.original.store
        self.probes += 1
        self.proof.report(f"trying without {len(names)} package{'s' * (len(names) > 1)}")
        probe = self.original.without(self.original.tag, names)
        if probe is None:
            return False
        try:
            # a no is asked for twice: on a busy machine a container may not start, and many answers follow from one
            return any(self.proof.passes(probe) for _ in range(2))
        finally:
            store.remove(probe)


def owners_of(packages: Packages, files: FileTree, paths: Iterable[str]) -> dict[str, str]:
    """The packages that own one of the paths, each with the path; links among folders do not matter."""
    wanted = {files.resolve(path) or path for path in paths}
    found: dict[str, str] = {}
    for name, package in packages.by_name.items():
        for path in package.files:
            entry = files.entries.get(path)
            real = path if entry is not None and entry.kind == "f" else files.resolve(path)
            if real in wanted and real in files.entries and files.entries[real].kind == "f" and _is_own(path, real):
                found.setdefault(name, path)
                break
    return found


def _is_own(path: str, real: str) -> bool:
    """Whether a package's path is the file itself and no link to it: `/bin/ls` is `/usr/bin/ls`, a name more is not."""
    return path.rpartition("/")[2] == real.rpartition("/")[2]


def _without_implied(packages: Packages, reasons: Mapping[str, str]) -> dict[str, str]:
    """The packages that no other of them brings as a dependency; of two that bring each other the first."""
    found = dict(reasons)
    for name in sorted(reasons):
        if name in packages.closure(other for other in found if other != name):
            del found[name]
    return found


