"""Decides what of a cache is trusted: a folder that only its user can write, and texts that carry the user's seal."""

from __future__ import annotations

import contextlib
import hmac
import os
import stat
from hashlib import blake2b

_SECRET_BYTES = 32
SEAL_BYTES = 16


def reason_for_distrust(folder: str, file: str) -> str:
    """Why a cache is not used, in words that follow its path; '' where nobody else can write it."""
    if os.name == "nt":  # no such owners and modes
        return ""
    for path, is_kind, what in ((folder, stat.S_ISDIR, "folder"), (os.path.join(folder, file), stat.S_ISREG, "file")):
        try:
            status = os.lstat(path)
        except OSError:
            continue  # nothing there: it is made
        if stat.S_ISLNK(status.st_mode):
            return "it is a symbolic link"
        if not is_kind(status.st_mode):
            continue  # an accident, as good as none
        if status.st_uid != os.geteuid():
            return f"its {what} belongs to another user"
        if status.st_mode & 0o022 or (what == "file" and status.st_nlink > 1):
            return f"others can write its {what}"
    return ""


class Seal:
    """Tells entries of this user from all others, by a secret that does not lie in the cache.

    A cache may come from elsewhere (a CI cache, a shared folder) with owner and mode in order. Without a secret,
    as where there is no home, nothing has a seal.
    """

    def __init__(self, folder: str | None = None) -> None:
        self._secret = _load_secret(folder or state_folder())

    def add_seal(self, key: bytes, value: bytes) -> bytes | None:
        """The value with its seal for a key; None without a secret."""
        return self._seal_of(key, value) + value if self._secret else None

    def remove_seal(self, key: bytes, sealed: bytes) -> bytes | None:
        """The value without its seal; None where that is not ours for this key."""
        seal, value = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
        return value if self._secret and hmac.compare_digest(seal, self._seal_of(key, value)) else None

    def _seal_of(self, key: bytes, value: bytes) -> bytes:
        return blake2b(len(key).to_bytes(4, "big") + key + value, digest_size=SEAL_BYTES, key=self._secret).digest()


def state_folder() -> str:
    """Where what is this user's own is kept from run to run."""
    from platformdirs import user_state_dir

    return user_state_dir("dslim", appauthor=False)


def _load_secret(folder: str) -> bytes:
    """The user's secret, made if there is none; b'' where it cannot be made, or others could know it."""
    path = os.path.join(folder, "cache-secret")
    with contextlib.suppress(OSError):
        if (found := _read_secret(path)) is None:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            part = f"{path}.{os.urandom(8).hex()}"
            fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                os.write(fd, os.urandom(_SECRET_BYTES))
                os.close(fd)
                with contextlib.suppress(FileExistsError):  # another run was faster
                    os.link(part, path)
            finally:
                os.unlink(part)
            found = _read_secret(path)
        return found or b""
    return b""


def _read_secret(path: str) -> bytes | None:
    """The secret; None where there is none, b'' where it is none that only this user knows."""
    try:
        fd = os.open(path, os.O_RDONLY | sum(getattr(os, f"O_{n}", 0) for n in ("NOFOLLOW", "NONBLOCK", "CLOEXEC")))
    except FileNotFoundError:
        return None
    try:
        status = os.fstat(fd)
        theirs = os.name != "nt" and (status.st_uid != os.geteuid() or status.st_mode & 0o077)
        found = os.read(fd, _SECRET_BYTES + 1)
    finally:
        os.close(fd)
    return b"" if theirs or len(found) != _SECRET_BYTES else found
