"""A file's path from the root of its repository, as the readers of reports in CI look for it."""

from __future__ import annotations

import os
from functools import lru_cache

from dslim.report.diff import diff_path


def repository_path(path: str) -> str:
    """The path from the nearest folder upwards with a `.git`, wherever dslim was started; else as in a diff."""
    if path.startswith("<"):  # <stdin>
        return diff_path(path)
    place = os.path.abspath(path)
    root = _root_above(os.path.dirname(place))
    return diff_path(path) if root is None else os.path.relpath(place, root).replace(os.sep, "/")


@lru_cache(maxsize=4096)
def _root_above(folder: str) -> str | None:
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder
