"""What `dslim shrink` found: the smaller Dockerfile, and the evidence for every change."""

from __future__ import annotations

from dataclasses import dataclass

from dslim.shrink.strength import Mutant


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was kept. `form`: its name. `reason`: the evidence, in words. `saved`: bytes."""

    form: str
    reason: str
    saved: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A package that could have gone and did not, and why."""

    package: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The result of one run. Sizes are bytes of the files that all layers store.

    `size_base`: of the image that the target starts from. `notes`: what an owner should know, a line each.
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

    @property
    def is_smaller(self) -> bool:
        """Whether there is a smaller image that passed."""
        return self.after != self.before and self.size_after < self.size_before

    @property
    def killed(self) -> tuple[int, int]:
        """(mutants that the test refused, mutants in all)."""
        return sum(mutant.killed for mutant in self.mutants), len(self.mutants)
