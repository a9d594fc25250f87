"""Gives a new file what an old one has: owner, group, extended attributes, access list, mode."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from dslim.support.write_refused import WriteRefused

#: Attributes that vouch for the very bytes of a file. The system itself drops them when these change.
_OF_THE_BYTES = {"security.capability", "security.ima", "security.evm"}
#: Answers of file systems that have no such attributes.
_NONE = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


def keep_owner_and_mode(fd: int, old: os.stat_result, between: Callable[[], None]) -> None:
    """Give an open file the owner, the group and at last the mode that `old` tells; `between` is done between.

    Nobody may read it meanwhile who could not read the old one. Raises WriteRefused where one cannot be kept.
    """
    new = os.fstat(fd)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(fd, old.st_uid, old.st_gid)
        except PermissionError:
            raise WriteRefused("belongs to another user or group, which cannot be kept") from None
    between()
    if hasattr(os, "fchmod"):  # Windows knows read-only alone, and such a file is not written
        os.fchmod(fd, stat.S_IMODE(old.st_mode))
        if stat.S_IMODE(os.fstat(fd).st_mode) != stat.S_IMODE(old.st_mode):
            raise WriteRefused(f"has mode {stat.S_IMODE(old.st_mode):o}, which cannot be kept")


def keep_attributes(old: int, new: int) -> None:
    """Give an open file the extended attributes of another, access lists among them, and no others.

    Raises WriteRefused where one cannot be kept: a list or a label may be what keeps others from reading.
    """
    had, has = _attributes(old), _attributes(new)
    for name in has.keys() - had.keys():  # a list that the folder gives to new files
        _try(name, lambda name=name: os.removexattr(new, name))  # type: ignore[misc]
    for name, value in had.items():
        if has.get(name) != value and name not in _OF_THE_BYTES:
            _try(name, lambda name=name, value=value: os.setxattr(new, name, value))  # type: ignore[misc]


def _try(name: str, change: Callable[[], None]) -> None:
    try:
        change()
    except OSError as error:
        raise WriteRefused(f"has the attribute {name}, which cannot be kept: {error.strerror}") from None


def _attributes(fd: int) -> dict[str, bytes]:
    """The extended attributes by name; none where the system or the file system has no such thing."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {name: os.getxattr(fd, name) for name in os.listxattr(fd)}
    except OSError as error:
        if error.errno in _NONE:
            return {}
        raise
