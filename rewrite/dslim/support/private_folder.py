"""Makes a folder that nobody else may enter, for a file not yet in its place, and removes those of dead runs."""

from __future__ import annotations

import contextlib
import os
import re
import sys

from dslim.support.folders import HAS_DESCRIPTORS, Folder, is_private
from dslim.support.write_refused import WriteRefused

#: `.Dockerfile.1234.0123456789abcdef.dslim`: the file it is for, the process, chance.
_NAME = re.compile(r"\..{1,100}\.[0-9]{1,20}\.[0-9a-f]{16}\.dslim", re.DOTALL)
#: The name of the new file in it, and the one of a file of somebody else that could not be put back.
NEW, KEPT = "new", "kept"
#: How often another name is tried, where another run takes a new folder for one that was left.
_TRIES = 5


class PrivateFolder:
    """A new folder within another one, for as long as the `with` block lasts; its file, `NEW`, goes with it.

    Its lock tells other runs that it is not left over: it ends with this process, however that ends.
    `holds_ours`: False while the file may be somebody else's, which must not be removed.
    """

    def __init__(self, above: Folder, name: str) -> None:
        self._above = above
        self._for = name if len(os.fsencode(name)) <= 100 else name[:25]
        self._folder: Folder | None = None
        self.name = ""
        self.holds_ours = True

    def __enter__(self) -> PrivateFolder:
        try:
            self._make()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    @property
    def folder(self) -> Folder:
        """The folder, open."""
        assert self._folder is not None
        return self._folder

    def create(self, mode: int = 0o600) -> int:
        """Make the file, open for writing; its folder keeps others out whatever its mode. Raises OSError."""
        for _ in range(_TRIES):
            try:
                return self._created(mode)
            except FileNotFoundError:  # another run took the folder for one left, before the lock
                self._remove()
                self._make()
        return self._created(mode)

    def _created(self, mode: int) -> int:
        return self.folder.open(NEW, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)

    def _make(self) -> None:
        above = self._above
        self.name = f".{self._for}.{os.getpid()}.{os.urandom(8).hex()}.dslim"
        os.mkdir(above.at(self.name), 0o700, dir_fd=above.fd)
        made = above.below(self.name)
        if made.fd is not None:
            if not is_private(os.fstat(made.fd)):
                os.close(made.fd)
                raise WriteRefused("another user changes its folder meanwhile")
            lock(made.fd)
        self._folder = made

    def _remove(self) -> None:
        if self._folder is not None:
            with self._folder as folder:
                _empty(folder, self.holds_ours)
        self._folder = None
        if self.name:
            with contextlib.suppress(OSError):
                os.rmdir(self._above.at(self.name), dir_fd=self._above.fd)


def remove_left_over(folder: Folder) -> int:
    """Remove the private folders in a folder that runs left which were killed; how many there were.

    Those only that are surely ours: by name, owned by this user, closed to all others, with nothing but the
    one file in it, and not locked by a run that lives.
    """
    if folder.fd is None:
        return 0
    try:
        names = [name for name in os.listdir(folder.fd) if name.endswith(".dslim") and _NAME.fullmatch(name)]
    except OSError:
        return 0
    return sum(_remove_one(folder, name) for name in names)


def _remove_one(above: Folder, name: str) -> bool:
    try:
        with above.below(name) as folder:
            assert folder.fd is not None
            if not is_private(os.fstat(folder.fd)) or not lock(folder.fd):
                return False
            if not set(os.listdir(folder.fd)) <= {NEW}:
                return False
            _empty(folder, is_ours=True)
        os.rmdir(above.at(name), dir_fd=above.fd)
    except OSError:
        return False
    return True


def _empty(folder: Folder, is_ours: bool) -> None:
    with contextlib.suppress(OSError):
        if is_ours:
            folder.unlink(NEW)
        else:  # by another name no run takes it for its own
            os.rename(folder.at(NEW), folder.at(KEPT), src_dir_fd=folder.fd, dst_dir_fd=folder.fd)


def is_in_use(folder: Folder) -> bool:
    """Whether another process has locked an open folder; else it is locked by this one until it is closed."""
    return folder.fd is not None and _try_lock(folder.fd) is False


def lock(fd: int) -> bool:
    """Lock an open folder until it is closed; False where somebody else has it, or nothing can be locked."""
    return _try_lock(fd) is True


def _try_lock(fd: int) -> bool | None:
    """Whether an open folder is locked by this process now; None where nothing can be locked."""
    if sys.platform == "win32" or not HAS_DESCRIPTORS:
        return None
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return None
    return True
