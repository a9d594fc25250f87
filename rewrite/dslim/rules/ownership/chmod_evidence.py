"""A chmod after COPYs: the modes that the files have before and after it, as far as the context tells.

Used by SL302 copy-chmod and SL303 idle-chown.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, copies_before, exists, programs
from dslim.facts.official_images import is_empty, is_root
from dslim.facts.paths import lies_in, overlap
from dslim.rules.ownership.changes import Change, Owner, Target, changes, looked_at, unsure
from dslim.rules.ownership.file_modes import applied, octal
from dslim.rules.ownership.helpers import in_no_layer
from dslim.rules.ownership.owner_observers import stands_between
from dslim.rules.ownership.path_contents import written_between
from dslim.shell import Opaque, leaks
from dslim.support.lazy_regex import regex

CHMOD = frozenset({"chmod"})
_ADDS_X = regex(r"[ugoa]*\+x")
#: What a builder gives a file that it writes itself: one that ADD fetches, and the document of a COPY. Measured with
#: BuildKit, the classic builder and buildah; tests/test_ownership_builds.py does it again with the first.
_FETCHED, _DOCUMENT = 0o600, 0o644


@dataclass(frozen=True)
class Brought:
    """A path that a chmod names, and the COPY that brought it. `source` None: not a file that is known."""

    path: str
    copy: Copy
    source: str | None


def chmods(facts: Facts) -> Iterator[tuple[Change, list[Copy]]]:
    """Every chmod of a shipping stage with the COPYs it may touch, if there are any."""
    for change in looked_at(facts, CHMOD):
        copies = [c for c in copies_before(facts.point_of(change.run)) if _touches(change, c)]
        if copies:
            yield change, copies


def _touches(change: Change, copy: Copy) -> bool:
    if any(t.path is None and _may_name(t, copy) for t in change.targets):
        return True
    if copy.target is None:
        return False
    paths = [t.path for t in change.targets]
    if change.recursive:
        return any(p and overlap(p, copy.target) for p in paths)
    # of a folder it changes the folder alone
    return any(p and lies_in(p, copy.target) for p in paths)


def _may_name(target: Target, copy: Copy) -> bool:
    """Whether a path that is not known looks like what a COPY brought: a wildcard in its folder, or the name."""
    if target.near is not None:
        return copy.target is not None and target.near in (copy.target, posixpath.dirname(copy.target))
    names = {posixpath.basename(path.rstrip("/")) for path in (copy.target or "", *copy.sources)}
    return posixpath.basename(target.text.rstrip("/")) in names - {"", "."}


def unfit(facts: Facts, change: Change, copies: list[Copy]) -> str | None:
    """Why the chmod itself cannot be judged."""
    run = change.run
    if reason := unsure(facts, change, "chmod"):
        return reason
    if change.mode is None:
        return "the mode is known only when it runs"
    if unknown := [t for t in change.targets if t.path is None]:
        return f"the path {unknown[0].text} is known only when it runs"
    if change.simple.redirects or change.simple.assignments:
        return "the chmod has redirections"
    if isinstance(run.script, Opaque) or any(leak.kind == "umask" for leak in leaks(run.script)):
        return "the RUN sets a umask"
    as_root = change.command.startswith("sudo ") or is_root(facts.point_of(run))
    if not as_root and not _owns(change, copies):
        return "whether the RUN may change the mode is not known (USER)"
    for target in change.targets:
        if reason := in_no_layer(run, target.path or "/"):
            return reason
    return None


def _owns(change: Change, copies: list[Copy]) -> bool:
    """Whether the RUN's user, who need not be root, owns what the COPYs brought."""
    state = change.run.state
    if not state.user_set:
        # root's files: whoever else the base image might run as, the chmod would fail, and with it the build
        return all(c.origin is None and c.node.flag("chown") is None for c in copies)
    return state.user is not None and all((c.node.flag("chown") or "").partition(":")[0] == state.user for c in copies)


def files_of(facts: Facts, change: Change, copy: Copy) -> dict[str, str] | None:
    """Path -> source of all that a COPY brings, where that is plain files alone; else None.

    Files of the context, the documents of heredocs (under their names), or the one file that an ADD fetches.
    """
    if copy.origin is not None or copy.target is None:
        return None
    if copy.node.heredocs:
        names = {name: name for name in copy.sources}
    elif copy.fetched is not None:
        names = {copy.fetched: copy.fetched}
    else:
        names = _context_files(facts, copy)
    found: dict[str, str] = {}
    for name, source in names.items():
        place = _place(facts, change, copy, name)
        if place is None:
            return None
        found[place] = source
    return found or None


def _context_files(facts: Facts, copy: Copy) -> dict[str, str]:
    """Name -> source of the files of the context that a COPY brings; empty where it may bring anything else."""
    found: dict[str, str] = {}
    if facts.context is None:
        return found
    for source in copy.sources:
        if "://" in source or not facts.context.is_file(source):
            return {}
        for path in facts.context.matches(source):
            if re.search(r"[*?\[\\]", path.name):
                return {}
            found[path.name] = posixpath.join(posixpath.dirname(source), path.name)
    return found


def _place(facts: Facts, change: Change, copy: Copy, name: str) -> str | None:
    """Where a file called `name` goes; None where the destination may be a folder or not."""
    assert copy.target is not None
    if copy.folder or exists(facts.point(change.stage.index, copy.index), copy.target):
        return posixpath.join(copy.target, name)
    if copy.target in programs(facts, change.stage) or is_empty(facts, change.stage, copy.target):
        return copy.target
    target, extension = posixpath.basename(copy.target), posixpath.splitext(copy.target)[1]
    # nobody wants a file that is called EOF, and folders may be entered without a `chmod +x`
    named = copy.node.heredocs or target == name or (extension and name.endswith(extension))
    asked = bool(_ADDS_X.fullmatch(change.mode or "")) and any(t.path == copy.target for t in change.targets)
    return copy.target if named or asked else None


def written_mode(copy: Copy) -> int | None:
    """The mode of files that the builder writes itself; None where they come from elsewhere."""
    if copy.node.heredocs:
        return _DOCUMENT
    return _FETCHED if copy.fetched is not None else None


def brought(facts: Facts, change: Change, copies: list[Copy], path: str) -> Brought | str:
    """Which COPY brought `path` last, and from which file; or why that is not known."""
    for copy in reversed(copies):
        if copy.target is None or not lies_in(path, copy.target):
            continue
        if copy.origin is not None:
            return f"the COPY on line {copy.node.line} takes it from elsewhere: its mode is not known"
        files = files_of(facts, change, copy)
        if files is not None:
            if path in files:
                return Brought(path, copy, files[path])
            continue
        if written_mode(copy) is not None:
            return f"whether {copy.target} is a file or a folder is not known"
        if any("://" in source for source in copy.sources):
            return f"the ADD on line {copy.node.line} fetches it: its mode is not known"
        if facts.context is None:
            return "the build context is not known"
        if missing := [s for s in copy.sources if not facts.context.matches(s)]:
            return f"the build context has no {missing[0]}"
        source = _inside(facts, copy, path)
        if source is not None:
            return Brought(path, copy, source)
        return f"whether the {copy.node.keyword} on line {copy.node.line} brought {path} is not known"
    return f"{path} was not copied"


def is_folder(facts: Facts, change: Change, copies: list[Copy], path: str) -> bool:
    """Whether `path` is a folder, as far as the context and the file tell."""
    if exists(facts.point_of(change.run), path):
        return True
    if facts.context is None:
        return False
    for copy in copies:
        if copy.target is None or copy.origin is not None or not lies_in(path, copy.target):
            continue
        rest = posixpath.relpath(path, copy.target)
        if any(os.path.isdir(entry / rest) for source in copy.sources for entry in facts.context.matches(source)):
            return True
    return False


def _inside(facts: Facts, copy: Copy, path: str) -> str | None:
    """The file of the context that a COPY of folders puts at `path`."""
    assert copy.target is not None
    assert facts.context is not None
    rest = posixpath.relpath(path, copy.target)
    found = None
    for source in copy.sources:
        for entry in facts.context.matches(source):
            inside = entry / rest if os.path.isdir(entry) else entry if entry.name == rest else None
            if inside is not None and os.path.isfile(inside) and not facts.context.ignores(inside):
                found = inside.relative_to(facts.context.root).as_posix()
    return found if found is None or not re.search(r"[*?\[\\]", found) else None


def own_mode(copy: Copy) -> int | None:
    """The mode that the COPY's own --chmod gives; None where it has none that is read."""
    flag = copy.node.flag("chmod")
    return octal(flag) if flag else None


def mode_before(facts: Facts, copy: Copy, source: str) -> int | None:
    """The mode that a copied file has; None where that is not known."""
    if copy.node.flag("chmod") is not None:
        return own_mode(copy)
    if (written := written_mode(copy)) is not None:
        return written
    return facts.context.mode(source) if facts.context else None


def keeps(facts: Facts, change: Change, item: Brought) -> bool:
    """Whether the chmod surely leaves the file's mode as it is."""
    mode = change.mode or ""
    if item.source is None:
        return False
    if item.copy.node.flag("chmod") is None and written_mode(item.copy) is None and _ADDS_X.fullmatch(mode):
        return facts.context is not None and facts.context.executable(item.source)
    before = mode_before(facts, item.copy, item.source)
    return before is not None and applied(mode, before) == before


def noticed(facts: Facts, change: Change, copy: Copy, path: str, written: bool = True) -> str | None:
    """Why an earlier mode might be noticed, or not last."""
    for other in changes(facts, change.stage, CHMOD):
        between = other.run.index > copy.index and (other.run.index, other.start) < (change.run.index, change.start)
        if between and any(t.path is None or overlap(t.path, path) for t in other.targets):
            return f"the chmod on line {other.run.outer.line} stands between"
    if written and (reason := written_between(facts, change, copy.index, path)):
        return reason
    made = path, False
    return stands_between(facts, change.stage, copy.index, change.run, change.start, Owner(None, None), (path,), made)
