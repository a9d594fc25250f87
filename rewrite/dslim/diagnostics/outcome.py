"""What one run on one Dockerfile came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dslim.diagnostics.findings import Finding
from dslim.syntax.edits import Edit


class Step(NamedTuple):
    """One applied round: the findings whose fixes were made together, and the text they gave."""

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    text: str


class Note(NamedTuple):
    """Something that is wrong with what the file says to dslim itself: its line, 1-based, and what it is."""

    line: int
    message: str


@dataclass(frozen=True)
class Outcome:
    """Before and after of one Dockerfile.

    `steps` in order: applying the edits of each in turn leads from `before` to `after`. `refused`:
    findings without a fix, of the final text. `offered`: advice, and fixes that the options do not ask for.
    `error`: set where an invariant was broken; `after` is `before` then. `declined`: fixes that a `choose` left out.
    `notes`: ignore comments that do not do what they were written for, in the order of the file; and that the file
    is generated. `look`: the findings of `before` with nothing fixed, with the edits and requirements of each, where a
    report wants them. `is_left`: it was not looked at, since it says that it is generated.
    """

    before: str
    after: str
    steps: tuple[Step, ...]
    refused: tuple[Finding, ...]
    offered: tuple[Finding, ...] = ()
    error: str | None = None
    declined: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    look: tuple[Finding, ...] = ()
    is_left: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything was rewritten."""
        return self.before != self.after

    @property
    def applied(self) -> tuple[Finding, ...]:
        """The findings whose fixes were made, in the order they were made."""
        return tuple(f for step in self.steps for f in step.findings)
