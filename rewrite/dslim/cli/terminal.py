"""Bytes to standard output, lines to standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn, TextIO

#: What a shell reports for a program that a closed pipe ended (128 + SIGPIPE).
CLOSED_PIPE = 141


def put(text: str) -> None:
    """Write text to standard output, byte for byte what it was decoded from.

    A reader that is gone (`| head`) ends the program without a word, a full disk with one.
    """
    if sys.stdout is None:
        unwritable("closed")
    try:
        stream = sys.stdout.buffer
        left = memoryview(text.encode("utf-8", "surrogateescape"))
        while left:  # under PYTHONUNBUFFERED one write may take only what the pipe holds
            left = left[stream.write(left) or 0 :]
        stream.flush()
    except BrokenPipeError:
        # or Python complains once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(CLOSED_PIPE) from None
    except OSError as error:
        unwritable(error.strerror or str(error))


def unwritable(reason: str) -> NoReturn:
    """End the program, which has nowhere to write to."""
    if sys.stdout is not None:  # or Python complains once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    tell(f"error: standard output: {reason}")
    raise SystemExit(2) from None


def tell(message: str) -> None:
    """Write a line to standard error; what cannot be shown becomes `?`."""
    # a name of a file or a part of one may hold control characters that a terminal would obey
    shown = "".join(c if c.isprintable() or c == "\n" else "?" for c in message)
    if sys.stderr is None:  # closed
        return
    try:
        sys.stderr.write(shown + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        raise SystemExit(CLOSED_PIPE) from None


def wants_colour() -> bool:
    """Whether standard output is a terminal whose user has not said NO_COLOR (no-color.org)."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody reads along; None is a stream that was closed."""
    return stream is not None and stream.isatty()
