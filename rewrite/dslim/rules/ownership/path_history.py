"""What each instruction of a stage does to files, read once, in order: what a chown or chmod looks back on."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.copy_instructions import Copy, folders_made, read_copy
from dslim.facts.paths import absolute_path, overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.users import is_surely_root
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import calls_with_workdir, known_workdir, proven_folder
from dslim.rules.ownership.change import Attribute, Change
from dslim.rules.ownership.command_writes import Writes, edits_in_place, writes_of
from dslim.rules.ownership.requirement_lists import installs_listed_packages
from dslim.shell import Opaque
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Instruction, Stage


@dataclass(frozen=True)
class _Event:
    """Something that the instruction number `index` of stage number `stage` does."""

    stage: int
    index: int
    node: Instruction

    @property
    def line(self) -> int:
        """The line on which the instruction begins."""
        return self.node.line


@dataclass(frozen=True)
class FolderMade(_Event):
    """A WORKDIR makes a folder, and those above it. `path` None: where it lies is not known."""

    path: str | None


@dataclass(frozen=True)
class Copied(_Event):
    """A COPY or ADD brings files. `copy` None: it cannot be read."""

    copy: Copy | None


@dataclass(frozen=True)
class VolumeDeclared(_Event):
    """A VOLUME: what lies there may be stored apart from the layers."""


@dataclass(frozen=True)
class UnreadRun(_Event):
    """A RUN whose script cannot be read, so that it may do anything."""

    run: Run
    reason: str


class Command(NamedTuple):
    """One command of a RUN; `cwd`: where it runs, if known.

    `makes_link`: whether it is `ln`; `link`: the path of the link, where that is known.
    """

    site: CallSite
    writes: Writes
    makes_link: bool
    link: str | None
    cwd: str | None

    def may_link_in(self, path: str) -> bool:
        """Whether it may make a link at, below or above a path."""
        return self.makes_link and (self.link is None or overlap(self.link, path))

    @property
    def start(self) -> int:
        """Where it stands in its script."""
        return self.site.simple.span.start


@dataclass(frozen=True)
class Ran(_Event):
    """A RUN runs commands. `cwd`: the directory in which it starts, where that is known."""

    run: Run
    cwd: str | None
    commands: tuple[Command, ...]

    def until(self, change: Change) -> Ran:
        """The RUN with those of its commands alone that stand before a change, where that is one of them."""
        if self.run is not change.run:
            return self
        return replace(self, commands=tuple(c for c in self.commands if c.start < change.start))

    def folders_made(self) -> list[str]:
        """The folders that its commands surely make, by `mkdir`."""
        last = self.commands[-1].start + 1 if self.commands else 0
        return folders_made(self.run, self.cwd, last)

    def first_writer(self, path: str, attribute: Attribute) -> Command | None:
        """The first command that may write at or below a path, or change the attribute of what lies there."""
        return next((c for c in self.commands if c.writes.may_reach(path, attribute)), None)


Event: TypeAlias = "FolderMade | Copied | VolumeDeclared | UnreadRun | Ran"


@dataclass(frozen=True)
class PathHistory:
    """The events of a stage and of the stages that it continues."""

    facts: Facts
    stage: Stage

    def all(self) -> tuple[Event, ...]:
        """Everything that made the file system which the stage has at its end."""
        return (*self._of_ancestors(), *_events(self.facts, self.stage))

    def before(self, change: Change) -> tuple[Event, ...]:
        """What came before a change of the stage; of the change's own RUN the commands that stand before it."""
        return (*self._of_ancestors(), *self.between(-1, change))

    def between(self, first: int, change: Change) -> tuple[Event, ...]:
        """What came after instruction number `first` of the stage, and before a change."""
        found = self.through_run_of(change, first)
        if found and isinstance(found[-1], Ran):
            return (*found[:-1], found[-1].until(change))
        return found

    def through_run_of(self, change: Change, first: int) -> tuple[Event, ...]:
        """What comes after instruction number `first`, up to the end of the RUN that holds a change."""
        events = _events(self.facts, self.stage)
        start, end = (bisect_right(events, index, key=_index_of) for index in (first, change.run.index))
        return events[start:end]

    def _of_ancestors(self) -> tuple[Event, ...]:
        stages = [self.facts.tree.stages[index] for index in self.facts.lineage.ancestors(self.stage.index)]
        return tuple(event for stage in stages for event in _events(self.facts, stage))

    def is_own(self, event: Event) -> bool:
        """Whether an event is of the stage itself, not of one that it continues."""
        return event.stage == self.stage.index

    def why_written_between(self, first: int, change: Change, path: str) -> str | None:
        """Why something at or below a path may have been written after instruction `first`; None: it was not."""
        for event in self.between(first, change):
            if isinstance(event, UnreadRun):
                return f"the RUN on line {event.line} is not understood ({event.reason})"
            if isinstance(event, Ran) and event.first_writer(path, change.attribute):
                return f"the RUN on line {event.line} may write {path}"
        return None

    def is_named_between(self, first: int, change: Change, path: str) -> bool:
        """Whether what may write a path after instruction `first` names it, or cannot be read at all."""
        for event in self.between(first, change):
            if isinstance(event, UnreadRun):
                return True
            commands = event.commands if isinstance(event, Ran) else ()
            if any(c.writes.goes_for(path, change.attribute) or is_named(c.site, path) for c in commands):
                return True
        return False


def is_named(site: CallSite, path: str) -> bool:
    """Whether a call names a path, something in it or above it, or a file that is called alike, as its words go."""
    words = (arg for arg in site.call.args if arg)
    return any(overlap(w, path) if w.startswith("/") else w.endswith(posixpath.basename(path)) for w in words)


def history_of(change: Change) -> PathHistory:
    """The history of the stage that a change stands in."""
    return PathHistory(change.facts, change.stage)


def _index_of(event: Event) -> int:
    return event.index


@once_a_stage
def _events(facts: Facts, stage: Stage) -> tuple[Event, ...]:
    """The events of a stage's own instructions."""
    points = (facts.point(stage.index, index) for index in range(len(stage.instructions)))
    return tuple(event for point in points if (event := _event_at(point)) is not None)


def _event_at(point: Point) -> Event | None:
    """What the instruction at a place does to files; None for one that does nothing to them."""
    node, stage, index = point.node, point.stage.index, point.index
    if node.keyword == "WORKDIR":
        return FolderMade(stage, index, node, point.after().state.workdir)
    if node.keyword in ("COPY", "ADD"):
        return Copied(stage, index, node, read_copy(point))
    if node.keyword == "VOLUME":
        return VolumeDeclared(stage, index, node)
    run = point.own_run
    if run is None:
        return None
    if isinstance(run.script, Opaque):
        return UnreadRun(stage, index, node, run, run.script.reason)
    cwd = known_workdir(point)
    calls = calls_with_workdir(run, cwd)
    commands = tuple(_command(point.facts, run, site, _directory(point, run, site, known)) for site, known in calls)
    return Ran(stage, index, node, run, cwd, commands)


def _directory(point: Point, run: Run, site: CallSite, known: str | None) -> str | None:
    """The directory in which a call runs; `known`: where no `cd` stands before it, the RUN's own."""
    return known if known or site.call.script is not None else proven_folder(point.facts, run, site.simple)


def _command(facts: Facts, run: Run, site: CallSite, cwd: str | None) -> Command:
    makes_link = site.call.name == "ln"
    operands = [word for word in site.call.argv[1:] if not word.text.startswith("-")] if makes_link else []
    # with one operand the link lies in the directory, under its last name
    link = absolute_path(word_value(operands[-1], run), cwd) if len(operands) > 1 else cwd
    writes = writes_of(run, site, cwd)
    if site.call.name == "sed" and is_surely_root(facts.point_of(run)):
        writes = edits_in_place(run, site, cwd) or writes
    if not writes.anywhere and cwd in writes.trees and installs_listed_packages(facts, run, site, cwd):
        writes = writes._replace(trees=tuple(tree for tree in writes.trees if tree != cwd))
    return Command(site, writes, makes_link, link, cwd)
