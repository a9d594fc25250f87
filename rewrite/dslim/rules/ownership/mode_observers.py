"""Whether a command may observe that files have their mode earlier: it tests it, or finds a program by it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dslim.facts.copy_instructions import Copy, read_copy
from dslim.facts.paths import absolute_path, lies_in, overlap
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import changes_directory
from dslim.rules.ownership.path_history import Ran, history_of
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_at_point
from dslim.tools import find_versioned, names_where
from dslim.tools.side_files import HOOKS

if TYPE_CHECKING:
    from dslim.facts.point import Point
    from dslim.rules.ownership.command_observers import EarlierChange, Observation

#: `[[ -x file ]]` is no command; one in the text of a `bash -c` counts too.
_DOUBLE_BRACKET = regex(r"\[\[[^\]]*\s-x\s")
#: Commands that say which file of PATH would run: one that nobody may execute is passed over.
_LOOK_UP = frozenset({"which", "command", "type", "hash", "whereis"})
#: Folders of hooks that package managers and the scripts of packages run where they may be executed.
_HOOK_FOLDERS = (
    *(folder for _, folders, _ in HOOKS for folder in folders),
    "/etc/network", "/etc/dhcp", "/etc/resolvconf", "/etc/grub.d", "/etc/update-motd.d", "/etc/ppp",
)  # fmt: skip
#: Folders whose files programs copy with their modes: into new homes, into new repositories.
_COPIED = (
    (names_where(lambda tool: tool.makes_users), "/etc/skel"),
    (frozenset({"git"}), "/usr/share/git-core/templates"),
)
_RUN_HOOKS = frozenset(name for programs, _, _ in HOOKS for name in programs)
_PROGRAMS = regex(r"/s?bin(/|\Z)")
#: Programs of a distribution, which other programs and the scripts of packages run by their names.
_RUN_BY_OTHERS = names_where(lambda tool: tool.in_distribution and not tool.never_a_script) | {
    "policy-rc.d", "invoke-rc.d", "deb-systemd-helper", "deb-systemd-invoke", "initctl", "python", "python3", "perl",
}  # fmt: skip
_LISTS_OF_NAMES = frozenset({"-r", "-c", "--requirement", "--constraint"})
_LOCAL = regex(r"\.?\.?/.*|\.\.?|\.\[.*|-e|--editable.*|file:.*")
_ASK_MODE = frozenset({"-executable", "-readable", "-writable"})
_LISTS_MODES = regex(r"-[A-Za-z1]*F[A-Za-z1]*|--(classify|color(=(always|yes|force))?|indicator-style=classify)")


def why_mode_observed(seen: Observation) -> str | None:
    """Why a command may observe an earlier mode, beyond what shows an earlier owner too; None where it does not."""
    call = seen.call
    if call.name in ("[", "test"):
        return _why_test(seen)
    if call.name == "find" and not _ASK_MODE.isdisjoint(call.texts):
        return f"{seen.shown} depends on modes"
    if call.name in ("chmod", "chown", "chgrp") and any(text.startswith("--ref") for text in call.texts):
        return f"{seen.shown} takes the mode of a file"
    if _installs_folders(call.name) and _packs_folder(seen):
        return f"{seen.shown} may install the copied files with their modes"
    copied = [folder for programs, folder in _COPIED if call.name in programs]
    if any(lies_in(path, folder) for path in _folders(seen.earlier) for folder in copied):
        return f"{seen.shown} copies the files of their folder with their modes"
    return _why_found(seen) or _why_run_by_others(seen)


def why_brackets(ran: Ran) -> str | None:
    """Why a `[[ ]]` of a RUN may observe the mode of files; None where none does."""
    script = ran.run.script
    tests = isinstance(script, Opaque) or _DOUBLE_BRACKET.search(script.text)
    return "a test `[[ -x ... ]]` may depend on the mode" if tests else None


def lists_modes(seen: Observation) -> bool:
    """Whether an `ls` marks the names of files that may be executed."""
    return any(_LISTS_MODES.fullmatch(text) for text in seen.call.texts)


def _why_test(seen: Observation) -> str | None:
    """A `test -x`; root may read and write files of any mode."""
    words = seen.call.argv[1:]
    for index, word in enumerate(words):
        if word.literal != "-x":
            continue
        operand = word_value(words[index + 1], seen.ran.run) if index + 1 < len(words) else None
        if not _lies_apart(operand, seen):
            return f"{seen.shown} depends on the mode"
    return None


def _lies_apart(operand: str | None, seen: Observation) -> bool:
    """Whether a path that a command names is surely none that gets the mode, nor a link to one."""
    cwd = None if changes_directory(seen.ran.run) else seen.ran.cwd
    path = absolute_path(operand, cwd)
    if path is None or any(overlap(path, folder) for folder in _folders(seen.earlier)):
        return False
    change = seen.earlier.change
    events = history_of(change).between(seen.earlier.first, change)
    return not any(command.makes_link for event in events if isinstance(event, Ran) for command in event.commands)


def _folders(earlier: EarlierChange) -> tuple[str, ...]:
    """Where the files lie that get the mode."""
    copy = read_copy(earlier.point)
    return (earlier.path, copy.target) if copy is not None and copy.target is not None else (earlier.path,)


def _why_found(seen: Observation) -> str | None:
    """A program that PATH leads to, run or asked for, may be one of the files once they may be executed."""
    call = seen.call
    asked = [*call.args] if call.name in _LOOK_UP else []
    names = names_brought(seen.earlier.point)
    for name in (call.name, *call.wrappers, *asked):
        is_path = name is not None and "/" in name
        if is_path and not any(lies_in(name or "", folder) for folder in _folders(seen.earlier)):
            continue
        if name is None or is_path or names is None or name in names:
            return f"{seen.shown} may find a copied file of that name, once the file is executable"
    return None


def _why_run_by_others(seen: Observation) -> str | None:
    """A hook, or a program that stands in front of the distribution's own, which others run once it may be executed."""
    tool = find_versioned(seen.call.name)
    folders = _folders(seen.earlier)
    runs_hooks = seen.call.name in _RUN_HOOKS or (tool is not None and tool.packages)
    if runs_hooks and any(lies_in(path, hooks) for path in folders for hooks in _HOOK_FOLDERS):
        return f"{seen.shown} may run the copied hook, once the hook is executable"
    if tool is not None and tool.reads_known_variables:
        return None
    if not any(_PROGRAMS.search(folder) for folder in folders):
        return None
    names = names_brought(seen.earlier.point) or ()
    if found := next((name for name in names if name in _RUN_BY_OTHERS), None):
        return f"{seen.shown} may run the copied {found}, once that file is executable"
    return None


@once_at_point
def names_brought(point: Point) -> frozenset[str] | None:
    """The names of the files that a COPY brings; None where they are not known."""
    copy = read_copy(point)
    if copy is None or not copy.sources:
        return None
    own = {posixpath.basename(copy.target)} if copy.target is not None else set()
    if copy.origin is not None:
        return frozenset(own | {posixpath.basename(source) for source in copy.sources})  # it never gets a mode
    found = _names_from_context(point, copy)
    return None if found is None else frozenset(own | found)


def _names_from_context(point: Point, copy: Copy) -> set[str] | None:
    """The names of the files that a COPY of the context, of a document or of a URL brings; None where unknown."""
    if copy.node.heredocs:
        return set(copy.sources)
    if copy.fetched is not None:
        return {copy.fetched}
    context = point.facts.context
    if context is None:
        return None
    found: set[str] = set()
    for source in copy.sources:
        files = context.files(source)
        if files is None:
            return None
        found.update(posixpath.basename(path) for path in files)
    return found


def _installs_folders(name: str | None) -> bool:
    """Whether a program installs a package from a folder, and keeps the modes that it has there."""
    tool = find_versioned(name)
    return tool is not None and tool.installs_folders


def _packs_folder(seen: Observation) -> bool:
    """Whether an installer is given a folder or file to install, rather than names alone."""
    words = [text.strip("\"'") for text in seen.call.texts]
    if re.match(r"(poetry|flit|pdm)\Z", seen.call.name or "") or words[:1] == ["sync"]:
        return True
    given = [word for before, word in zip(["", *words], words) if before not in _LISTS_OF_NAMES]
    return any(_LOCAL.fullmatch(word) for word in given)
