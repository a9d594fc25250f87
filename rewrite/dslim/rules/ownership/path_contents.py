"""What lies below a path when a chown or chmod runs, and which instruction put it there."""

from __future__ import annotations

from dataclasses import dataclass, field

from dslim.facts.base_image import FHS, has_folder, is_bare, is_empty
from dslim.facts.copy_instructions import Copy, lands_apart
from dslim.facts.paths import lies_in
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.copied_paths import is_file_of, landing_path
from dslim.rules.ownership.path_history import Copied, Event, FolderMade, Ran, UnreadRun, history_of
from dslim.rules.ownership.settled_owner import settled_at


@dataclass
class PathContents:
    """What lies below `path`.

    `copies`: COPYs of the stage that land there whole; `partial_copies`: those that land there in part.
    `folders`: folders made by WORKDIR and mkdir. `unknown`: what else may lie there, one sentence each.
    `writers`: the RUNs that may have put something there. `linked_from`: the number of the first instruction that
    may have made a link which leads out of it, -1 for one of a stage that this one continues.
    """

    path: str
    copies: list[Copy] = field(default_factory=list)
    partial_copies: list[Copy] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    writers: list[Run] = field(default_factory=list)
    linked_from: int | None = None

    def is_linked_before(self, copy: Copy) -> bool:
        """Whether a link may have led out of it when a COPY wrote there."""
        return self.linked_from is not None and self.linked_from < copy.index

    @property
    def is_known(self) -> bool:
        """Whether nothing lies there but its whole copies and its folders."""
        return not self.unknown and not self.partial_copies


def contents_below(path: str, change: Change) -> PathContents:
    """What lies below a path just before a change; without what an earlier chown has given the owner already."""
    settled = settled_at(path, change) if change.attribute == "owner" else -1
    contents = _contents_of_base(path, change) if settled < 0 else PathContents(path)
    history = history_of(change)
    for event in history.before(change):
        if settled >= 0 and (not history.is_own(event) or event.index <= settled):
            _add_link(contents, event, change)
            continue
        if isinstance(event, Copied) and history.is_own(event):
            _add_copy(contents, event, change.point)
        else:
            _add_event(contents, event, change)
    files = [copy for copy in contents.copies if is_file_of(copy, change.point, path)]
    if files:
        # whatever was there before, the COPY wrote over it
        reason = history.why_written_between(files[-1].index, change, path)
        contents.unknown = [reason] if reason else []
        contents.folders = []
    return contents


def _contents_of_base(path: str, change: Change) -> PathContents:
    contents = PathContents(path)
    if path in FHS:
        contents.folders.append(path)
    if is_bare(change.facts, change.stage, path):
        contents.folders += [path] if has_folder(change.point, path) and path not in contents.folders else []
    elif not is_empty(change.facts, change.stage, path):
        contents.unknown.append(f"what the base image holds below {path} is not known")
    return contents


def _add_link(contents: PathContents, event: Event, change: Change) -> None:
    """What an event that counts no more may have linked: a link leads elsewhere whoever owns it."""
    commands = event.commands if isinstance(event, Ran) else ()
    if isinstance(event, UnreadRun) or any(command.may_link_in(contents.path) for command in commands):
        _set_linked(contents, event, change)


def _add_event(contents: PathContents, event: Event, change: Change) -> None:
    if isinstance(event, FolderMade):
        _add_workdir(contents, event)
    elif isinstance(event, Copied):
        _add_copy_of_parent(contents, event, change)
    elif isinstance(event, UnreadRun):
        contents.unknown.append(f"the RUN on line {event.line} is not understood ({event.reason})")
        _set_linked(contents, event, change)
    elif isinstance(event, Ran):
        _add_run(contents, event, change)


def _add_workdir(contents: PathContents, event: FolderMade) -> None:
    if event.path is None:
        contents.unknown.append(f"where the WORKDIR on line {event.line} leads is not known")
    else:
        _add_folders(contents, event.path)


def _add_folders(contents: PathContents, made: str) -> None:
    """A folder and those above it, up to the path that is asked for."""
    while lies_in(made, contents.path):
        if made not in contents.folders:
            contents.folders.append(made)
        if made == "/":
            break
        made = made.rpartition("/")[0] or "/"


def _add_copy(contents: PathContents, event: Copied, point: Point) -> None:
    copy = event.copy
    if copy is None or copy.target is None:
        contents.unknown.append(f"where the {event.node.keyword} on line {event.line} writes is not known")
    elif lies_in(landing_path(point, copy), contents.path):
        contents.copies.append(copy)
    elif not lands_apart(point.facts, copy, contents.path):
        contents.partial_copies.append(copy)


def _add_copy_of_parent(contents: PathContents, event: Copied, change: Change) -> None:
    """A COPY of a stage that this one continues: no flag of it is changed."""
    found = PathContents(contents.path)
    _add_copy(found, event, change.facts.point(event.stage, event.index))
    contents.unknown += found.unknown
    contents.partial_copies += found.partial_copies
    if found.copies:
        contents.unknown.append(f"the {event.node.keyword} on line {event.line} is of another stage")


def _add_run(contents: PathContents, event: Ran, change: Change) -> None:
    for folder in event.folders_made():
        _add_folders(contents, folder)
    if any(command.may_link_in(contents.path) for command in event.commands):
        _set_linked(contents, event, change)
    if event.first_writer(contents.path, change.attribute):
        contents.unknown.append(f"the RUN on line {event.line} may write below {contents.path}")
        contents.writers.append(event.run)


def _set_linked(contents: PathContents, event: Event, change: Change) -> None:
    if contents.linked_from is None:
        # what a stage does that this one continues comes before all of its own instructions
        contents.linked_from = event.index if event.stage == change.stage.index else -1
