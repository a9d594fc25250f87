"""Linux's fanotify, as far as it is needed here: which files are opened on a file system.

https://man7.org/linux/man-pages/man7/fanotify.7.html; needs CAP_SYS_ADMIN and Linux 4.20.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

_CLOEXEC, _NONBLOCK, _UNLIMITED_QUEUE = 0x1, 0x2, 0x10
_MARK_ADD, _MARK_FILESYSTEM = 0x1, 0x100
_OPEN, _OPEN_EXEC, _OVERFLOW = 0x20, 0x1000, 0x4000
#: event_len, vers, reserved, metadata_len, mask, fd, pid
_EVENT = struct.Struct("=IBBHQii")
_READ_SIZE = 1 << 16


class Fanotify:
    """A queue of opened files. Raises OSError where this process may not have one."""

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise OSError("fanotify is Linux's alone")
        self._libc = ctypes.CDLL(None, use_errno=True)
        flags = _CLOEXEC | _NONBLOCK | _UNLIMITED_QUEUE
        self.fd = self._checked(self._libc.fanotify_init(flags, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
        self.has_overflowed = False

    def watch(self, path: str, device: str) -> None:
        """Watch the whole file system that is mounted at a path. Raises OSError.

        `device`: its number, as /proc/self/mountinfo has it. A mount that has gone is refused: what lies at its place
        then is the file system of the machine, and every program that runs there would be watched.
        """
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            number = os.fstat(folder).st_dev
            if f"{os.major(number)}:{os.minor(number)}" != device:
                raise OSError(errno.ESTALE, "another file system lies there", path)
            mask = ctypes.c_uint64(_OPEN | _OPEN_EXEC)
            call = self._libc.fanotify_mark
            self._checked(call(self.fd, _MARK_ADD | _MARK_FILESYSTEM, mask, folder, None))
        finally:
            os.close(folder)

    def opened(self) -> Iterator[str]:
        """The paths that wait in the queue, as this process or the one that opened them sees them."""
        while True:
            try:
                data = os.read(self.fd, _READ_SIZE)
            except BlockingIOError:
                return
            at = 0
            while at + _EVENT.size <= len(data):
                length, _, _, _, mask, fd, _ = _EVENT.unpack_from(data, at)
                at += length
                self.has_overflowed = self.has_overflowed or bool(mask & _OVERFLOW)
                if fd >= 0:
                    try:
                        with suppress(OSError):
                            yield os.readlink(f"/proc/self/fd/{fd}")
                    finally:
                        os.close(fd)

    def close(self) -> None:
        """Close the queue."""
        os.close(self.fd)

    def _checked(self, result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result
