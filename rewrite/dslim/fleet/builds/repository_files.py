"""Reads files of a repository beside its Dockerfiles: none that a link leads to, and none that is too long."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslim.support.reading import as_text, is_reached_without_links, read_file

#: A longer CI file, makefile, devcontainer.json or script that builds is not read.
MAX_BYTES = 300_000
#: Where a devcontainer.json lies, from the folder that is worked in (https://containers.dev).
DEVCONTAINERS = ("devcontainer.json", ".devcontainer.json", ".devcontainer/devcontainer.json")
WORKFLOWS = ".github/workflows"


def repository_text(path: str, top: str, most: int | None = MAX_BYTES) -> str | None:
    """The text of a file of the repository at `top`; None where it is not there, or is not to be read.

    Neither the file nor a folder between it and `top` may be a link. `most`: bytes; None for as many as are read of
    any script.
    """
    try:
        if (most is not None and os.lstat(path).st_size > most) or not is_reached_without_links(path, top):
            return None
        return as_text(read_file(path, "script", follow=False).data, "replace")
    except (OSError, ValueError):
        return None


def names_in(folder: str) -> list[str]:
    """The names in a folder, in order; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError:
        return []


def workflow_names(top: str) -> list[str]:
    """The workflows of GitHub, from the root of a repository, in order."""
    names = names_in(os.path.join(top, WORKFLOWS))
    return [f"{WORKFLOWS}/{name}" for name in names if name.endswith((".yml", ".yaml"))]


def folders_up_to(folder: str, top: str) -> Iterator[str]:
    """A folder, and those above it up to `top`, the nearest first; the folder alone where `top` is not above it."""
    yield folder
    while folder != top and folder.startswith(top.rstrip(os.sep) + os.sep):
        folder = os.path.dirname(folder)
        yield folder
