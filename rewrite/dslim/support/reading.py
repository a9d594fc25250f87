"""Reads the files of other people: opened once, regular files only, and never past a bound."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import BinaryIO, Literal, NamedTuple, TypeAlias

#: What a file is read as, which decides how much of it is read.
Kind: TypeAlias = Literal["Dockerfile", "ignore", "config", "builds", "script", "list", "git"]
#: Device, inode, size, time of the last write and of the last change, in ns: what tells a file from another one.
Identity: TypeAlias = tuple[int, int, int, int, int]

MB = 1_000_000
#: The most bytes that are read of a file, by its kind; a longer one is refused, not read in part.
BOUNDS: dict[Kind, int] = {
    "Dockerfile": 10 * MB,
    "ignore": MB,  # .gitignore, .dockerignore
    "config": MB,  # dslim.toml, pyproject.toml
    "builds": 5 * MB,  # compose and bake files
    "script": MB,  # what a COPY brings and a rule looks into
    "list": 10 * MB,  # paths for --files-from and -@
    "git": MB,  # a repository's config, and what leads from a work tree to it
}
#: Never wait for a writer, become somebody's terminal, or leave the file open in a program that is started.
_FLAGS = os.O_RDONLY | sum(getattr(os, f"O_{name}", 0) for name in ("NONBLOCK", "NOCTTY", "CLOEXEC", "BINARY"))
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_TYPES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a symbolic link"),
)


class ReadRefused(OSError):
    """The file is not one that is read: no regular file, or too long. `strerror` says why, `filename` which."""

    def __init__(self, why: str, path: str | os.PathLike[str] | None = None) -> None:
        super().__init__(errno.EINVAL, why, None if path is None else os.fspath(path))


class FileRead(NamedTuple):
    """The bytes of a file, and which file they are of (None for standard input)."""

    data: bytes
    identity: Identity | None = None


def read_file(path: str | os.PathLike[str], kind: Kind, follow: bool = True) -> FileRead:
    """The whole of a regular file, if it is not longer than its kind may be.

    `follow`: whether `path` may be a symbolic link; False for what a walk found. Raises ReadRefused, and OSError
    for what the system refuses.
    """
    fd = _open(path, follow)
    try:
        status = os.fstat(fd)
        return FileRead(_read_all(fd, path, status.st_size, BOUNDS[kind]), identity_of(status))
    finally:
        os.close(fd)


def read_start(path: str | os.PathLike[str], count: int, follow: bool = True) -> bytes:
    """The first `count` bytes of a regular file, however long it is. Raises as `read_file` does."""
    fd = _open(path, follow)
    try:
        return _read_most(fd, count)
    finally:
        os.close(fd)


def open_file(path: str | os.PathLike[str], follow: bool = True) -> BinaryIO:
    """A regular file, open, for a caller with bounds of its own; to be closed by it. Raises as `read_file` does."""
    return os.fdopen(_open(path, follow), "rb")


def is_reached_without_links(path: str, root: str) -> bool:
    """Whether a path below a folder is no symbolic link and leads through none; those above the folder do not count."""
    below = os.path.relpath(path, root)
    return os.path.realpath(path) == os.path.normpath(os.path.join(os.path.realpath(root), below))


def stdin_is_terminal() -> bool:
    """Whether somebody types what is read from standard input."""
    return sys.stdin is not None and sys.stdin.isatty()


def read_stdin(kind: Kind) -> FileRead:
    """All of standard input, if it is not longer than its kind may be. Raises as `read_file` does."""
    if sys.stdin is None:
        raise ReadRefused("standard input is closed")
    bound = BOUNDS[kind]
    data = sys.stdin.buffer.read(bound + 1)
    if len(data) > bound:
        raise _too_long(bound)
    return FileRead(data)


def identity_of(status: os.stat_result) -> Identity:
    """What tells a file from any other, and from itself at another time."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def as_text(data: bytes, errors: str = "strict") -> str:
    """UTF-8 with `\\n` for any line break, as Python's own text files have it. Raises UnicodeDecodeError."""
    text = data.decode("utf-8", errors)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def reason_of(error: OSError) -> str:
    """Why something could not be read, without the path: for the end of a line that begins with it."""
    return error.strerror or str(error)


def _open(path: str | os.PathLike[str], follow: bool) -> int:
    # a look first, since to open a device may do something; and one at what was opened, which may be another by then
    _check((os.stat if follow else os.lstat)(path), path)
    try:
        fd = os.open(path, _FLAGS | (0 if follow else _NO_FOLLOW))
    except OSError as error:
        if error.errno == errno.ELOOP and not follow:
            raise ReadRefused("a symbolic link, not a regular file", path) from None
        raise
    try:
        _check(os.fstat(fd), path)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _check(status: os.stat_result, path: str | os.PathLike[str]) -> None:
    """Raises ReadRefused for what is no regular file."""
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for is_kind, name in _TYPES if is_kind(status.st_mode)), "of an unknown kind")
        raise ReadRefused(f"{kind}, not a regular file", path)


def _read_all(fd: int, path: str | os.PathLike[str], size: int, bound: int) -> bytes:
    # a size may say too little (files of /proc, and those that grow), never more than would be read
    data = b"" if size > bound else _read_most(fd, bound + 1, size + 1)
    if size > bound or len(data) > bound:
        raise _too_long(bound, path)
    return data


def _read_most(fd: int, count: int, first: int = 1 << 16) -> bytes:
    """Up to `count` bytes; `first`: how many to ask for at first."""
    parts: list[bytes] = []
    ask = first
    while count and (part := os.read(fd, min(ask, count))):
        parts.append(part)
        count -= len(part)
        ask = 1 << 16
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_long(bound: int, path: str | os.PathLike[str] | None = None) -> ReadRefused:
    return ReadRefused(f"larger than {bound // MB} MB", path)
