"""Finds the git repository that a folder lies in, from its files alone: git itself is not started."""

from __future__ import annotations

import os
from typing import NamedTuple

from dslim.support.reading import read_file, reason_of


class GitError(Exception):
    """Git is not there, does not know what was asked for, or cannot be asked about this repository safely."""


class Repository(NamedTuple):
    """A work tree and its git directories. Paths are absolute.

    `own` has HEAD and the index; `common` has the objects, the references and the config. They differ in a work tree
    that `git worktree add` made. `is_linked`: `.git` is a file or a symbolic link that leads to `own`.
    """

    root: str
    own: str
    common: str
    is_linked: bool


def find_repository(folder: str) -> Repository | None:
    """The repository of the nearest folder upwards that has a `.git`; None where none has.

    A repository without a work tree (a bare one, lying among the files) is never taken for one. Raises GitError where
    `.git` leads to what belongs to another work tree.
    """
    folder = os.path.abspath(folder)
    while True:
        entry = os.path.join(folder, ".git")
        if os.path.isfile(entry):
            return _belonging(folder, _followed(folder, entry), is_linked=True)
        if os.path.lexists(os.path.join(entry, "HEAD")):
            return _belonging(folder, os.path.realpath(entry), is_linked=os.path.islink(entry))
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _followed(root: str, entry: str) -> str:
    """The folder that a `.git` file names."""
    kind, _, path = _pointer(entry).partition(": ")
    if kind != "gitdir" or not path:
        raise GitError(f"{entry}: not a .git file")
    found = os.path.realpath(os.path.join(root, path))
    if not os.path.lexists(os.path.join(found, "HEAD")):
        raise GitError(f"{entry}: leads to no repository")
    return found


def _belonging(root: str, own: str, is_linked: bool) -> Repository:
    """The repository, if its git directory does not belong to another work tree, as far as paths tell."""
    if not is_linked:
        return Repository(root, own, own, is_linked)
    marker = os.path.join(own, "commondir")
    if os.path.lexists(marker):
        common = os.path.realpath(os.path.join(own, _pointer(marker)))
        back = os.path.join(own, _pointer(os.path.join(own, "gitdir")))
        if os.path.dirname(own) != os.path.join(common, "worktrees") or not _is_same(back, os.path.join(root, ".git")):
            raise GitError(f"{root}/.git: belongs to another work tree; `git worktree repair` mends what was moved")
        return Repository(root, own, common, is_linked)
    if os.path.basename(own) == ".git":
        raise GitError(f"{root}/.git: leads to the repository of {os.path.dirname(own)}")
    return Repository(root, own, own, is_linked)


def _is_same(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _pointer(path: str) -> str:
    try:
        text = os.fsdecode(read_file(path, "git").data).rstrip("\r\n")
    except OSError as error:
        raise GitError(f"{path}: {reason_of(error)}") from None
    if "\0" in text:
        raise GitError(f"{path}: names no path")
    return text
