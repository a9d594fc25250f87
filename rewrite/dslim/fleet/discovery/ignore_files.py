"""Reads the .gitignore files that count in a folder, and finds the root of its repository."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from dslim.support.reading import as_text, read_file, reason_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Folders that hold other people's files, or none of anybody's.
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", ".venv", "venv", ".tox", "node_modules", "__pycache__"})


def parse_patterns(lines: Sequence[str]) -> GitIgnoreSpec:
    """The matcher of patterns as in a .gitignore; a line that is none matches nothing."""
    from dslim.support.ignore_patterns import ignore_spec

    return ignore_spec(lines)


class IgnoreRules(NamedTuple):
    """The ignore files that count in one folder.

    `rules`: (folder that a file stands in, its patterns), outermost first. `unread`: why one of them could not be
    read, '' for none. It may ignore anything: all counts as ignored.
    """

    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()
    unread: str = ""

    def with_folder(self, folder: str) -> IgnoreRules:
        """These and those that `folder`, one level further down, has itself; it is absolute, like all paths here."""
        if self.unread:
            return self
        found = self.rules
        for path in (_exclude_file(folder), os.path.join(folder, ".gitignore")):
            try:
                text = as_text(read_file(path, "ignore").data, "replace")
                found += ((folder, parse_patterns(text.splitlines())),)
            except (FileNotFoundError, NotADirectoryError, ValueError):
                continue
            except OSError as error:
                return IgnoreRules(found, f"{path}: not read: {reason_of(error)}")
        return IgnoreRules(found) if found is not self.rules else self

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether git ignores `path`: the innermost file that says anything about it decides."""
        if self.unread:
            return True
        for folder, spec in reversed(self.rules):
            name = path[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
            verdict = spec.check_file(name + "/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


def _exclude_file(folder: str) -> str:
    """Where the patterns stand that a repository does not share; a work tree beside the first has those of all."""
    entry = os.path.join(folder, ".git")
    if os.path.isfile(entry):
        from dslim.support.git.locate import GitError, find_repository

        with suppress(GitError):
            if repository := find_repository(folder):
                return os.path.join(repository.common, "info", "exclude")
    return os.path.join(entry, "info", "exclude")


_root_by_folder: dict[str, str | None] = {}


def repository_of(folder: str) -> str | None:
    """The nearest folder upwards that holds a repository, None for none."""
    passed = []
    while folder not in _root_by_folder:
        passed.append(folder)
        above = os.path.dirname(folder)
        if any(os.path.exists(os.path.join(folder, name)) for name in (".git", ".hg")):
            _root_by_folder[folder] = folder
        elif above == folder:
            _root_by_folder[folder] = None
        else:
            folder = above
    _root_by_folder.update(dict.fromkeys(passed, _root_by_folder[folder]))
    return _root_by_folder[folder]


def clear_repository_cache() -> None:
    """Look for repositories anew: between two runs in one process they may change."""
    _root_by_folder.clear()


def ignore_rules_in(folder: str) -> IgnoreRules:
    """The ignore files that count in an absolute folder, from the root of its repository down to it."""
    top = repository_of(folder)
    if top is None:
        return IgnoreRules().with_folder(folder)
    found = IgnoreRules().with_folder(top)
    at = top
    for part in os.path.relpath(folder, top).split(os.sep):
        if part != os.curdir:
            at = os.path.join(at, part)
            found = found.with_folder(at)
    return found
