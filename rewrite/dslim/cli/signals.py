"""Signals that end a command, once what it has begun is cleaned up."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

#: Ctrl-C, `kill`, a terminal that goes away (which Windows does not tell).
_ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_cleanly() -> None:
    """From now on each of these signals is a KeyboardInterrupt; further ones do not disturb the cleaning up."""
    for number in _ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    for other in _ENDS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
