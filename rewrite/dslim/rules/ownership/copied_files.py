"""The files that a chmod changes: which COPY put each there, and from where."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.base_image import is_empty
from dslim.facts.copy_instructions import Copy, copies_before, exists, programs
from dslim.facts.paths import lies_in, overlap
from dslim.rules.ownership.assumptions import IS_FILE
from dslim.rules.ownership.change import CHMOD, Change, Target
from dslim.rules.ownership.changes import shipped_changes
from dslim.rules.ownership.copied_paths import copies_by_path, goes_into_folder
from dslim.rules.ownership.file_modes import ADDS_EXECUTE
from dslim.support.lazy_regex import regex

#: Of a COPY of more sources than this nothing is taken for granted: each path of a chmod asks of all of them.
_MAX_ASSUMED = 20
_GLOB = regex(r"[*?\[\\]")


class CopiedFile(NamedTuple):
    """A file that lies at `path`, and the COPY that put it there.

    `source`: the file of the build context, the name of the document of a heredoc, or of a file that ADD fetches.
    """

    path: str
    copy: Copy
    source: str


def chmods_of_copies(facts: Facts) -> Iterator[tuple[Change, list[Copy]]]:
    """Every chmod of a stage that ships, with the COPYs of whose files it may change the mode, if there are any."""
    for change in shipped_changes(facts, CHMOD):
        if copies := copies_of_chmod(change):
            yield change, copies


def copies_of_chmod(change: Change) -> list[Copy]:
    """The COPYs before a chmod of whose files it may change the mode."""
    return [copy for copy in _copies_near(change) if may_change(change, copy)]


def _copies_near(change: Change) -> list[Copy]:
    """The COPYs before a chmod whose destinations lie in, or around, what it names; all where a path is not known."""
    if any(target.path is None for target in change.targets):
        return copies_before(change.point)
    index = copies_by_path(change.facts, change.stage)
    near = {copy.index: copy for path in change.paths for copy in index.overlapping(path)}
    return [near[number] for number in sorted(near) if number < change.point.index]


def may_change(change: Change, copy: Copy) -> bool:
    """Whether a chmod may change the mode of a copied file."""
    if any(t.path is None and _may_name(t, copy) for t in change.targets):
        return True
    if copy.target is None:
        return False
    # of a folder it changes the folder alone, but with -R
    overlaps = overlap if change.recursive else lies_in
    return any(overlaps(path, copy.target) for path in change.paths)


def _may_name(target: Target, copy: Copy) -> bool:
    """Whether a path that is not known looks like what a COPY brought: a wildcard in its folder, or the name."""
    if target.glob_folder is not None:
        return copy.target is not None and target.glob_folder in (copy.target, posixpath.dirname(copy.target))
    names = {posixpath.basename(path.rstrip("/")) for path in (copy.target or "", *copy.sources)}
    return posixpath.basename(target.text.strip('"').rstrip("/")) in names - {"", "."}


def copies_that_bring(change: Change, copies: list[Copy]) -> list[Copy]:
    """Those of the COPYs before a chmod that may bring what it names: not a COPY of other files to the same folder."""
    return [copy for copy in copies if _may_bring(copy, change)] or copies


def _may_bring(copy: Copy, change: Change) -> bool:
    files = files_of(copy, replace(change, assumptions=None))
    if files is None or any(target.path is None for target in change.targets):
        return True
    overlaps = lies_in if change.recursive else str.__eq__
    return any(overlaps(file, path) for file in files for path in change.paths)


def files_of(copy: Copy, change: Change) -> dict[str, str] | None:
    """Path -> source of all that a COPY brings, where that is plain files alone; else None."""
    if copy.target is None:
        return None
    if in_folder := files_of_folder(copy, change):
        return in_folder
    found: dict[str, str] = {}
    sources = _sources(copy, change.facts) or _assumed(copy, change)
    for name, source in sources.items():
        path = _path_of(name, copy, change)
        if path is None:
            return None
        found[path] = source
    return found or None


def _sources(copy: Copy, facts: Facts) -> dict[str, str]:
    """Name -> source of the files that a COPY brings; empty where it may bring anything else."""
    if copy.origin is not None:
        return {}
    if copy.node.heredocs:
        return {name: name for name in copy.sources}
    if copy.fetched is not None:
        return {copy.fetched: copy.fetched}
    found: dict[str, str] = {}
    for source in copy.sources:
        if facts.context is None or "://" in source or not facts.context.is_file(source):
            return {}
        for path in facts.context.matches(source):
            if _GLOB.search(path.name):
                return {}
            found[path.name] = posixpath.join(posixpath.dirname(source), path.name)
    return found


def files_of_folder(copy: Copy, change: Change) -> dict[str, str]:
    """Path -> source of what a COPY of one folder brings, where that is plain files alone; else empty.

    A mode that the COPY gives is the folder's too, so that this counts only where it may be taken for granted; and of
    the whole context nobody knows what it will hold tomorrow.
    """
    context = change.facts.context
    if change.assumptions is None or context is None or copy.origin is not None or len(copy.sources) != 1:
        return {}
    source = copy.sources[0]
    folder = context.find(source)
    if folder in (None, context.root) or copy.target is None or not os.path.isdir(folder) or os.path.islink(folder):
        return {}
    names = list(context.files(source) or ())
    if any("/" in name or not context.is_file(posixpath.join(source, name)) for name in names):
        return {}
    if not names or not change.may_assume(f"the folder {source} has the mode 755"):
        return {}
    return {posixpath.join(copy.target, name): posixpath.join(source, name) for name in names}


def _assumed(copy: Copy, change: Change) -> dict[str, str]:
    """Name -> source of the files that a COPY is taken to bring; empty where nothing may be taken for granted."""
    if change.assumptions is None:
        return {}
    known = change.assumptions.files_of_copies
    if copy.index not in known:
        known[copy.index] = _assumed_sources(copy, change) or _assumed_unnamed(copy, change)
    return known[copy.index]


def _assumed_sources(copy: Copy, change: Change) -> dict[str, str]:
    """Name -> source where sources that cannot be looked at may be taken for files; else empty.

    Those are of another stage or image, or the build context does not hold them yet.
    """
    is_context_known = copy.origin is not None or change.facts.context is not None
    if change.assumptions is None or len(copy.sources) > _MAX_ASSUMED or not is_context_known:
        return {}
    found = {posixpath.basename(source): source for source in copy.sources}
    lands_at = {copy.target, *(posixpath.join(copy.target or "/", name) for name in found)}
    if lands_at.isdisjoint(change.path_set):
        return {}
    if any(not name or _GLOB.search(source) or "://" in source for name, source in found.items()):
        return {}
    seen = [source for source in found.values() if _is_file_shown(source, copy, change.facts)]
    unseen = [source for source in found.values() if source not in seen]
    if not all(_may_be_file(source, copy, change) for source in unseen):
        return {}
    return found if all(change.may_assume_of(source, IS_FILE) for source in unseen) else {}


def _assumed_unnamed(copy: Copy, change: Change) -> dict[str, str]:
    """Name -> source as written of one source with a variable, where the chmod says what it becomes; else empty."""
    words = copy.node.operands
    if change.assumptions is None or copy.sources or copy.node.heredocs or len(words) != 2 or copy.target is None:
        return {}
    if "://" in words[0] and not copy.is_fetched:
        return {}
    name = posixpath.basename(words[0])
    is_named = name and not re.search(r"[$*?\[\\]", name)
    if is_named and posixpath.join(copy.target, name) in change.paths:
        path = posixpath.join(copy.target, name)
    elif copy.target in change.paths and not copy.folder:
        path, name = copy.target, posixpath.basename(copy.target)
    else:
        return {}
    return {name: words[0]} if not change.recursive and change.may_assume_of(path, IS_FILE) else {}


def _is_file_shown(source: str, copy: Copy, facts: Facts) -> bool:
    return copy.origin is None and facts.context is not None and facts.context.is_file(source)


def _may_be_file(source: str, copy: Copy, change: Change) -> bool:
    """Whether a source may be taken for a file; a `chmod -R` is one of a folder, but where a name has an extension."""
    context = change.facts.context
    is_unseen = copy.origin is not None or (context is not None and context.is_missing(source))
    return is_unseen and (not change.recursive or bool(posixpath.splitext(source)[1]))


def _path_of(name: str, copy: Copy, change: Change) -> str | None:
    """Where a file called `name` goes; None where the destination may be a folder or not."""
    assert copy.target is not None
    if goes_into_folder(change.point, copy):
        return posixpath.join(copy.target, name)
    if copy.target in programs(change.facts, change.stage) or is_empty(change.facts, change.stage, copy.target):
        return copy.target
    target, extension = posixpath.basename(copy.target), posixpath.splitext(copy.target)[1]
    # nobody wants a file that is called EOF, and folders may be entered without a `chmod +x`
    is_its_name = copy.node.heredocs or target == name or (extension and name.endswith(extension))
    is_executed = ADDS_EXECUTE.fullmatch(change.mode or "") and copy.target in change.paths
    if is_its_name or is_executed:
        return copy.target
    is_named = copy.target in change.paths and change.may_assume_of(copy.target, IS_FILE)
    return copy.target if is_named else None


def find_copied_file(path: str, change: Change, copies: list[Copy]) -> CopiedFile | str:
    """The file at a path, from the last of `copies` that put one there; or why that is not known."""
    for copy in reversed(copies):
        if copy.target is None or not lies_in(path, copy.target):
            continue
        files = files_of(copy, change)
        if files is not None and path not in files:
            continue
        source = files[path] if files is not None else _source_in_folders(path, copy, change.facts)
        return CopiedFile(path, copy, source) if source is not None else _why_unknown(path, copy, change.facts)
    return f"no COPY above it is known to copy {path}"


def _why_unknown(path: str, copy: Copy, facts: Facts) -> str:
    """Why it is not known what a COPY brought to a path at or below its destination."""
    node = copy.node
    if copy.origin is not None:
        where = f"the COPY on line {node.line} takes {path} from another stage or image"
        return f"{where}, where its mode is not known: write --chmod on that COPY"
    if node.heredocs or copy.fetched is not None:
        return f"whether {copy.target} is a file or a folder is not known"
    if copy.has_url:
        return f"it is not known which mode {path} has, which the ADD on line {node.line} downloads"
    if facts.context is None:
        return "the build context is not known"
    if (missing := next((s for s in copy.sources if not facts.context.matches(s)), None)) is not None:
        return f"{missing} was not found in the build context"
    return f"whether the {node.keyword} on line {node.line} copies {path} is not known"


def _source_in_folders(path: str, copy: Copy, facts: Facts) -> str | None:
    """The file of the context that a COPY of folders puts at a path, where all its sources are there."""
    context = facts.context
    from_elsewhere = copy.origin is not None or copy.node.heredocs or copy.fetched is not None
    if context is None or from_elsewhere or not all("://" not in s and context.matches(s) for s in copy.sources):
        return None
    rest = posixpath.relpath(path, copy.target)
    found = None
    for entry in (entry for source in copy.sources for entry in context.matches(source)):
        inside = entry / rest if os.path.isdir(entry) else entry if entry.name == rest else None
        if inside is not None and os.path.isfile(inside) and not context.ignores(inside):
            found = inside.relative_to(context.root).as_posix()
    return found if found is None or not _GLOB.search(found) else None


def is_copied_folder(path: str, change: Change, copies: list[Copy]) -> bool:
    """Whether a path is a folder, as far as the context and the file tell."""
    context = change.facts.context
    if exists(change.point, path):
        return True
    if context is None:
        return False
    for copy in copies:
        if copy.target is None or copy.origin is not None or not lies_in(path, copy.target):
            continue
        rest = posixpath.relpath(path, copy.target)
        if any(os.path.isdir(entry / rest) for source in copy.sources for entry in context.matches(source)):
            return True
    return False
