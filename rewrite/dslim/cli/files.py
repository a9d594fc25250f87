"""Reading what paths name."""

from __future__ import annotations

import os

from dslim.support.reading import FileRead, read_file, read_stdin

STDIN = "-"


def read(path: str, follow: bool = True) -> FileRead:
    """A Dockerfile, or standard input for `-`. `follow`: as for `read_file`. Raises OSError."""
    return read_stdin("Dockerfile") if path == STDIN else read_file(path, "Dockerfile", follow)


def listed(path: str) -> list[str]:
    """The paths that a file lists, or standard input for `-`: NUL after each, or one a line where no NUL is.

    Raises OSError.
    """
    data = (read_stdin("list") if path == STDIN else read_file(path, "list")).data
    parts = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(part) for part in parts if part]
