"""A place between two instructions of a stage, and what holds there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dslim.facts.instruction_state import State
from dslim.facts.run import Run
from dslim.syntax.nodes import Instruction, Stage

if TYPE_CHECKING:
    from dslim.facts.model import Facts


@dataclass(eq=False)  # frozen, it would take three times as long to make: rules ask at hundreds of places of a file
class Point:
    """The place just before instruction number `index` of a stage; behind the last one where `index` is their count."""

    facts: Facts
    stage: Stage
    index: int

    @property
    def node(self) -> Instruction:
        """The instruction that stands here. Raises IndexError behind the last one."""
        return self.stage.instructions[self.index]

    @property
    def state(self) -> State:
        """WORKDIR, USER, SHELL, ENV and the like in force here."""
        return self.facts.states[self.stage.index][self.index]

    @property
    def run(self) -> Run | None:
        """The RUN that stands here, also one that an ONBUILD stores; None for anything else."""
        return self.facts.runs[self.stage.index][self.index]

    @property
    def own_run(self) -> Run | None:
        """The RUN that stands here and runs in this stage, not in a child; None for anything else."""
        run = self.run
        return run if run is not None and run.outer is run.node else None

    def after(self) -> Point:
        """The place behind the instruction that stands here."""
        return Point(self.facts, self.stage, self.index + 1)

    def at(self, index: int) -> Point:
        """Another place of the same stage."""
        return Point(self.facts, self.stage, index)

    def before(self) -> Iterator[Point]:
        """What made the file system up to here, in order: first the instructions of stages that this one continues."""
        for ancestor in self.facts.lineage.ancestors(self.stage.index):
            stage = self.facts.tree.stages[ancestor]
            for index in range(len(stage.instructions)):
                yield Point(self.facts, stage, index)
        for index in range(min(self.index, len(self.stage.instructions))):
            yield self.at(index)

    def runs_before(self) -> Iterator[Run]:
        """The RUNs that made the file system up to here, in order; not those that an ONBUILD only stores."""
        for point in self.before():
            if (run := point.own_run) is not None:
                yield run
