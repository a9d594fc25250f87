"""What git says has changed."""

from __future__ import annotations

import os


class GitError(Exception):
    """git is not there, or does not know what was asked for."""


def changed_since(revision: str, folder: str) -> list[str]:
    """Absolute paths of what differs from where HEAD left `revision`, files that are not committed included.

    Deleted files are left out. Raises GitError.
    """
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is no revision")
    base = _git(folder, "merge-base", revision, "HEAD").decode().strip()
    top = _top(folder)
    names = _git(top, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base, "--")
    others = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return _absolute(top, names + others)


def staged(folder: str) -> list[str]:
    """Absolute paths of what is staged for the next commit, without deletions. Raises GitError."""
    top = _top(folder)
    return _absolute(top, _git(top, "diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--"))


def _top(folder: str) -> str:
    return os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n")


def _absolute(top: str, names: bytes) -> list[str]:
    return [os.path.join(top, os.fsdecode(name)) for name in names.split(b"\0") if name]


def _git(folder: str, *args: str) -> bytes:
    import subprocess  # 4 ms

    try:
        done = subprocess.run(["git", "-C", folder, *args], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(said[0] if said else f"git {args[0]} failed")
    return done.stdout
