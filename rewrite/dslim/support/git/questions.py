"""What dslim asks git: the modes in the index, a commit's files, what is staged. No answer needs the work tree."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from dslim.support.git.locate import GitError, Repository, find_repository
from dslim.support.git.program import Git, index_of, opened

_MODES = {b"100644": 0o644, b"100755": 0o755}
#: The mode of a file whose sides differ in a merge.
_UNSETTLED = -1


class Blob(NamedTuple):
    """A file of a commit: its mode as git writes it, and the name of its content in hexadecimal."""

    mode: str
    name: str


def index_mode(folder: str, name: str) -> int | None:
    """0o644 or 0o755 of a file that git tracks, `name` from `folder`; None where git tracks no such file.

    Raises GitError where git cannot be asked, so that what the index has is not known.
    """
    folder = os.path.realpath(folder)
    repository = find_repository(folder)
    if repository is None:
        return None
    place = os.path.relpath(os.path.join(folder, name), repository.root)
    modes = _known_modes(repository, *_state(index_of(repository)))
    if isinstance(modes, GitError):
        raise modes
    found = modes.get(os.fsencode(place).replace(os.fsencode(os.sep), b"/"))
    if found == _UNSETTLED:
        raise GitError(f"{place}: its modes differ in a merge")
    return found


def files_where_head_left(revision: str, repository: Repository) -> dict[str, Blob]:
    """The files, by path from the root, of the commit at which HEAD's history left that of `revision`.

    Raises GitError.
    """
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is no revision")
    with opened(repository) as git:
        base = git.ask("merge-base", revision, "HEAD").decode().strip()
        listed = git.ask("ls-tree", "-r", "-z", "--full-tree", base)
    found = {}
    for entry in listed.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if name:
            mode, _, content = about.decode().split(" ")
            found[os.fsdecode(name)] = Blob(mode, content)
    return found


def staged_files(repository: Repository) -> list[str]:
    """Paths from the root of what is staged for the next commit, without deletions. Raises GitError."""
    with opened(repository) as git:
        words = ("--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--ignore-submodules=all")
        names = git.ask("diff-index", *words, "--ita-invisible-in-index", "--no-ext-diff", _head(git), "--")
    return [os.fsdecode(name) for name in names.split(b"\0") if name]


def _head(git: Git) -> str:
    """HEAD, or the empty tree before the first commit."""
    try:
        return git.ask("rev-parse", "--verify", "--quiet", "HEAD^{tree}").decode().strip()
    except GitError:
        return git.ask("hash-object", "-t", "tree", os.devnull).decode().strip()


def _state(index: str) -> tuple[str, int, int, int]:
    """What changes when an index does."""
    try:
        info = os.stat(index)
    except OSError:
        return index, 0, 0, 0
    return index, info.st_mtime_ns, info.st_size, info.st_ino


@lru_cache(maxsize=4)
def _known_modes(repository: Repository, *_state: object) -> dict[bytes, int] | GitError:
    """The modes of all files in the index, asked for once as long as it is the same."""
    try:
        with opened(repository) as git:
            listed = git.ask("ls-files", "--stage", "-z")
    except GitError as error:
        return error
    found: dict[bytes, int] = {}
    for entry in listed.split(b"\0"):
        mode, name = _MODES.get(entry[:6]), entry.partition(b"\t")[2]
        if name and mode is not None:
            found[name] = mode if found.get(name, mode) == mode else _UNSETTLED
    return found
