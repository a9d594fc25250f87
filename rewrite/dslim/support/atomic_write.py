"""Writes a file back, whole or not at all, and never another file than the one that was read."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from io import FileIO

from dslim.support.attributes import keep_attributes, keep_owner_and_mode
from dslim.support.exchange import exchange
from dslim.support.folders import HAS_DESCRIPTORS, Folder, open_folder
from dslim.support.private_folder import KEPT, NEW, PrivateFolder
from dslim.support.reading import Identity, identity_of
from dslim.support.write_refused import WriteRefused


@dataclass(frozen=True)
class _Old:
    """The file that is to be replaced: where it lies, which file it is, and what is in it."""

    folder: Folder
    name: str
    status: os.stat_result
    data: bytes


def write_atomic(path: str, before: bytes, after: bytes, read: Identity | None = None) -> None:
    """Replace the content of the file at `path`, which must still be `before`, by `after`.

    `path` is the whole path, without a link in it (`os.path.realpath`) as it was when the file was found: a
    part of it that is a link now is not followed. `read`: which file it was that was read; another one, or
    the same one changed, is refused.

    The new file is written in a folder beside the old one that nobody else may enter, and takes its place by a
    rename: mode, owner, group and extended attributes stay, and at no moment is there half a file. Raises
    WriteRefused for what is no regular file, is read-only, has other hard links (a rename would part them),
    has something that cannot be kept, or changed meanwhile, and OSError for what the system refuses.
    """
    name = os.path.basename(path)
    with _folder_of(path) as folder:
        with _open_old(folder, name) as file:
            old = _check(_Old(folder, name, os.fstat(file.fileno()), before), file.fileno(), read)
            # the new file is open until it is in its place: as long, no other file can be given its number
            with PrivateFolder(folder, name) as private, FileIO(private.create(), "wb") as new:
                _write_new(new, file, old, after)
                if not HAS_DESCRIPTORS:  # Windows renames no open file
                    new.close()
                    file.close()
                _replace(private, old)
        folder.sync()


def create_atomic(path: str, data: bytes) -> None:
    """Make a file that is not there, whole or not at all; no link in its path is followed.

    Raises WriteRefused where something has come to its place, and OSError for what the system refuses.
    """
    name = os.path.basename(path)
    with _folder_of(path) as folder:
        with PrivateFolder(folder, name) as private:
            with open(private.create(0o666), "wb") as new:
                new.write(data)
            source = private.folder
            try:  # a link, not a rename: it never takes the place of another file
                os.link(
                    source.at(NEW), folder.at(name), src_dir_fd=source.fd, dst_dir_fd=folder.fd, follow_symlinks=False
                )
            except FileExistsError:
                raise WriteRefused("something has come to its place since it was found") from None
        folder.sync()


def _folder_of(path: str) -> Folder:
    """The folder of a file, open. Raises WriteRefused."""
    try:
        return open_folder(os.path.dirname(path))
    except NotADirectoryError:
        raise WriteRefused("its folder has become a link, or no folder, since it was found") from None


def _open_old(folder: Folder, name: str) -> FileIO:
    # a look first, since to open a device may do something
    if not stat.S_ISREG(folder.status(name).st_mode):
        raise WriteRefused("not a regular file")
    return FileIO(folder.open(name, os.O_RDONLY), "rb")


def _check(old: _Old, fd: int, read: Identity | None) -> _Old:
    status = old.status
    if not stat.S_ISREG(status.st_mode):
        raise WriteRefused("not a regular file")
    if status.st_nlink > 1:
        raise WriteRefused(f"has {status.st_nlink} hard links, and writing would part them")
    if not os.access(old.folder.at(old.name), os.W_OK, dir_fd=old.folder.fd):
        raise WriteRefused("is read-only")
    if read not in (None, identity_of(status)) or not _is_all(fd, old.data):
        raise WriteRefused("changed since it was read")
    return old


def _is_all(fd: int, data: bytes) -> bool:
    """Whether a file holds these bytes and no more; it is read no further than that."""
    left = memoryview(data)
    while part := os.read(fd, min(len(left) + 1, 1 << 20)):
        if len(part) > len(left) or left[: len(part)] != part:
            return False
        left = left[len(part) :]
    return not left


def _write_new(new: FileIO, file: FileIO, old: _Old, after: bytes) -> None:
    left = memoryview(after)
    while left:
        left = left[new.write(left) or 0 :]
    fd = new.fileno()
    # the mode last: a change of owner clears bits of it, an access list sets some
    keep_owner_and_mode(fd, old.status, lambda: keep_attributes(file.fileno(), fd))
    os.fsync(fd)
    if identity_of(os.fstat(file.fileno())) != identity_of(old.status):
        raise WriteRefused("changed while it was being rewritten")


def _replace(private: PrivateFolder, old: _Old) -> None:
    """Put the new file into the place of the old one, and see afterwards that it was the old one."""
    source, target = private.folder, old.folder
    if identity_of(target.status(old.name)) != identity_of(old.status):
        raise WriteRefused("changed while it was being rewritten")
    new = _which(source)
    private.holds_ours = False
    try:
        if not exchange(source, NEW, target, old.name):
            os.replace(source.at(NEW), target.at(old.name), src_dir_fd=source.fd, dst_dir_fd=target.fd)
    except FileNotFoundError:
        private.holds_ours = True
        raise WriteRefused("went away while it was being rewritten") from None
    except BaseException:  # a signal, say: it may have come after the step
        with contextlib.suppress(WriteRefused):
            _settle(private, old, new)
        raise
    _settle(private, old, new)


def _settle(private: PrivateFolder, old: _Old, new: tuple[int, ...]) -> None:
    """See that the old file came out. What another program put in its place at the last moment goes back there."""
    try:
        out = _which(private.folder)
    except FileNotFoundError:
        return  # by a plain rename
    if out == new or _is_old(private.folder, old):
        private.holds_ours = True
        return
    private.holds_ours = _give_back(private.folder, old, new)
    lost = "" if private.holds_ours else f"; what stood there at last is {private.name}/{KEPT}"
    raise WriteRefused(f"changed while it was being rewritten{lost}")


def _is_old(private: Folder, old: _Old) -> bool:
    """Whether what came out may go: a file with the bytes that were read, and with no other name."""
    status = private.status(NEW)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        return False
    with FileIO(private.open(NEW, os.O_RDONLY), "rb") as file:
        return _is_all(file.fileno(), old.data)


def _give_back(private: Folder, old: _Old, new: tuple[int, ...]) -> bool:
    """Put what came out back into its place; False where the private folder holds a file of others then."""
    try:
        exchange(private, NEW, old.folder, old.name)
        if _which(private) == new:
            return True
        # yet another file has come since: it is the newer one, and stays
        exchange(private, NEW, old.folder, old.name)
    except FileNotFoundError:
        return _link_back(private, old)
    return False


def _link_back(private: Folder, old: _Old) -> bool:
    """Put what came out into its place, which is empty now; what may have come there is not overwritten."""
    folder = old.folder
    try:
        os.link(
            private.at(NEW), folder.at(old.name), src_dir_fd=private.fd, dst_dir_fd=folder.fd, follow_symlinks=False
        )
    except OSError:
        return False
    return True


def _which(private: Folder) -> tuple[int, ...]:
    """Which file lies in the private folder; a rename leaves that as it is."""
    status = private.status(NEW)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
