"""The end of what a builder printed: what failed stands there."""

from __future__ import annotations

#: Lines of a failed build that are shown.
LAST_LINES = 20


def last_lines(text: str) -> str:
    """The last LAST_LINES lines of a builder's output, with a line above them on how many there were before."""
    lines = text.removesuffix("\n").split("\n")  # a carriage return, as of a progress bar, ends no line
    left_out = len(lines) - LAST_LINES
    if left_out <= 0:
        return text
    return "\n".join([f"({left_out} lines of the build before these are not shown)", *lines[-LAST_LINES:]])
