"""A `chmod -R` of folders, with a literal octal mode: which COPYs can give it, and what remains."""

from __future__ import annotations

import os
import posixpath

from dslim.facts.base_image import has_find
from dslim.facts.copy_instructions import Copy, named
from dslim.facts.paths import lies_in
from dslim.rules.ownership.bytes_saved import brings_much
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.change_edits import drop_command, replace_command, set_flag, shell_word
from dslim.rules.ownership.changes import changes
from dslim.rules.ownership.copied_paths import is_behind_copied_link
from dslim.rules.ownership.copy_mode import MovedMode, why_not_by_copy
from dslim.rules.ownership.file_modes import octal
from dslim.rules.ownership.path_contents import PathContents, contents_below
from dslim.rules.ownership.path_history import Ran, history_of
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits
from dslim.syntax.edits import Edit

#: Nobody reads a `find` at a glance: it takes many bytes that are known to be saved.
_ONLY_FIND = "other files may lie there, so that only a `find` could do the rest, for what may be few bytes"


def move_to_copies(change: Change) -> list[Edit] | str | None:
    """The edits that give COPYs a --chmod and leave the rest of a `chmod -R`, or why there are none.

    None: there is nothing to say.
    """
    mode = octal(change.mode or "")
    contents = [contents_below(path, change) for path in change.paths]
    if not any(found.copies or found.partial_copies for found in contents):
        return None
    if mode is None:
        return _why_symbolic(change, [copy for found in contents for copy in found.copies])
    moved, reasons = _copies_that_can(change, contents, mode)
    if not moved:
        return reasons[0]
    flags = [m.copy.node.flag("chmod") for m in moved]
    edits = [set_flag(m.copy, "chmod", f"{mode:03o}") for m, f in zip(moved, flags) if f is None or octal(f) != mode]
    if not edits:
        return None
    whole = not reasons and not any(found.unknown for found in contents)
    rest = _rest(change, _folders_left(contents, mode)) if whole else _rest_by_find(change, contents)
    if not whole and not isinstance(rest, str) and not brings_much(change, [m.copy for m in moved]):
        return f"{_ONLY_FIND}: write --chmod={mode:03o} on {named([m.copy for m in moved])} if none do"
    return rest if isinstance(rest, str) else edits + rest


def _why_symbolic(change: Change, copies: list[Copy]) -> str:
    """Why a symbolic mode stays, and what gives it: --chmod takes one from version 1.14 of the frontend on.

    https://docs.docker.com/reference/dockerfile/#copy---chmod
    """
    reason = f"`chmod -R {change.mode}` gives files and folders different modes, which an octal --chmod cannot"
    if not copies:
        return reason
    # who has no letter goes by the umask of the RUN
    flag = change.mode if (change.mode or "")[:1] in "ugoa" else f"a{change.mode}"
    lines = list(dict.fromkeys(copies))
    return f"{reason}: write `# syntax=docker/dockerfile:1.14` as the first line, and --chmod={flag} on {named(lines)}"


def _copies_that_can(change: Change, contents: list[PathContents], mode: int) -> tuple[list[MovedMode], list[str]]:
    """The COPYs that can give the mode themselves, and why the others cannot."""
    moved: list[MovedMode] = []
    reasons: list[str] = []
    for found in contents:
        partial = ((c.node.keyword, c.node.line) for c in found.partial_copies)
        own = f": copy {found.path} with a separate COPY and --chmod={mode:03o}"
        reasons += [f"the {keyword} on line {line} copies more than {found.path}{own}" for keyword, line in partial]
        for copy in found.copies:
            candidate = MovedMode(copy, found.path, mode, change)
            if reason := _why_not(candidate, found) or _why_stored_again(candidate):
                reasons.append(reason)
            else:
                moved.append(candidate)
    return moved, reasons


def _why_not(moved: MovedMode, contents: PathContents) -> str | None:
    """Why a COPY below a folder cannot give the mode."""
    copy = moved.copy
    if copy.origin is not None or copy.node.heredocs:
        return f"what the COPY on line {copy.node.line} copies is not known"
    if moved.change.facts.context is None:
        return "the build context is not known"
    if contents.is_linked_before(copy) or is_behind_copied_link(moved.change.point.at(copy.index), copy):
        return f"a symbolic link below {contents.path} may lead elsewhere"
    for source in copy.sources or ("?",):
        if reason := _why_source(source, moved.change):
            return reason
    if reason := _why_setgid_before(moved):
        return reason
    # nothing has to be known of what else is written there: the find sees to it
    return why_not_by_copy(moved, is_rewritten=bool(contents.unknown))


def _why_source(source: str, change: Change) -> str | None:
    context = change.facts.context
    if context is None or not context.matches(source):
        return f"{source} was not found in the build context"
    if context.special_bits(source) is not False:
        return f"{source} holds a setuid file"
    if any(os.path.islink(path) for path in context.matches(source)):
        return f"{source} is a symbolic link in the build context"
    if context.has_setgid_folder(source) is not False:
        return f"{source} holds a folder with the setgid bit, which a chmod -R keeps and --chmod does not"
    return None


def _why_setgid_before(moved: MovedMode) -> str | None:
    """A RUN may give a folder the setgid bit, which a `chmod -R 755` keeps, but not a `COPY --chmod=755` into it."""
    for event in history_of(moved.change).before(moved.change):
        if isinstance(event, Ran) and may_set_setuid_bits(event.run):
            return f"the RUN on line {event.line} may set a setgid bit, which the chmod keeps and --chmod does not"
    return None


def _why_stored_again(moved: MovedMode) -> str | None:
    """A `chown -R` of it all stores the files once more, whatever their mode: nothing is won by a longer text."""
    change, copy = moved.change, moved.copy
    for other in changes(change.facts, change.stage, CHOWN):
        if other.recursive and not other.guarded and other.run.index >= copy.index and _covers(other, copy):
            return f"the chown on line {other.run.outer.line} stores a second copy of the files anyway"
    return None


def _covers(change: Change, copy: Copy) -> bool:
    return copy.target is not None and any(t.path is None or lies_in(copy.target, t.path) for t in change.targets)


def _rest(change: Change, folders: list[str]) -> list[Edit] | str:
    """The chmod of the folders alone, which stores no file; it goes where there are none."""
    if not folders:
        return drop_command(change)
    words = (change.command, change.spec, *(shell_word(f) for f in dict.fromkeys(folders)))
    return replace_command(change, " ".join(words))


def _rest_by_find(change: Change, contents: list[PathContents]) -> list[Edit] | str:
    """A find that changes whatever else has another mode."""
    if not has_find(change.point):
        unknown = [reason for found in contents for reason in found.unknown]
        return unknown[0] if unknown else "whether the image has `find` is not known"
    paths = " ".join(t.text for t in change.targets)
    sudo = "sudo " if change.by_sudo else ""
    command = f"{sudo}find {paths} ! -type l ! -perm {change.spec} -exec chmod {change.spec} {{}} +"
    return replace_command(change, command)


def _folders_left(contents: list[PathContents], mode: int) -> list[str]:
    """Folders whose mode the COPYs do not give, or not with every builder: their own top, and older ones."""
    return [folder for found in contents for folder in sorted({*found.folders, *_copied_folders(found, mode)})]


def _copied_folders(contents: PathContents, mode: int) -> list[str]:
    """The destinations of COPYs and the folders above them, up to the path that is changed."""
    found: list[str] = []
    for copy in contents.copies if mode != 0o755 else ():
        path = copy.target or contents.path
        while path.startswith(contents.path):
            found.append(path)
            path = posixpath.dirname(path) if path != "/" else ""
    return found
