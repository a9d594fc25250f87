"""Marks what a process makes with who it is, so that a later one can tell what a dead process left."""

from __future__ import annotations

import hashlib
import os
import re
import sys

from dslim.support.reading import open_file

#: `k3f9a1cp1a2bt5d3e9f`: one start of one machine or container, the process, and when it began; then `x` and more.
MARK = re.compile(r"k([0-9a-f]{6})p([0-9a-f]{1,8})t([0-9a-f]{1,16})(?:x[0-9a-f]*)?")


def run_mark() -> str:
    """The mark of this process, of letters and digits; '' where the system does not tell (elsewhere than on Linux)."""
    start = _start_of(os.getpid())
    return f"k{_machine()}p{os.getpid():x}t{start:x}" if start is not None else ""


def is_of_dead_process(mark: str) -> bool:
    """Whether a mark is that of a process of this machine, or container, that has ended.

    Of one of another machine, of another container that shares a builder with us, or from before a restart nobody here
    knows whether it lives: False.
    """
    found = MARK.fullmatch(mark)
    if found is None or found[1] != _machine():
        return False
    pid, start = int(found[2], 16), _start_of(int(found[2], 16))
    return not _exists(pid) if start is None else start != int(found[3], 16)


def _exists(pid: int) -> bool:
    """Whether there is a process of that number, one that /proc hides from us included."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _machine() -> str:
    """What tells our processes' numbers from those of other machines, containers and times."""
    try:
        with open_file("/proc/sys/kernel/random/boot_id") as file:
            boot = file.read(64).strip().decode()
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
    return hashlib.sha256(f"{boot} {space}".encode()).hexdigest()[:6]


def _start_of(pid: int) -> int | None:
    """When a process began, in ticks since the machine did; None where there is none.

    The 22nd field of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, counted behind the program's name,
    which may hold blanks and brackets.
    """
    if sys.platform != "linux":
        return None
    try:
        with open_file(f"/proc/{pid}/stat") as file:
            return int(file.read(4096).rpartition(b")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return None
