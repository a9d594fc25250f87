"""Paths inside an image, as Linux reads them: by their text alone, whatever system dslim runs on."""

from __future__ import annotations

import posixpath


def normal_path(path: str) -> str:
    """The shortest text that names the same path: no `.`, no `..` that can go, no slash twice.

    POSIX lets two slashes at the start mean something else, and so `posixpath.normpath` keeps them; to Linux
    `//app` is `/app`.
    """
    found = posixpath.normpath(path)
    return found[1:] if found.startswith("//") else found
