"""A chmod of plain files: each COPY of one must bring nothing that ends with another mode."""

from __future__ import annotations

from dslim.facts.copy_instructions import Copy
from dslim.facts.paths import lies_in
from dslim.rules.ownership.assumptions import (
    IS_FOR_ALL,
    IS_USUAL_ELSEWHERE,
    IS_USUAL_FILE,
    plan_by_assuming,
)
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.change_edits import drop_command, set_flag
from dslim.rules.ownership.changes import changes
from dslim.rules.ownership.chown_plan import changed_copies, plan_chown
from dslim.rules.ownership.copied_files import CopiedFile, files_of, files_of_folder
from dslim.rules.ownership.copy_mode import (
    MovedMode,
    has_mode_already,
    is_given,
    is_recorded,
    mode_before,
    recorded_mode,
    why_changed_between,
    why_no_chmod_flag,
    why_not_by_copy,
    written_mode,
)
from dslim.rules.ownership.file_modes import applied, octal
from dslim.syntax.edits import Edit

#: The modes that nearly all files have.
_USUAL = (0o644, 0o755)
#: What `chmod +x` makes of the 600 that ADD gives to what it fetches: nobody writes that mode, and means 755.
_EXECUTED_UNREAD = 0o711
_WHY_UNREAD = (
    "what ADD fetches has 600, of which this makes 711: write `ADD --chmod=755` if all users may read it"
)
#: What to write where a COPY brings more than a chmod is about.
BY_ITS_OWN_COPY = "with a separate COPY"


def is_idle(change: Change, files: list[CopiedFile]) -> bool:
    """Whether a chmod of `files` may go, and nothing takes its place.

    The text or the builder gives all of them the mode already; or git's index has it, and no --chmod can say it.
    """
    if all(is_given(file, change) for file in files):
        return True
    if not all(is_given(file, change) or is_recorded(file, change) for file in files):
        return False
    by_copies = move_to_copies(change, files)
    return isinstance(by_copies, str) or all(edit.text == "" for edit in by_copies)


def move_to_copies(change: Change, files: list[CopiedFile]) -> list[Edit] | str:
    """The edits that give the COPYs of all `files` a --chmod and take the chmod away, or why there are none."""
    if reason := why_no_chmod_flag(change.facts) or _why_stored_anyway(change, files):
        return reason
    moved = []
    for file in files:
        if is_given(file, change) or (files_of(file.copy, change) is None and is_recorded(file, change)):
            if reason := why_changed_between(change, file.copy, file.path):
                return reason
        elif files_of(file.copy, change) is None and has_mode_already(file, change):
            return _why_unshown(file, change)
        else:
            moved.append(file)
    files = moved
    edits: list[Edit] = []
    first_of_copy = {id(file.copy): file for file in reversed(files)}
    for file in [f for f in files if first_of_copy[id(f.copy)] is f]:
        mode = _common_mode(file.copy, change, files)
        if isinstance(mode, str):
            return mode
        if mode != 0o755 and files_of_folder(file.copy, change):
            return (
                f"the {file.copy.node.keyword} on line {file.copy.node.line} copies a folder, which would get {mode:o}"
            )
        # all that the COPY brings gets the mode, not the first file alone
        paths = [path for path in files_of(file.copy, change) or {} if path != file.path]
        is_kept = _has_mode(file.copy, change, mode)
        for path in (file.path, *paths):
            if reason := why_not_by_copy(MovedMode(file.copy, path, mode, change), is_kept=is_kept):
                return reason
        edits.append(set_flag(file.copy, "chmod", f"{mode:03o}"))
    dropped = drop_command(change)
    return dropped if isinstance(dropped, str) else edits + dropped


def _why_stored_anyway(change: Change, files: list[CopiedFile]) -> str | None:
    """A chown of the same files in the same RUN stores them anyway: nothing is won by a flag of the COPY.

    One that can move to the COPY under conditions is none of these, where the chmod is offered with it.
    """
    for other in changes(change.facts, change.stage, CHOWN):
        if other.run is not change.run or other.guarded or other.simple.span == change.simple.span:
            continue
        if all(any(_changes_file(other, target.path, file.path) for target in other.targets) for file in files):
            if change.assumptions is None or not _may_move(other):
                return "a chown in the same RUN stores a second copy of the file anyway"
            change.may_assume(f"the chown on line {change.facts.tree.line_of(other.span.start)} moves to the COPY too")
    return None


def _may_move(chown: Change) -> bool:
    """Whether a chown can move to the COPYs of its files, under whatever conditions."""
    copies = changed_copies(chown)
    if not copies:
        return False
    assumed = plan_by_assuming(chown, lambda lenient: plan_chown(lenient, copies))
    return plan_chown(chown, copies).fix is not None or (assumed is not None and assumed[0].fix is not None)


def _changes_file(change: Change, target: str | None, path: str) -> bool:
    return target is not None and (target == path or (change.recursive and lies_in(path, target)))


def _why_unshown(file: CopiedFile, change: Change) -> str:
    if recorded_mode(file, change) is not None:
        other = f"the umask of another checkout may give {file.source} other rights"
        return f"git's index knows 644 and 755 alone, and {other}{_own_copy(change, [file])}"
    return (
        f"the COPY on line {file.copy.node.line} brings a folder, and that {file.source} has the mode in every "
        "checkout is not known: git tracks no such file"
    )


def _has_mode(copy: Copy, change: Change, mode: int) -> bool:
    """Whether all that a COPY of files brings has a mode already."""
    copied = files_of(copy, change) or {}
    return all(mode_before(copy, source, change.facts) == mode for source in copied.values())


def _common_mode(copy: Copy, change: Change, files: list[CopiedFile]) -> int | str:
    """The one mode that all files of a COPY have after the chmod, or why there is none."""
    copied = files_of(copy, change)
    if copied is None:
        return f"{_whose(copy)} copies more than the chmod names{_own_copy(change, files)}"
    named = {file.path for file in files if file.copy is copy}
    modes: set[int] = set()
    for path, source in copied.items():
        mode = _mode_after(copy, source, change, path in named)
        if isinstance(mode, str) and path not in named:
            return f"{_whose(copy)} copies {source} too, whose mode is not known{_own_copy(change, files)}"
        if isinstance(mode, str):
            return mode
        modes.add(mode)
    if len(modes) != 1:
        return f"{_whose(copy)} copies files with other modes too{_own_copy(change, files)}"
    return modes.pop()


def _whose(copy: Copy) -> str:
    return f"the {copy.node.keyword} on line {copy.node.line}"


def _own_copy(change: Change, files: list[CopiedFile]) -> str:
    """What to write where one COPY cannot do for all of its files."""
    modes = {_mode_by_own_copy(file, change) for file in files}
    names = ", ".join(dict.fromkeys(file.source for file in files))
    mode = modes.pop() if len(modes) == 1 else ""
    return f": copy {names} {BY_ITS_OWN_COPY} and --chmod={mode}" if mode else ""


def _mode_by_own_copy(file: CopiedFile, change: Change) -> str:
    """The mode that a chmod gives a file, as git's index has it or else usual, as an octal number; '' if unknown."""
    recorded = recorded_mode(file, change)
    if recorded is None:
        return _own_mode(change.mode or "")
    value = applied(change.mode or "", recorded)
    return f"{value:03o}" if value is not None else ""


def _mode_after(copy: Copy, source: str, change: Change, is_named: bool) -> int | str:
    """The mode of a copied file after the chmod, which names it or does not; or why that is not known."""
    mode = change.mode or ""
    if is_named and (fixed := octal(mode)) is not None:
        return fixed
    before = mode_before(copy, source, change.facts)
    is_of_umask = is_named and before is not None and _is_of_umask(copy, source, before, change)
    if before is None and is_named and (usual := _mode_of_usual(mode, source, change)) is not None:
        return usual
    if before is None:
        return f"the mode of {source} is not known (in another checkout its umask may give another)"
    if is_of_umask and (own := _own_mode(mode)) and change.may_assume_of(source, IS_USUAL_ELSEWHERE):
        return int(own, 8)
    if is_of_umask:
        lift = f", or write `{copy.node.keyword} --chmod={own}`" if (own := _own_mode(mode)) else ""
        return (
            f"{source} has the mode {before:o}, by the umask under which it was unpacked, and elsewhere another: "
            f"run dslim in a git checkout{lift}"
        )
    after = applied(mode, before) if is_named else before
    if after == _EXECUTED_UNREAD and octal(mode) is None and copy.node.flag("chmod") is None:
        return 0o755 if change.may_assume_of(source, IS_FOR_ALL) else _WHY_UNREAD
    return after if after is not None else f"only plain modes such as 755 or u+x can move to a COPY, and not {mode}"


def _is_of_umask(copy: Copy, source: str, before: int, change: Change) -> bool:
    """Whether a file of the context has a mode that the next checkout need not give it, and the chmod keeps it so.

    Nearly all files are made with 644 or 755: what else a file has that git does not track is its umask's.
    """
    context, mode = change.facts.context, change.mode or ""
    if copy.node.flag("chmod") is not None or written_mode(copy) is not None or context is None:
        return False
    if applied(mode, before) in {applied(mode, usual) for usual in _USUAL}:
        return False
    return context.recorded_mode(source) is None


def _own_mode(mode: str) -> str:
    """The one mode that a chmod gives to files of the usual modes, as an octal number; '' where it gives several."""
    found = {applied(mode, usual) for usual in _USUAL}
    value = found.pop() if len(found) == 1 else None
    return f"{value:03o}" if value is not None else ""


def _mode_of_usual(mode: str, source: str, change: Change) -> int | None:
    """The mode that a file has after a chmod whether it had 644 or 755, which is what nearly all have; else None."""
    found = {applied(mode, before) for before in _USUAL}
    if len(found) != 1 or not change.may_assume_of(source, IS_USUAL_FILE):
        return None
    return found.pop()
