"""Whether a COPY can give the mode of a later chmod itself, and which mode its files have without."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.base_image import may_have_folder
from dslim.facts.copy_instructions import Copy, exists
from dslim.facts.paths import overlap
from dslim.rules.ownership.added_files import why_add_unpacks
from dslim.rules.ownership.assumptions import NOTHING_BETWEEN
from dslim.rules.ownership.change import CHMOD, SOMEWHERE, Change
from dslim.rules.ownership.changes import changes
from dslim.rules.ownership.command_observers import EarlierChange
from dslim.rules.ownership.copied_files import CopiedFile
from dslim.rules.ownership.file_modes import applied, is_idle_in_checkouts, octal
from dslim.rules.ownership.owner_observers import first_observer
from dslim.rules.ownership.path_history import history_of
from dslim.support.lazy_regex import regex

_OLD_FRONTEND = regex(r"docker/dockerfile(-upstream)?:(1\.[01](\.\d+)?|experimental|1\.[01]-.*)$")
#: What a builder gives a file that it writes itself: one that ADD fetches, and the document of a COPY. Measured with
#: BuildKit, the classic builder and buildah; tests/builds/test_ownership_builds.py does it again with the first.
_FETCHED, _DOCUMENT = 0o600, 0o644
#: Flags that leave it to --chmod which mode the files have.
_FLAGS = frozenset({"from", "chown", "chmod", "link", "checksum"})


class MovedMode(NamedTuple):
    """A mode that a COPY would give to what it brings to `path`, in the place of a later chmod."""

    copy: Copy
    path: str
    mode: int
    change: Change


def why_not_by_copy(moved: MovedMode, is_rewritten: bool = False, is_kept: bool = False) -> str | None:
    """Why a COPY cannot give the mode itself.

    `is_rewritten`: something else sees to what is written there between the COPY and the chmod. `is_kept`: the files
    have the mode without, so that nobody can observe it earlier.
    """
    copy, path = moved.copy, moved.path
    if odd := [f for f in copy.node.flags if f.name not in _FLAGS]:
        return f"what `{copy.node.keyword} --{odd[0].name}` puts there is not known"
    if written_mode(copy) is None and (reason := why_add_unpacks(moved.change, copy)):
        return reason
    if reason := _why_parent(moved):
        return reason
    if is_kept:
        return why_changed_between(moved.change, copy, path, is_rewritten)
    return why_not_earlier(moved.change, copy, path, is_rewritten)


def _why_parent(moved: MovedMode) -> str | None:
    """A folder that the COPY makes takes the mode too; it would have 755 otherwise."""
    node, above = moved.copy.node, posixpath.dirname(moved.path)
    makes_all_anew = above != "/" and any(f.name == "link" for f in node.flags)
    point = moved.change.point.at(moved.copy.index)
    if moved.mode == 0o755 or (not makes_all_anew and exists(point, above)):
        return None
    may_be_there = not makes_all_anew and (above == SOMEWHERE or may_have_folder(point, above))
    shown = above.removeprefix(f"{SOMEWHERE}/") if above != SOMEWHERE else "the WORKDIR"
    if not (may_be_there and moved.change.may_assume(f"{shown} is there before the {node.keyword}")):
        lift = f"make {shown} with a WORKDIR above the {node.keyword}"
        return f"the {node.keyword} may create {shown}, which would get the mode too: {lift}"
    return None


def why_not_earlier(change: Change, copy: Copy, path: str, is_rewritten: bool = False) -> str | None:
    """Why the mode of what a COPY put at a path may not be another before a chmod: it is observed, or goes."""
    if change.by_words:
        return None
    reason = why_changed_between(change, copy, path, is_rewritten)
    return reason or first_observer(EarlierChange(change, copy.index, path))


def why_changed_between(change: Change, copy: Copy, path: str, is_rewritten: bool = False) -> str | None:
    """Why what a COPY put at a path may be another file, or have another mode, just before a chmod."""
    if change.by_words:
        return None
    for other in changes(change.facts, change.stage, CHMOD):
        is_between = other.run.index > copy.index and other.order < change.order
        if is_between and any(t.path is None or overlap(t.path, path) for t in other.targets):
            return f"the chmod on line {other.run.outer.line} changes the mode too"
    history = history_of(change)
    reason = None if is_rewritten else history.why_written_between(copy.index, change, path)
    if reason and not history.is_named_between(copy.index, change, path):
        return None if change.may_assume(NOTHING_BETWEEN) else reason
    return reason


def written_mode(copy: Copy) -> int | None:
    """The mode of files that the builder writes itself; None where they come from elsewhere."""
    if copy.node.heredocs:
        return _DOCUMENT
    return _FETCHED if copy.fetched is not None or (not copy.sources and copy.is_fetched) else None


def mode_before(copy: Copy, source: str, facts: Facts) -> int | None:
    """The mode that a copied file has before any chmod; None where that is not known."""
    flag = copy.node.flag("chmod")
    if flag is not None:
        return octal(flag) if flag else None
    if (written := written_mode(copy)) is not None:
        return written
    return facts.context.mode(source) if facts.context else None


def has_mode_already(file: CopiedFile, change: Change) -> bool:
    """Whether a chmod surely leaves the mode of a copied file as it is."""
    before = mode_before(file.copy, file.source, change.facts)
    return before is not None and applied(change.mode or "", before) == before


def is_given(file: CopiedFile, change: Change) -> bool:
    """Whether the text of its COPY or the builder gives a copied file the mode that a chmod would."""
    by_text = file.copy.node.flag("chmod") is not None or written_mode(file.copy) is not None
    return by_text and has_mode_already(file, change)


def is_recorded(file: CopiedFile, change: Change) -> bool:
    """Whether git's index shows that a chmod changes no copied file, whatever the umask of the checkout."""
    recorded = recorded_mode(file, change)
    return recorded is not None and is_idle_in_checkouts(change.mode or "", recorded)


def recorded_mode(file: CopiedFile, change: Change) -> int | None:
    """644 or 755 as git's index has a copied file; None where the COPY, the builder or the disk tells its mode."""
    context = change.facts.context
    if context is None or file.copy.node.flag("chmod") is not None or written_mode(file.copy) is not None:
        return None
    return context.recorded_mode(file.source)


def why_no_chmod_flag(facts: Facts) -> str | None:
    """Why --chmod cannot be written for the builder."""
    syntax = next((d.value for d in facts.tree.directives if d.name == "syntax"), None)
    if syntax is not None and _OLD_FRONTEND.search(syntax):
        return f"{syntax} knows no --chmod"
    if facts.options.builder == "classic" and syntax is None:
        return "the classic builder knows no --chmod"
    if facts.options.builder == "kaniko":
        return "what kaniko makes of --chmod is not known"
    return None
