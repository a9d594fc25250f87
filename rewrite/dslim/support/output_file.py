"""Writes a report where the user says, and nowhere else that a link in somebody's repository leads."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from dslim.support.folders import Folder, open_folder
from dslim.support.private_folder import NEW, PrivateFolder
from dslim.support.write_refused import WriteRefused


def write_output(path: str, data: bytes) -> None:
    """Write a file, as `open_output` does."""
    with open_output(path) as file:
        file.write(data)


@contextmanager
def open_output(path: str) -> Iterator[BinaryIO]:
    """A file to write, which is at its path when the block has ended, whole, and not if it raised.

    One that is there is replaced and keeps its mode.

    Below the working directory, which may be somebody's repository, no link is followed; elsewhere the folder may
    be named by links, the file may not. Raises WriteRefused for a link and what is no regular file, and OSError.
    """
    top, name = os.path.split(os.path.abspath(path))
    here = os.getcwd()
    is_below = top == here or top.startswith(here.rstrip(os.sep) + os.sep)
    try:
        folder = open_folder(top if is_below else os.path.realpath(top))
    except NotADirectoryError:
        raise WriteRefused("a part of its path is a symbolic link, or no folder") from None
    with folder, PrivateFolder(folder, name) as private:
        mode = _mode(folder, name)
        with open(private.create(0o666), "wb") as file:
            yield file
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
        source = private.folder
        os.replace(source.at(NEW), folder.at(name), src_dir_fd=source.fd, dst_dir_fd=folder.fd)


def _mode(folder: Folder, name: str) -> int | None:
    """The mode of the file that is there; None for none. Raises WriteRefused."""
    try:
        status = folder.status(name)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise WriteRefused("it is a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        raise WriteRefused("not a regular file")
    return stat.S_IMODE(status.st_mode) & 0o777
