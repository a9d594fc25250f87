"""Holds folders open, so that no link that somebody puts in their way leads elsewhere."""

from __future__ import annotations

import errno
import os
import stat

#: Open a folder for what lies in it; neither follow a link nor wait for anything.
_FOLDER = sum(getattr(os, f"O_{name}", 0) for name in ("DIRECTORY", "NOFOLLOW", "CLOEXEC", "NONBLOCK"))
#: On the way down only the right to pass is needed, where the system has that.
_PASS = getattr(os, "O_PATH", os.O_RDONLY)
#: Whether the system opens and renames beside an open folder. Windows does not: there a folder is its path.
HAS_DESCRIPTORS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class Folder:
    """A folder, by descriptor: names in it mean what lies in it, wherever it is moved and whatever takes its name."""

    def __init__(self, fd: int | None, path: str) -> None:
        self.fd = fd
        self._path = path

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        if self.fd is not None:
            os.close(self.fd)

    def at(self, name: str) -> str:
        """The name as the functions of `os` take it together with `dir_fd=folder.fd`."""
        return name if self.fd is not None else os.path.join(self._path, name)

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """A descriptor of an entry that is no link. Raises OSError."""
        more = sum(getattr(os, f"O_{one}", 0) for one in ("NOFOLLOW", "CLOEXEC", "NONBLOCK", "NOCTTY", "BINARY"))
        return os.open(self.at(name), flags | more, mode, dir_fd=self.fd)

    def status(self, name: str) -> os.stat_result:
        """What an entry is, a link as itself. Raises OSError."""
        return os.stat(self.at(name), dir_fd=self.fd, follow_symlinks=False)

    def unlink(self, name: str) -> None:
        """Remove an entry that is no folder. Raises OSError."""
        os.unlink(self.at(name), dir_fd=self.fd)

    def sync(self) -> None:
        """Make what was renamed last through a loss of power, where folders can be synced."""
        try:
            fd = os.open(self.at(os.curdir), os.O_RDONLY, dir_fd=self.fd)
        except OSError:
            return
        try:
            os.fsync(fd)
        except OSError:
            pass
        finally:
            os.close(fd)

    def below(self, name: str) -> Folder:
        """A folder in this one. Raises OSError, NotADirectoryError for a link."""
        if self.fd is None:
            return Folder(None, self.at(name))
        return Folder(_open_below(self.fd, name), name)


def open_folder(path: str) -> Folder:
    """The folder at an absolute path of which no part is a link: one that became a link is not followed.

    Raises OSError, NotADirectoryError where a part of the path is a link or no folder.
    """
    if not HAS_DESCRIPTORS:
        return Folder(None, path)
    fd = os.open(os.sep, _PASS | _FOLDER)
    parts = [part for part in path.split(os.sep) if part]
    try:
        for i, part in enumerate(parts):
            last = i + 1 == len(parts)
            below = _open_below(fd, part) if last else _open_passing(fd, part)
            os.close(fd)
            fd = below
    except BaseException:
        os.close(fd)
        raise
    return Folder(fd, path)


def _open_below(fd: int, name: str) -> int:
    """A folder as one that can be listed, or where that is not allowed, entered."""
    try:
        return _no_link(fd, name, os.O_RDONLY | _FOLDER)
    except PermissionError:
        return _open_passing(fd, name)


def _open_passing(fd: int, name: str) -> int:
    return _no_link(fd, name, _PASS | _FOLDER)


def _no_link(fd: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=fd)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):  # BSD and macOS tell it so
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name) from None
        raise


def is_private(status: os.stat_result) -> bool:
    """Whether something is a folder that nobody but this user (and root) may enter."""
    mode = status.st_mode
    return stat.S_ISDIR(mode) and status.st_uid == os.geteuid() and not stat.S_IMODE(mode) & 0o077
