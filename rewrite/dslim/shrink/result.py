"""What `dslim shrink` found: the smaller Dockerfile, and the evidence for every change."""

from __future__ import annotations

from dataclasses import dataclass

from dslim.shrink.strength import Mutant


@dataclass(frozen=True, slots=True)
class IgnoreChange:
    """An ignore file as it is and as it should be; `before` is empty where there is none. `path`: its place."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was kept. `form`: its name. `reason`: the evidence, in words. `saved`: bytes.

    `gone`: the packages, or names of the build context, that are no longer in the image.
    """

    form: str
    reason: str
    saved: int
    gone: tuple[str, ...] = ()
    ignore: IgnoreChange | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A package that could have gone and did not, and why."""

    package: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The result of one run. Sizes are bytes of the files that all layers store.

    `size_base`: of the image that the target starts from. `notes`: what an owner should know, a line each.
    `ignore`: the ignore file, where that changes too. `untouched`: what the test never opened; known if it `is_traced`.
    """

    before: str
    after: str
    size_base: int
    size_before: int
    size_after: int
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    mutants: tuple[Mutant, ...]
    notes: tuple[str, ...]
    builds: int
    probes: int
    seconds: float
    ignore: IgnoreChange | None = None
    untouched: tuple[str, ...] = ()
    is_traced: bool = False

    @property
    def is_smaller(self) -> bool:
        """Whether there is a smaller image that passed."""
        return (self.after != self.before or self.ignore is not None) and self.size_after < self.size_before

    @property
    def killed(self) -> tuple[int, int]:
        """(mutants that the test refused, mutants in all)."""
        return sum(mutant.killed for mutant in self.mutants), len(self.mutants)
