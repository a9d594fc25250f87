"""Runs a command with a time limit, keeps the end of what it prints, and leaves none of its processes behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

#: Bytes that a command may print, and those of the end that are kept.
MAX_OUTPUT = 1 << 30
KEPT_OUTPUT = 1 << 20
#: Seconds that an interrupted command gets to end by itself, unless more are given.
GRACE = 5.0
#: Seconds between looks at the time and at how much was printed.
LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. `status`: its exit status, negative for a signal. `output`: the end of what it printed.

    `reason`: why it was ended before its own end, '' where it was not.
    """

    status: int
    output: str
    reason: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.status == 0 and not self.reason

    def last_lines(self, count: int = 3) -> str:
        """The last lines that it printed, blank ones left out, with ` / ` between."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return " / ".join(lines[-count:])


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a command may run. `grace`: seconds that it then gets to clean up. `stop`: ends it when it is set.

    `source`: a file that it reads from, nothing without one. `output`: bytes that it may print, MAX_OUTPUT without one.
    """

    seconds: float
    grace: float = GRACE
    stop: threading.Event | None = None
    source: BinaryIO | None = None
    output: int | None = None


def current_umask() -> int:
    """This process's mask of permissions."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def run_command(
    words: Sequence[str],
    limit: Limit | float,
    env: Mapping[str, str | None] | None = None,
    target: BinaryIO | None = None,
    umask: int = -1,
) -> Finished:
    """Run a command, for so many seconds at most; `env` is added to this process's environment, None takes one away.

    `target`: a file for its standard output, of which nothing is kept then. `umask`: -1 for that of this process.
    Raises OSError where it cannot be started.
    """
    given = {**os.environ, **(env or {})}
    limit = limit if isinstance(limit, Limit) else Limit(limit)
    with TemporaryFile() as output:
        process = subprocess.Popen(
            words, env={name: value for name, value in given.items() if value is not None},
            stdin=limit.source or subprocess.DEVNULL,
            stdout=target or output, stderr=output, start_new_session=True, umask=umask,
        )  # fmt: skip
        try:
            reason = _wait(process, [file.fileno() for file in (output, target) if file is not None], limit)
        finally:
            _end_group(process, limit.grace)
        size = os.fstat(output.fileno()).st_size
        output.seek(max(0, size - KEPT_OUTPUT))
        return Finished(process.returncode, output.read(KEPT_OUTPUT).decode("utf-8", "replace"), reason)


def _wait(process: subprocess.Popen[bytes], outputs: Sequence[int], limit: Limit) -> str:
    """Waits until it ends; why it must be ended, '' where it ended by itself. `outputs`: files that it prints into."""
    end = time.monotonic() + limit.seconds
    while process.poll() is None:
        left = end - time.monotonic()
        if left <= 0:
            return f"it did not end within {limit.seconds:g} s"
        if limit.stop is not None and limit.stop.is_set():
            return "it was interrupted"
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(LOOK_EVERY, left))
        if reason := _printed_too_much(outputs, limit):
            return reason
    return _printed_too_much(outputs, limit)


def _printed_too_much(outputs: Sequence[int], limit: Limit) -> str:
    """That it printed more than it may, '' where it did not."""
    most = MAX_OUTPUT if limit.output is None else limit.output
    return f"it printed more than {most} bytes" if any(os.fstat(file).st_size > most for file in outputs) else ""


def _end_group(process: subprocess.Popen[bytes], grace: float) -> None:
    """Ends what the command left running, the command itself included."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
    if process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(grace)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


#: Asks for a signal at the end of the process that started this one, and becomes the program that is named.
_ENDING = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
if os.getppid() != int(sys.argv[1]):
    sys.exit(143)
try:
    os.execvp(sys.argv[2], sys.argv[2:])
except OSError as error:
    sys.exit(f"{sys.argv[2]}: {error.strerror}")
"""


def ending_with_this(words: Sequence[str]) -> list[str]:
    """A command that Linux sends SIGTERM when the thread that starts it ends, as where we are killed outright."""
    if sys.platform != "linux":
        return list(words)
    return [sys.executable, "-ISc", _ENDING, str(os.getpid()), *words]


#: prctl's option that asks for a signal when the parent ends: https://man7.org/linux/man-pages/man2/prctl.2.html
_PR_SET_PDEATHSIG = 1


def end_with_parent_process(parent: int) -> None:
    """Have Linux send SIGTERM to this process when the one that started it ends, however that ends.

    `parent`: the id that it had; another one means that it is gone already.
    """
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
