"""The modes in git's index, read from the index itself: to ask git takes 5 ms a question."""

from __future__ import annotations

import os
from functools import lru_cache

from dslim.support.reading import read_file

#: Of an entry before its name: times, device, inode, mode (at 24), owner, size, hash, flags (at 60).
_HEAD = 62
_MODES = {0o100644: 0o644, 0o100755: 0o755, 0o120000: None, 0o160000: None}
#: What tells git where to look, or how to read a path: how such variables begin.
_VARIABLES = tuple(
    f"GIT_{name}" for name in "ASSUME CEILING COMMON CONFIG DIR DISCOVERY GLOB ICASE INDEX LITERAL NOGLOB WORK".split()
)
#: Settings of a repository under which the index is not the plain file that is read here.
_UNUSUAL = (b"worktree", b"objectformat", b"sparse", b"splitindex", b"include", b"bare = true")


def index_mode(folder: str, name: str) -> int | None:
    """644 or 755 of a file that git tracks, named from an absolute folder; None where git does not, or cannot tell."""
    top = _top(folder)
    if top is None:
        return None
    try:
        return _read(top, folder, name)
    except (_Unusual, OSError):
        return _asked(folder, name)


class _Unusual(Exception):
    """Git itself has to be asked."""


def _top(folder: str) -> str | None:
    """The nearest folder upwards with a `.git`."""
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _read(top: str, folder: str, name: str) -> int | None:
    place = os.path.relpath(os.path.join(folder, name), top)
    git = os.path.join(top, ".git")
    # git may look elsewhere, write names in another way, or trust nobody else's repository
    usual = os.name != "nt" and place.isascii() and not any(key.startswith(_VARIABLES) for key in os.environ)
    if not usual or os.stat(top).st_dev != os.stat(folder).st_dev:
        raise _Unusual
    own = common = git if os.path.isdir(git) else _beside(top, git)
    if own is not git:
        common = os.path.join(own, _text(os.path.join(own, "commondir")))
    if any(os.stat(path).st_uid != os.geteuid() for path in (top, git, own)):
        raise _Unusual
    settings = read_file(os.path.join(common, "config"), "git").data.lower()
    if any(word in settings for word in _UNUSUAL) or any(n.startswith("sharedindex.") for n in os.listdir(own)):
        raise _Unusual
    index = os.path.join(own, "index")
    if not os.path.exists(index):
        return None  # nothing was ever added
    told = os.stat(index)
    return _mode(_content(index, told.st_mtime_ns, told.st_size, told.st_ino), place.encode())


def _beside(top: str, git: str) -> str:
    """The folder that a `.git` file leads to, in a work tree beside others."""
    kind, _, path = _text(git).partition(": ")
    path = os.path.join(top, path)
    if kind != "gitdir" or not os.path.isfile(os.path.join(path, "commondir")):
        raise _Unusual  # a submodule, say
    return path


def _text(path: str) -> str:
    return os.fsdecode(read_file(path, "git").data).strip()


@lru_cache(maxsize=4)
def _content(path: str, *_: int) -> bytes:
    data = read_file(path, "git").data
    if data[:4] != b"DIRC" or data[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
        raise _Unusual
    return data


def _mode(data: bytes, name: bytes) -> int | None:
    """The mode of the entry of a name.

    Entries stand at multiples of 8 from the 12th byte on, and those of version 3 may have two bytes more before the
    name. Looking for the name takes a thousandth of what reading all entries would.
    """
    at = data.find(name + b"\0")
    while at >= 0:
        for more in (0, 2):
            start = at - _HEAD - more
            flags = int.from_bytes(data[start + 60 : start + 62], "big")
            mode = int.from_bytes(data[start + 24 : start + 28], "big")
            if start >= 12 and start % 8 == 4 and flags & 0xFFF == min(len(name), 0xFFF) and mode in _MODES:
                if flags & 0x3000:
                    raise _Unusual  # in a merge
                return _MODES[mode]
        at = data.find(name + b"\0", at + 1)
    return None


def _asked(folder: str, name: str) -> int | None:
    import subprocess  # 4 ms

    command = ["git", "-C", folder, "ls-files", "--stage", "-z", "--", f":(literal){name}"]
    try:
        out = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return {b"100644": 0o644, b"100755": 0o755}.get(out[:6])
