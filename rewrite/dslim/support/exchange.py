"""Exchanges two entries of folders in one step, so that whatever stood there is not lost."""

from __future__ import annotations

import errno
import os
import sys

from dslim.support.folders import Folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    _Call = Callable[[int, bytes, int, bytes, int], int]

#: renameat2(2) of Linux, and renameatx_np(2) of macOS: the same arguments, and the same flag.
_NAMES = {"linux": "renameat2", "darwin": "renameatx_np"}
_EXCHANGE = 2
#: What systems and file systems answer that do not know of it.
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def exchange(source: Folder, name: str, target: Folder, other: str) -> bool:
    """Let `name` in `source` and `other` in `target` change places; False where the system has no such step.

    Raises OSError, FileNotFoundError where one of them is not there.
    """
    call = _system_call()
    if call is None or source.fd is None or target.fd is None:
        return False
    import ctypes

    if call(source.fd, os.fsencode(name), target.fd, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), other)


def _system_call() -> _Call | None:
    try:
        import ctypes

        call = getattr(ctypes.CDLL(None, use_errno=True), _NAMES[sys.platform])
    except (ImportError, KeyError, AttributeError, OSError, TypeError):
        return None  # another system, an older libc, or a Python without ctypes
    call.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    call.restype = ctypes.c_int
    return call  # type: ignore[no-any-return]
