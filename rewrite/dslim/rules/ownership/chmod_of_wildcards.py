"""A chmod of a wildcard, or with -R, where COPYs of plain files are all that lies there: the files that it names."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from fnmatch import fnmatchcase

from dslim.rules.ownership.change import Change, Target
from dslim.rules.ownership.copied_files import files_of
from dslim.rules.ownership.path_contents import contents_below
from dslim.support.lazy_regex import regex

#: A mode that lets more users read and enter, which folders do anyway.
_ADDS_ACCESS = regex(r"[ugoa]*\+[rxX]{1,2}")
_NAME = regex(r"[\w.*?+-]*[*?][\w.*?+-]*")


def with_named_files(change: Change) -> Change:
    """The change with the files that its wildcards stand for in their place, where these are known."""
    if change.recursive:
        return _with_files_of_trees(change)
    if all(target.path is not None for target in change.targets):
        return change
    return replace(change, targets=tuple(named for target in change.targets for named in _named_by(target, change)))


def _with_files_of_trees(change: Change) -> Change:
    """The change with the files that COPYs put below what a `chmod -R +x` names, where the rest may have that already.

    A mode that takes rights away, or gives the right to write, is for the folders too.
    """
    if change.assumptions is None or not _ADDS_ACCESS.fullmatch(change.mode or ""):
        return change
    found: list[Target] = []
    for target in change.targets:
        files = _files_below(target.path, change) if target.path is not None else None
        if not files:
            return change
        found += [Target(path, path) for path in files]
    return replace(change, targets=tuple(found), recursive=False)


def _files_below(path: str, change: Change) -> list[str] | None:
    """The files that COPYs put below a path; None where it holds more that need not have the mode already."""
    contents = contents_below(path, change)
    brought = [files_of(copy, change) for copy in contents.copies]
    if contents.linked_from is not None or contents.partial_copies or contents.writers or not all(brought):
        return None
    others = f"all else below {path} has the mode already that the chmod gives"
    return [name for files in brought for name in files or {}] if change.may_assume(others) else None


def _named_by(target: Target, change: Change) -> tuple[Target, ...]:
    """The files that a target stands for, or the target as it is."""
    folder, (above, name) = target.glob_folder, posixpath.split(target.text)
    if target.path is not None or folder is None or any(c in above for c in "*?[{") or not _NAME.fullmatch(name):
        return (target,)
    found = _names_in(folder, change)
    if found is None:
        return (target,)
    matching = [entry for entry in found if fnmatchcase(entry, name) and (entry[0] != "." or name[0] == ".")]
    if not matching or not all(found[entry] for entry in matching):
        return (target,)  # it would be taken as it is written, or change folders too
    return tuple(Target(posixpath.join(above, entry), posixpath.join(folder, entry)) for entry in sorted(matching))


def _names_in(folder: str, change: Change) -> dict[str, bool] | None:
    """The names of what lies in a folder, each with whether it is a file; None where that is not known."""
    contents = contents_below(folder, change)
    if contents.linked_from is not None or contents.partial_copies or contents.writers:
        return None
    others = f"all other files in {folder} have the mode already that the chmod gives"
    if contents.unknown and not change.may_assume(others):
        return None
    found = {_first_name(path, folder): False for path in contents.folders if path != folder}
    for copy in contents.copies:
        files = files_of(copy, change)
        if files is None:
            return None
        for path in files:
            found[_first_name(path, folder)] = posixpath.dirname(path) == folder
    return found


def _first_name(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder).split("/")[0]
