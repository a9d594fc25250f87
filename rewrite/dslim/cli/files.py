"""Reading what paths name."""

from __future__ import annotations

import os
import stat
import sys

STDIN = "-"


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises OSError.

    A pipe (`<(...)`) can be read; a device, which may never end, is refused.
    """
    if path == STDIN:
        return sys.stdin.buffer.read()
    with open(path, "rb", buffering=0) as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise OSError("not a regular file")
        return file.read()


def listed(path: str) -> list[str]:
    """The paths that a file lists, or standard input for `-`: NUL after each, or one a line where no NUL is.

    Raises OSError.
    """
    data = read(path)
    parts = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(part) for part in parts if part]
