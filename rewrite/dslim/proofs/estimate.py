"""What a run is going to take: builds, pulls of base images and hours, before any of it is begun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dslim.proofs.progress import time_text
from dslim.proofs.run_many import Question
from dslim.proofs.verdict_store import VerdictStore

#: Seconds that a file takes where no earlier run tells.
USUAL_SECONDS = 180.0
#: What Docker Hub gives to somebody without an account: https://docs.docker.com/docker-hub/usage/
FREE_PULLS, FREE_PULL_HOURS = 100, 6


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a proof of many files will take.

    `builds`: at least two a file; `bases`: different images that are built on, 0 where they are not known.
    """

    files: int
    builds: int
    bases: int
    seconds: float
    is_measured: bool

    def line(self) -> str:
        """The estimate for people, and what to do about more pulls than a registry gives."""
        source = "by the files that have a verdict" if self.is_measured else f"at {USUAL_SECONDS / 60:.0f} min a file"
        bases = f"{self.bases} base images" if self.bases else "base images that are not known yet"
        time = f"{time_text(self.seconds)} ({source})"
        line = f"{self.files} files to do: {self.builds} builds or more on {bases}, {time}"
        if max(self.bases, 0 if self.bases else self.files) > FREE_PULLS:
            line += (
                f"; Docker Hub gives {FREE_PULLS} pulls in {FREE_PULL_HOURS} h without an account:"
                " name a pull-through mirror in the builder's config"
            )
        return line


def estimate(todo: Sequence[Question], kept: VerdictStore, slots: int) -> Estimate:
    """What the questions will take with so many at once, by what the verdicts of the store took."""
    taken = [verdict.seconds for verdict in kept.verdicts() if verdict.seconds and verdict.state != "unchanged"]
    each = sum(taken) / len(taken) if taken else USUAL_SECONDS
    bases = {base for question in todo for base in question.bases}
    return Estimate(len(todo), 2 * len(todo), len(bases), each * len(todo) / slots, bool(taken))


def ordered_by_base(questions: Iterable[Question]) -> list[Question]:
    """The questions with those on the same base images together, that a worker's builder pulls each once."""
    return sorted(questions, key=lambda question: question.bases)
