"""Where what a COPY brings comes to lie, and whether that is a file."""

from __future__ import annotations

import posixpath
from pathlib import Path

from dslim.facts import Facts
from dslim.facts.base_image import is_empty
from dslim.facts.copy_instructions import Copy, copies_before, exists, programs, read_copy
from dslim.facts.path_index import PathIndex
from dslim.facts.paths import absolute_path, lies_in
from dslim.facts.point import Point
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Stage
from dslim.tools import TOOLS

#: How folders of packages are called that installs make in a project.
_PACKAGES = frozenset(tool.packages_of_project for tool in TOOLS if tool.packages_of_project)


def brings_only_files(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY brings files alone, no folder."""
    if copy.node.heredocs:
        return True
    return copy.origin is None and facts.context is not None and all(facts.context.is_file(s) for s in copy.sources)


def landing_path(point: Point, copy: Copy) -> str:
    """The path below which all lies that a COPY brings: for one file into a folder, that file.

    `point`: any place in the stage of the COPY, whose destination must be known.
    """
    assert copy.target is not None
    if goes_into_folder(point, copy) and (name := _name_of_one_file(point.facts, copy)) is not None:
        return absolute_path(name, copy.target) or copy.target
    return copy.target


@once_a_stage
def copies_by_path(facts: Facts, stage: Stage) -> PathIndex[Copy]:
    """The COPYs of a stage by where what they bring may lie: their destinations, and single files in these."""
    end = facts.end_of(stage)
    copies = [copy for copy in copies_before(end) if copy.target is not None]
    places = [(path, copy) for copy in copies for path in {copy.target or "/", landing_path(end, copy)}]
    return PathIndex(places)


def leaves_to_install(facts: Facts, copy: Copy, path: str) -> bool:
    """Whether a path below the destination of a COPY is a folder of packages that the build context does not hold.

    An install fills it: node_modules.
    """
    context = facts.context
    if posixpath.basename(path) not in _PACKAGES:
        return False
    if context is None or copy.origin is not None or copy.node.heredocs or copy.target is None:
        return False
    if path == copy.target or not lies_in(path, copy.target) or copy.node.keyword != "COPY":
        return False
    rest = posixpath.relpath(path, copy.target)
    for source in copy.sources:
        folder = context.find(source or ".")
        below = posixpath.join(source, rest)
        if folder is None or not folder.is_dir() or any(c in below for c in "*?[\\"):
            return False
        if context.is_unknown(below) or context.matches(below):
            return False
    return True


def goes_into_folder(point: Point, copy: Copy) -> bool:
    """Whether the destination of a COPY is surely a folder, into which files go under their own names."""
    return copy.folder or (copy.target is not None and exists(point.at(copy.index), copy.target))


def is_behind_copied_link(point: Point, copy: Copy) -> bool:
    """Whether a COPY goes through a symbolic link of the context that an earlier COPY put there.

    `COPY . /app` brings `data`, a link to /var/data: `COPY x /app/data/` writes to /var/data, where a `chown -R /app`
    does not go. `point`: the place of the COPY.
    """
    context = point.facts.context
    if context is None or copy.target is None:
        return False
    for earlier in point.before():
        copied = read_copy(earlier) if earlier.node.keyword in ("COPY", "ADD") else None
        if copied is None or copied.target is None or copied.origin is not None or copied.node.heredocs:
            continue
        if lies_in(copy.target, copied.target):
            parts = posixpath.relpath(copy.target, copied.target).split("/")
            if any(_leads_over_link(path, parts) for source in copied.sources for path in context.matches(source)):
                return True
    return False


def _leads_over_link(path: Path, parts: list[str]) -> bool:
    """Whether one of the folders `parts`, each in the one before, is a link in what is copied from `path`."""
    if not path.is_dir():
        return path.is_symlink() and parts[0] == path.name
    for part in parts:
        path = path / part
        if path.is_symlink():
            return True
    return False


def _name_of_one_file(facts: Facts, copy: Copy) -> str | None:
    """The name of the one file that a COPY brings; None where it may be more, or a folder."""
    if len(copy.sources) != 1:
        return None
    source = copy.sources[0]
    name = source.rstrip("/").rpartition("/")[2]
    if not name or any(c in name for c in "*?[\\"):
        return None
    from_context = facts.context is not None and copy.origin is None and facts.context.mode(source) is not None
    return name if copy.node.heredocs or from_context else None


def is_file_of(copy: Copy, point: Point, path: str) -> bool:
    """Whether `path` is a file that a COPY surely put there, whatever was there before."""
    facts = point.facts
    if len(copy.sources) != 1 or not brings_only_files(facts, copy) or landing_path(point, copy) != path:
        return False
    if copy.target != path:
        return True
    if exists(point.at(copy.index), path):
        return False
    same_name = posixpath.basename(path) == posixpath.basename(copy.sources[0])
    return same_name or path in programs(facts, point.stage) or is_empty(facts, point.stage, path)
