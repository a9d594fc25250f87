"""The build context as evidence: what a COPY would take, with its modes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: A context of more entries than this is not walked: what it holds is not known.
MAX_ENTRIES = 50_000


@dataclass(frozen=True)
class Context:
    """The build context of one Dockerfile: the folder that `docker build` sends."""

    root: Path

    def find(self, source: str) -> Path | None:
        """The file or folder that a literal COPY source names; None where the context has none."""
        if any(c in source for c in "*?[\\"):
            return None
        path = self.root / source.lstrip("/")
        try:
            resolved = path.resolve()
            inside = resolved == self.root.resolve() or self.root.resolve() in resolved.parents
        except (OSError, RuntimeError):
            return None
        return path if inside and os.path.lexists(path) else None

    @cached_property
    def _ignored(self) -> Callable[[str], bool] | None:
        """Tells what the patterns of .dockerignore match: like .gitignore's, but each begins at the root."""
        try:
            lines = (self.root / ".dockerignore").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return None
        from pathspec import GitIgnoreSpec  # 15 ms that most files do not need

        patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        rooted = ["!/" + p[1:].strip().strip("/") if p.startswith("!") else "/" + p.strip("/") for p in patterns]
        return GitIgnoreSpec.from_lines(rooted).match_file

    def is_ignored(self, name: str) -> bool:
        """Whether .dockerignore keeps a file, by its path below the root, out of the build."""
        return self._ignored is not None and self._ignored(name)

    def mode(self, source: str) -> int | None:
        """The permission bits of a regular file, None for anything else."""
        path = self.find(source)
        if path is None or path.is_symlink() or not path.is_file():
            return None
        return stat.S_IMODE(path.stat().st_mode)

    def special_bits(self, source: str) -> bool | None:
        """Whether a source holds a setuid or setgid file or a file with capabilities; None where unknown.

        What .dockerignore leaves out is looked at too: more is seen than sent, never less.
        """
        path = self.find(source)
        if path is None:
            return None
        try:
            for count, entry in enumerate(_walk(path)):
                if count > MAX_ENTRIES:
                    return None
                if _special(entry):
                    return True
        except OSError:
            return None
        return False


def _walk(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for folder, folders, files in os.walk(path, onerror=_raise):
            for name in (*folders, *files):
                yield Path(folder, name)


def _raise(error: OSError) -> None:
    raise error


def _special(path: Path) -> bool:
    info = path.lstat()
    if not stat.S_ISLNK(info.st_mode) and info.st_mode & (stat.S_ISUID | stat.S_ISGID):
        return True
    if stat.S_ISREG(info.st_mode) and hasattr(os, "getxattr"):
        try:
            os.getxattr(path, "security.capability", follow_symlinks=False)
        except OSError:
            return False
        return True
    return False


def open_context(folder: str) -> Context | None:
    """The context in a folder, None where there is no such folder."""
    root = Path(folder)
    return Context(root) if root.is_dir() else None
