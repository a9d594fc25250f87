"""The steps of a build after each install of packages: what they open, and whether they work without some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from dslim.shrink.needed_packages import owners_of
from dslim.shrink.original import Original
from dslim.shrink.smallest_set import smallest_set
from dslim.shrink.trace.traced_runs import opened_by_build
from dslim.syntax.nodes import Stage

#: For ImageStore.build: the last stage of a text.
LAST = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between one RUN that installs packages (`stage`, `index`) and the next one, or the end of the file.

    `end`: a place in the text; None for its end. `has_runs`: one of the steps is a RUN, which may use a package.
    """

    stage: Stage
    index: int
    end: int | None
    has_runs: bool

    @property
    def target(self) -> str | None:
        """The stage to build: that in which the segment ends, which then is the last of the text, or the job's."""
        return None if self.end is None else LAST


class LaterSteps:
    """The instructions behind each RUN that installs packages for the target, to be built alone."""

    def __init__(self, original: Original) -> None:
        self.original = original
        self.probes = 0
        self._starts: dict[Segment, str] = {}

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Those that hold a RUN."""
        original = self.original
        places = sorted({(install.run.stage, install.run.index) for install in original.installs})
        return tuple(s for s in map(self._segment, places, [*places[1:], None]) if s.has_runs)

    @property
    def has_runs(self) -> bool:
        """Whether there is a RUN that may use a package that was installed before it."""
        return bool(self.segments)

    @cached_property
    def opened_packages(self) -> dict[str, str]:
        """Packages that they open, each with one of the paths; none where nobody can tell."""
        original = self.original
        found: dict[str, str] = {}
        for segment in self.segments:
            opened = original.answers.ask(("the build opens", self._name_of(segment)), partial(self._opened, segment))
            if opened is None:
                return {}
            found |= owners_of(original.packages, original.files, opened)
        return found

    def _opened(self, segment: Segment) -> list[str] | None:
        """The paths that a segment opens."""
        text_on = partial(self._text_on, segment)
        opened = opened_by_build(self.original.store, self._start(segment), text_on, segment.target)
        return sorted(opened.paths) if opened is not None else None

    def needed_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The smallest part of packages without which the steps fail."""
        found: dict[str, None] = {}
        for segment in self.segments if names else ():
            rest = [name for name in names if name not in found]
            found |= dict.fromkeys(smallest_set(rest, partial(self._works_with, segment, rest, tuple(found))))
        return tuple(found)

    def _works_with(
        self, segment: Segment, names: Sequence[str], known: tuple[str, ...], kept: Sequence[str]
    ) -> bool:
        """Whether the steps of a segment work without those of `names` that neither `known` nor `kept` needs."""
        gone = sorted(set(names) - self.original.packages.closure([*known, *kept]))
        if not gone:
            return True
        question = ("the build works without packages", self._name_of(segment), *gone)
        return self.original.answers.ask(question, lambda: self._works_without(segment, gone))

    def _works_without(self, segment: Segment, gone: Sequence[str]) -> bool:
        self.probes += 1
        store = self.original.store
        base = self.original.without(self._start(segment), gone)
        if base is None:
            return False
        try:
            return store.try_build(self._text_on(segment, base), segment.target)
        finally:
            store.remove(base)

    def _segment(self, place: tuple[int, int], after: tuple[int, int] | None) -> Segment:
        stages = self.original.facts.tree.stages
        stage = stages[place[0]]
        steps = list(self._steps_behind(place, after))
        end = stages[after[0]].instructions[after[1]].span.start if after else None
        return Segment(stage, place[1], end, "RUN" in steps)

    def _steps_behind(self, place: tuple[int, int], after: tuple[int, int] | None) -> Iterator[str]:
        """The keywords of the steps of the target's chain behind a place, up to another."""
        original = self.original
        for index in (*original.facts.lineage.ancestors(original.stage.index), original.stage.index):
            for i, node in enumerate(original.facts.tree.stages[index].instructions):
                if (index, i) > place and (after is None or (index, i) < after):
                    yield node.keyword

    def _name_of(self, segment: Segment) -> str:
        """What tells a segment from the others of a file."""
        return self._text_on(segment, f"base-{segment.stage.index}-{segment.index}")

    def _start(self, segment: Segment) -> str:
        """The image that a segment starts from."""
        if segment not in self._starts:
            text = self.original.text[: segment.stage.instructions[segment.index].span.end]
            self._starts[segment] = self.original.store.build(text, target=LAST)
        return self._starts[segment]

    def _text_on(self, segment: Segment, base: str) -> str:
        """The Dockerfile up to the segment's end, with an image in place of all that stands before it in its stage."""
        text, stage = self.original.text, segment.stage
        before = stage.instructions[: segment.index]
        again = "".join(text[node.span.start : node.span.end] for node in before if node.keyword in ("ARG", "SHELL"))
        name = f" AS {stage.name}" if stage.name else ""
        rest = text[stage.instructions[segment.index].span.end : segment.end]
        return f"{text[: stage.start.span.start]}FROM {base}{name}\n{again}{rest}"
