"""Finds the Dockerfiles that differ from a commit, and the files that are staged; git runs no filter for it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.support.git.locate import GitError, Repository, find_repository
from dslim.support.git.questions import Blob, files_where_head_left, staged_files
from dslim.support.reading import read_file


def changed_since(revision: str, folder: str, named: Iterable[str] = ()) -> list[str]:
    """Absolute paths of Dockerfiles that differ from where HEAD left `revision`, files that are not committed included.

    Looked at are those that a run over the whole repository would find, its templates, and `named`. A file counts by
    its content, line endings aside, and not by its mode. What a filter (git-crypt, LFS) makes of it is not known, for
    filters are not run: such a file counts as changed. Raises GitError and ConfigError.
    """
    repository = _repository_of(folder)
    committed = files_where_head_left(revision, repository)
    search = find_dockerfiles([repository.root])
    paths = {*search.files, *(path for path, _ in search.templates), *(os.path.abspath(path) for path in named)}
    return [path for path in sorted(paths) if _has_changed(path, committed.get(_name_in_repository(path, repository)))]


def staged_paths(folder: str) -> list[str]:
    """Absolute paths of what is staged for the next commit, without deletions. Raises GitError."""
    repository = _repository_of(folder)
    return [os.path.join(repository.root, *name.split("/")) for name in staged_files(repository)]


def _repository_of(folder: str) -> Repository:
    repository = find_repository(folder)
    if repository is None:
        raise GitError(f"{folder}: not in a git repository")
    return repository


def _name_in_repository(path: str, repository: Repository) -> str:
    return os.path.relpath(path, repository.root).replace(os.sep, "/")


def _has_changed(path: str, committed: Blob | None) -> bool:
    """Whether a file is another than the committed one; a folder and what is gone are nothing to look at."""
    if not os.path.lexists(path) or os.path.isdir(path):
        return False
    if committed is None or committed.mode not in ("100644", "100755"):
        return True
    try:
        data = read_file(path, "Dockerfile").data
    except OSError:
        return True  # what is wrong with it is printed when it is fixed
    texts = (data, data.replace(b"\r\n", b"\n"))
    return all(_blob_name(text, len(committed.name)) != committed.name for text in texts)


def _blob_name(data: bytes, digits: int) -> str:
    """What git calls a content: its SHA-1, or its SHA-256 in a repository whose names have 64 digits."""
    from hashlib import new

    kind = "sha1" if digits == 40 else "sha256"
    return new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
