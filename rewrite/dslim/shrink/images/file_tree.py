"""The files of an image as one tree, with its symbolic links followed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dslim.verify.image.entries import Entry
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import visible_entries

#: Symbolic links on the way to one file, as Linux has it.
MAX_LINKS = 40


@dataclass(frozen=True)
class FileTree:
    """Absolute path -> what is there, the root itself left out."""

    entries: Mapping[str, Entry]

    def __contains__(self, path: str) -> bool:
        return path in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def resolve(self, path: str) -> str | None:
        """The path of the file or folder that a path leads to, links followed; None where it leads nowhere."""
        todo = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        at, links = "", 0
        while todo:
            part = todo.pop()
            if part == "..":
                at = posixpath.dirname(at).rstrip("/")
                continue
            entry = self.entries.get(f"{at}/{part}")
            if entry is None:
                return None
            if entry.kind != "l":
                at = f"{at}/{part}"
                continue
            links += 1
            if links > MAX_LINKS:
                return None
            at = "" if entry.link.startswith("/") else at
            todo += [name for name in reversed(entry.link.split("/")) if name not in ("", ".")]
        return at or "/"


def file_tree(image: Image) -> FileTree:
    """The tree of an image."""
    return FileTree({f"/{entry.path}": entry for entry in visible_entries(image.layers) if entry.path})
