"""Whether a git directory holds only what git can read without waiting: files and folders, no pipe and no device.

git opens what stands where a reference, a pack or a loose object should be, and waits for ever at a pipe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslim.support.git.locate import GitError, Repository
from dslim.support.reading import read_file

#: Entries that are looked at: a clone of Linux has some thousands, and git itself packs 6,700 loose objects.
MAX_ENTRIES = 300_000
#: Folders that `objects/info/alternates` may name; git goes five levels deep.
MAX_LENDERS = 50


def check_regular_files(repository: Repository) -> None:
    """Raises GitError where git would wait for what is no file, quote another one, or have to look at too many."""
    for name in ("packed-refs", "shallow"):
        if os.path.islink(path := os.path.join(repository.common, name)):
            raise GitError(f"{path}: a link: git would quote lines of the file that it leads to")
    tops = [os.path.join(repository.common, name) for name in ("refs", "reftable", os.path.join("logs", "refs"))]
    count = 0
    for top in (*tops, os.path.join(repository.own, "logs"), *_object_folders(repository.common)):
        for _ in _regular_files(top):
            count += 1
            if count > MAX_ENTRIES:
                raise GitError(f"{repository.common}: more than {MAX_ENTRIES} files; `git gc` packs them")


def _object_folders(common: str) -> list[str]:
    """The folder of a repository's objects, and those that it borrows from."""
    folders = [os.path.realpath(os.path.join(common, "objects"))]
    for folder in folders:
        lenders = (os.path.realpath(lender) for lender in _lenders(folder))
        folders += [lender for lender in dict.fromkeys(lenders) if lender not in folders]
        if len(folders) > MAX_LENDERS:
            raise GitError(f"{common}: more than {MAX_LENDERS} folders of objects")
    return folders


def _lenders(objects: str) -> list[str]:
    """The folders that a folder of objects borrows from, as it names them."""
    try:
        text = os.fsdecode(read_file(os.path.join(objects, "info", "alternates"), "git").data)
    except (FileNotFoundError, NotADirectoryError):
        return []
    lines = (line for line in text.split("\n") if line and not line.startswith("#"))
    return [os.path.join(objects, line) for line in lines]


def _regular_files(top: str) -> Iterator[str]:
    """Every file below a folder, which may be a link. Raises GitError for anything that is neither file nor folder."""
    folders = [top] if os.path.isdir(top) else []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif not entry.is_file() and os.path.exists(entry.path):  # git passes by a link to nothing
                    raise GitError(f"{entry.path}: not a regular file")
                yield entry.path
