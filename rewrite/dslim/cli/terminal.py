"""Prints: the only module that writes to standard output and standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from dslim.support.safe_text import safe_line, safe_lines, visible

if TYPE_CHECKING:
    from typing import BinaryIO, NoReturn, TextIO

#: What a shell reports for a program that a closed pipe ended (128 + SIGPIPE).
CLOSED_PIPE_EXIT_CODE = 141


def print_text(text: str) -> None:
    """Write our own words, or a report that escapes what is not, to standard output; exact but on a terminal.

    A reader that is gone (`| head`) ends the program without a word, a full disk with one.
    """
    _write(visible(text, keep="\n\t") if is_terminal(sys.stdout) else text)


def print_line(line: str) -> None:
    """Write a line for people to standard output; what it quotes can hold anything."""
    _write(_painted(safe_line(line), sys.stdout) + "\n")


def print_file(text: str) -> str:
    """Write what a file holds to standard output, byte for byte but on a terminal; why not, or '' where it is done."""
    if is_terminal(sys.stdout):
        _write(safe_lines(text.replace("\r\n", "\n")))
    elif _may_be_a_log():
        from dslim.support.runner_commands import has_github_command, runner_that_obeys

        github = "GitHub Actions" if os.environ.get("GITHUB_ACTIONS") and has_github_command(text) else ""
        if runner := github or runner_that_obeys(text):
            return _not_shown(runner)
        _write(text)
    else:
        _write(text)
    return ""


def print_diff(diff: str, colour: bool) -> str:
    """Write a diff to standard output: exact for `git apply`, visible on a terminal; why not, or '' where it is done.

    In a pipe, which may end in the log of a CI runner, a diff with lines that the runner would obey is put between
    lines that tell it not to, or is not shown where there are no such lines.
    """
    if is_terminal(sys.stdout):
        from dslim.report.text import shown_diff

        _write(shown_diff(diff, colour))
        return ""
    if _may_be_a_log():
        from dslim.support.runner_commands import between_stop_commands, has_github_command, runner_that_obeys

        if runner := runner_that_obeys(diff):
            return _not_shown(runner)
        if colour:  # FORCE_COLOR: for people, so escaped as on a terminal; no runner obeys a line of it then
            from dslim.report.text import shown_diff

            diff = shown_diff(diff, colour)
        elif has_github_command(diff):
            diff = between_stop_commands(diff)
    _write(diff)
    return ""


def print_offer(heading: str, hunks: str, colour: bool) -> None:
    """Write a question's heading, of one line or more, and its hunks to the terminal that it is asked on."""
    from dslim.report.text import shown_diff

    shown = safe_lines(heading)
    _write(f"\n\x1b[1m{shown}\x1b[0m\n" if colour else f"\n{shown}\n")
    _write(shown_diff(hunks, colour))


def print_lines(text: str) -> None:
    """Write lines for people to standard output, such as what explains a rule."""
    _write(safe_lines(text))


def _not_shown(runner: str) -> str:
    return f": error: not shown: {runner} would obey a line of it; redirect standard output to a file"


def _may_be_a_log() -> bool:
    """Whether a CI runner may read standard output: not from a file, nor from a device."""
    import stat

    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # closed, or no file at all
        return True
    return not (stat.S_ISREG(mode) or stat.S_ISCHR(mode))


def _write(text: str) -> None:
    """Write to standard output what is fit to be there."""
    if sys.stdout is None:
        exit_unwritable("closed")
    try:
        stream = sys.stdout.buffer
        left = memoryview(_encode(text))
        while left:  # under PYTHONUNBUFFERED one write may take only what the pipe holds
            left = left[stream.write(left) or 0 :]
        stream.flush()
    except BrokenPipeError:
        # or Python complains once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(CLOSED_PIPE_EXIT_CODE) from None
    except OSError as error:
        exit_unwritable(error.strerror or str(error))


def _encode(text: str) -> bytes:
    # a byte of UTF-8 can be a control to a terminal that takes it for another encoding
    if is_terminal(sys.stdout):
        return text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    return text.encode("utf-8", "surrogateescape")


def exit_unwritable(reason: str) -> NoReturn:
    """End the program, which has nowhere to write to."""
    if sys.stdout is not None:  # or Python complains once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    print_to_stderr(f"error: standard output: {reason}")
    raise SystemExit(2) from None


def print_to_stderr(line: str) -> None:
    """Write a line to standard error; what it quotes can hold anything, a line end too."""
    _write_to_stderr(_painted(safe_line(line), sys.stderr))


def print_lines_to_stderr(text: str) -> None:
    """Write text of several lines that is not ours to standard error, such as the output of a builder."""
    _write_to_stderr(safe_lines(text.replace("\r\n", "\n")))


def _write_to_stderr(shown: str) -> None:
    if sys.stderr is None:  # closed
        return
    try:
        sys.stderr.write(shown + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        raise SystemExit(CLOSED_PIPE_EXIT_CODE) from None


def wants_colour() -> bool:
    """Whether standard output gets colours: a terminal, or any with FORCE_COLOR; none with NO_COLOR."""
    from dslim.report.colours import wants_colour

    return wants_colour(is_terminal(sys.stdout))


def _painted(line: str, stream: TextIO | None) -> str:
    """A line that is fit to be shown, in colour where the stream gets any."""
    if not is_terminal(stream) and "FORCE_COLOR" not in os.environ:
        return line  # the usual case, without an import
    from dslim.report.colours import coloured_line, wants_colour

    return coloured_line(line) if wants_colour(is_terminal(stream)) else line


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody reads along; None is a stream that was closed."""
    return stream is not None and stream.isatty()


def protocol_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for the messages of a protocol; whatever else is printed goes to standard error."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    return source, target
