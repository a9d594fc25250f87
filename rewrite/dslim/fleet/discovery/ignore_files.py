"""What git ignores, and what the config excludes, below a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dslim.support.reading import as_text, read_file, reason_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Folders that hold other people's files, or none of anybody's.
SKIPPED = frozenset({".git", ".hg", ".svn", ".venv", "venv", ".tox", "node_modules", "__pycache__"})


def patterns(lines: Sequence[str]) -> GitIgnoreSpec:
    """Patterns as in a .gitignore; what is none is as nothing."""
    from dslim.support.ignore_patterns import ignore_spec

    return ignore_spec(lines)


@dataclass(frozen=True)
class Ignored:
    """The ignore files in force in one folder: (folder that they stand in, their patterns), outermost first.

    `unread`: why one of them could not be read, '' for none. It may ignore anything: all counts as ignored.
    """

    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()
    unread: str = ""

    def below(self, folder: str) -> Ignored:
        """With those that `folder` has itself; it is absolute, like all paths here."""
        if self.unread:
            return self
        found = self.rules
        for name in (os.path.join(".git", "info", "exclude"), ".gitignore"):
            path = os.path.join(folder, name)
            try:
                text = as_text(read_file(path, "ignore").data, "replace")
                found += ((folder, patterns(text.splitlines())),)
            except (FileNotFoundError, NotADirectoryError, ValueError):
                continue
            except OSError as error:
                return Ignored(found, f"{path}: not read: {reason_of(error)}")
        return Ignored(found) if found is not self.rules else self

    def has(self, path: str, is_folder: bool) -> bool:
        """Whether git ignores `path`: the innermost file that says anything about it decides."""
        if self.unread:
            return True
        for folder, spec in reversed(self.rules):
            name = path[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
            verdict = spec.check_file(name + "/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


_known: dict[str, str | None] = {}


def repository_of(folder: str) -> str | None:
    """The nearest folder upwards that holds a repository, None for none."""
    passed = []
    while folder not in _known:
        passed.append(folder)
        above = os.path.dirname(folder)
        if any(os.path.exists(os.path.join(folder, name)) for name in (".git", ".hg")):
            _known[folder] = folder
        elif above == folder:
            _known[folder] = None
        else:
            folder = above
    _known.update(dict.fromkeys(passed, _known[folder]))
    return _known[folder]


def forget_repositories() -> None:
    """Forget where repositories are: another run in this process may find others."""
    _known.clear()


def ignored_in(folder: str) -> Ignored:
    """The ignore files in force in an absolute folder, from the root of its repository down to it."""
    top = repository_of(folder)
    if top is None:
        return Ignored().below(folder)
    found = Ignored().below(top)
    at = top
    for part in os.path.relpath(folder, top).split(os.sep):
        if part != os.curdir:
            at = os.path.join(at, part)
            found = found.below(at)
    return found
