"""Writing a file back, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat


class WriteRefused(Exception):
    """The file is not one that may be replaced; it is as it was. The message says why, without the path."""


def write_atomic(path: str, before: bytes, after: bytes) -> None:
    """Replace the content of `path`, which must still be `before`, by `after`.

    The new file is written beside the old one and renamed over it: mode, owner, group and extended
    attributes stay, and at no moment is there half a file. A symbolic link stays; the regular file
    that it leads to is replaced. Raises WriteRefused for what is no regular file, is read-only, has
    other hard links (a rename would part them), or changed meanwhile, and OSError for what the system
    refuses. No temporary file is left whatever happens, short of a kill.
    """
    real = os.path.realpath(path)
    old = _check(real, before)
    folder = os.path.dirname(real)
    temporary = os.path.join(folder, f".{os.path.basename(real)[:100]}.{os.urandom(4).hex()}.dslim")
    try:
        # for nobody else's eyes until it has the mode of the old one
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(after)
            file.flush()
            _keep(temporary, real, old)
            os.fsync(file.fileno())
        if _identity(os.stat(real)) != _identity(old):
            raise WriteRefused("changed while it was being rewritten")
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _check(real: str, before: bytes) -> os.stat_result:
    old = os.stat(real)
    if not stat.S_ISREG(old.st_mode):
        raise WriteRefused("not a regular file")
    if old.st_nlink > 1:
        raise WriteRefused(f"has {old.st_nlink} hard links, and writing would part them")
    if not os.access(real, os.W_OK):
        raise WriteRefused("is read-only")
    with open(real, "rb") as file:
        if file.read() != before:
            raise WriteRefused("changed since it was read")
    return old


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_nlink


def _keep(temporary: str, real: str, old: os.stat_result) -> None:
    """Give the new file what the old one had; the mode last, since a change of owner clears bits of it."""
    new = os.stat(temporary)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            raise WriteRefused("belongs to another user or group, which cannot be kept") from None
    for name in _attributes(real):
        # what the system itself gives (security.*) or no longer has is not ours to insist on
        with contextlib.suppress(OSError):
            os.setxattr(temporary, name, os.getxattr(real, name))
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _attributes(real: str) -> list[str]:
    """Names of the extended attributes; none where the system or the file system has no such thing."""
    try:
        return os.listxattr(real) if hasattr(os, "listxattr") else []
    except OSError:
        return []


def _sync_folder(folder: str) -> None:
    """Make the rename last through a loss of power, where folders can be synced."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
