"""What git ignores, and what the config excludes, below a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Folders that hold other people's files, or none of anybody's.
SKIPPED = frozenset({".git", ".hg", ".svn", ".venv", "venv", ".tox", "node_modules", "__pycache__"})


def patterns(lines: Sequence[str]) -> GitIgnoreSpec:
    """Patterns as in a .gitignore. Raises ValueError for what is none."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


@dataclass(frozen=True)
class Ignored:
    """The ignore files in force in one folder: (folder that they stand in, their patterns), outermost first."""

    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def below(self, folder: str) -> Ignored:
        """With those that `folder` has itself; it is absolute, like all paths here."""
        found = self.rules
        for name in (os.path.join(".git", "info", "exclude"), ".gitignore"):
            try:
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                    found += ((folder, patterns(file.read().splitlines())),)
            except (OSError, ValueError):
                continue
        return Ignored(found) if found is not self.rules else self

    def has(self, path: str, is_folder: bool) -> bool:
        """Whether git ignores `path`: the innermost file that says anything about it decides."""
        for folder, spec in reversed(self.rules):
            name = path[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
            verdict = spec.check_file(name + "/" if is_folder else name).include
            if verdict is not None:
                return verdict
        return False


@cache
def repository_of(folder: str) -> str | None:
    """The nearest folder upwards that holds a repository, None for none."""
    if any(os.path.exists(os.path.join(folder, name)) for name in (".git", ".hg")):
        return folder
    parent = os.path.dirname(folder)
    return repository_of(parent) if parent != folder else None


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
