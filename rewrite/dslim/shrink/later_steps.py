"""The steps of a build after its last install of packages: what they open, and whether they work without some."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dslim.shrink.needed_packages import owners_of
from dslim.shrink.original import Original
from dslim.shrink.smallest_set import smallest_set
from dslim.shrink.strength import without_packages
from dslim.shrink.trace.traced_runs import opened_by_build
from dslim.verify.errors import BuildError


class LaterSteps:
    """The instructions of the target's stage behind the last RUN that installs packages, to be built alone."""

    def __init__(self, original: Original) -> None:
        self.original = original
        self.probes = 0
        stage = original.stage
        installs = (i.run.index for i in original.installs if i.run.stage == stage.index)
        self._last = max(installs, default=None)

    @property
    def has_runs(self) -> bool:
        """Whether one of them is a RUN, which may use a package."""
        if self._last is None:
            return False
        return any(node.keyword == "RUN" for node in self.original.stage.instructions[self._last + 1 :])

    @cached_property
    def opened_packages(self) -> dict[str, str]:
        """Packages that they open, each with one of the paths; none where nobody can tell."""
        if not self.has_runs:
            return {}
        original = self.original
        opened = opened_by_build(original.store, self._start, self._text_on)
        return owners_of(original.packages, original.files, opened.paths) if opened is not None else {}

    def needed_of(self, names: Sequence[str]) -> tuple[str, ...]:
        """The smallest part of packages without which the steps fail."""
        return smallest_set(names, lambda kept: self._work_without(names, kept)) if self.has_runs and names else ()

    def _work_without(self, names: Sequence[str], kept: Sequence[str]) -> bool:
        original = self.original
        gone = sorted(set(names) - original.packages.closure(kept))
        if not gone:
            return True
        self.probes += 1
        base = without_packages(original.store, self._start, gone)
        if base is None:
            return False
        try:
            original.store.remove(original.store.build(self._text_on(base)))
        except BuildError:
            return False
        finally:
            original.store.remove(base)
        return True

    @cached_property
    def _start(self) -> str:
        """The image that they start from."""
        assert self._last is not None
        return self.original.store.build(self.original.text[: self.original.stage.instructions[self._last].span.end])

    def _text_on(self, base: str) -> str:
        """The Dockerfile with an image in place of all that stands before them in their stage."""
        text, stage = self.original.text, self.original.stage
        assert self._last is not None
        before = stage.instructions[: self._last]
        again = "".join(text[node.span.start : node.span.end] for node in before if node.keyword in ("ARG", "SHELL"))
        name = f" AS {stage.name}" if stage.name else ""
        rest = text[stage.instructions[self._last].span.end :]
        return f"{text[: stage.start.span.start]}FROM {base}{name}\n{again}{rest}"
