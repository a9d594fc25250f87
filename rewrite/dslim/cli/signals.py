"""Ends a command at SIGINT, SIGTERM or SIGHUP, once what it has begun is cleaned up."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NoReturn

#: Ctrl-C, `kill`, a terminal that goes away (which Windows does not tell).
_ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_Handler = Callable[[int, FrameType | None], Any] | int | None


class CleanEnd:
    """In a `with` block each of these signals is a KeyboardInterrupt; further ones do not disturb the cleaning up.

    `has_come`: one of them came. `exit_code`: what a shell reports for a program that the signal ended (128 +
    its number).
    """

    def __init__(self) -> None:
        self.exit_code = 128 + signal.SIGINT
        self.has_come = False
        self._before: dict[int, _Handler] = {}

    def __enter__(self) -> CleanEnd:
        for number in _ENDS:
            before = signal.getsignal(number)
            if before is signal.SIG_IGN:  # nohup
                continue
            try:
                signal.signal(number, self._interrupt)
            except ValueError:  # not the main thread: whoever has that one decides
                break
            self._before[number] = before
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def exit_now(self) -> NoReturn:
        """End the process with the exit code of the signal; everything is cleaned up."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(self.exit_code)

    def _interrupt(self, number: int, frame: FrameType | None) -> NoReturn:
        self.exit_code = 128 + number
        self.has_come = True
        for other in self._before:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt
