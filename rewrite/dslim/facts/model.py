"""What is known of one file, computed once and only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options
from dslim.facts.heredoc_runs import with_body
from dslim.facts.ignore_comments import IgnoreComments, read_ignore_comments
from dslim.facts.instruction_state import Course, State, course, states, step
from dslim.facts.point import Point
from dslim.facts.related_files import ALONE, ChildStage, RelatedFiles
from dslim.facts.run import Run, scripts
from dslim.facts.stages import Lineage, lineage, target_index
from dslim.syntax import parse
from dslim.syntax.nodes import Dockerfile, Stage

if TYPE_CHECKING:
    from typing import Any

    from dslim.facts.build_context.context import Context


class Facts:
    """The facts of one Dockerfile under given options, of its build context if there is one, and of other files."""

    def __init__(
        self,
        tree: Dockerfile,
        options: Options,
        context: Context | None = None,
        related_files: RelatedFiles = ALONE,
    ) -> None:
        self.tree = tree
        self.options = options
        self.context = context
        self.related_files = related_files
        self.memo: dict[Any, Any] = {}  # of dslim.support.memo
        #: Whether fixes made this file of another one.
        self.has_fixes = False
        self._before: Course | None = None

    def after(self, tree: Dockerfile, related_files: RelatedFiles) -> Facts:
        """The facts of the file that a fix made of this one; what the fix left as it was is not worked out again."""
        made = Facts(tree, self.options, self.context, related_files)
        made._before = vars(self).get("_course", self._before)
        made.has_fixes = True
        return made

    @cached_property
    def lineage(self) -> Lineage:
        """Which stage continues which, and which ship."""
        return lineage(self.tree, self.options.targets)

    @cached_property
    def states(self) -> tuple[tuple[State, ...], ...]:
        """By stage: the state before each instruction, and after the last."""
        return states(self.tree, self._course)

    @cached_property
    def _course(self) -> Course:
        return course(self.tree, self.lineage, self._before)

    @cached_property
    def ignore_comments(self) -> IgnoreComments:
        """The ignore comments of the file."""
        return read_ignore_comments(self.tree)

    @cached_property
    def runs(self) -> tuple[tuple[Run | None, ...], ...]:
        """By stage and instruction: the RUN (also one inside ONBUILD), None for anything else."""
        return tuple([tuple(self._runs_of(stage)) for stage in self.tree.stages])

    def _runs_of(self, stage: Stage) -> list[Run | None]:
        runs: list[Run | None] = [None] * len(stage.instructions)
        states = self.states[stage.index]
        known = scripts(self.tree)
        # what ONBUILD stores runs in the child, which starts from this stage's last state
        child = states[-1]
        for i, node in enumerate(stage.instructions):
            if node.keyword == "RUN":
                runs[i] = Run(node, node, stage.index, i, states[i], known)
            elif (inner := node.inner) is not None:
                if inner.keyword == "RUN":
                    runs[i] = Run(node, inner, stage.index, i, child, known)
                child = step(child, inner)
        return runs

    def point(self, stage: int, index: int) -> Point:
        """The place before instruction number `index` of stage number `stage`."""
        return Point(self, self.tree.stages[stage], index)

    def point_of(self, run: Run) -> Point:
        """The place before a RUN."""
        return self.point(run.stage, run.index)

    def end_of(self, stage: Stage) -> Point:
        """The place behind the last instruction of a stage."""
        return Point(self, stage, len(stage.instructions))

    def ships(self, stage: int) -> bool:
        """Whether the file system of stage number `stage` is part of an image that somebody gets."""
        return stage in self.lineage.ships

    @cached_property
    def all_runs(self) -> tuple[Run, ...]:
        """The RUNs (also those inside ONBUILD) of the file, in the order of the text."""
        return tuple([run for row in self.runs for run in row if run is not None])

    @cached_property
    def shipped_runs(self) -> tuple[Run, ...]:
        """The RUNs of the stages that ship."""
        return tuple([run for run in self.all_runs if self.ships(run.stage)])

    @cached_property
    def shipped_scripts(self) -> tuple[Run, ...]:
        """The RUNs of the stages that ship; of `RUN <<EOF` the text is the body."""
        return tuple([with_body(run) if run.node.heredocs else run for run in self.shipped_runs])

    def child_stages(self, stage: int) -> Iterator[ChildStage]:
        """Stages of other files that continue stage number `stage`: what they read, it must leave."""
        last = len(self.tree.stages) - 1
        for child_stage in self.related_files.child_stages:
            index = target_index(self.tree, child_stage.target) if child_stage.target else last
            # a target that is not there any more may be any
            if index is None or index == stage:
                yield child_stage


@lru_cache(maxsize=64)
def facts_of(child_stage: ChildStage) -> Facts:
    """The facts of the other file that a child stage stands in."""
    return Facts(parse(child_stage.text, child_stage.name), Options(), None, RelatedFiles(child_stage.child_stages))
