"""Delta debugging: the smallest text that still fails, found by leaving out lines, then tokens, then characters."""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKENS = re.compile(rb"\s+|\w+|[^\w\s]")


def minimise(data: bytes, fails: Callable[[bytes], bool], tries: int = 5_000) -> bytes:
    """A text, as short as can be found in so many tries, for which `fails` still is true."""
    left = [tries]

    def holds(pieces: list[bytes]) -> bool:
        left[0] -= 1
        return left[0] >= 0 and fails(b"".join(pieces))

    before = None
    while before != data and left[0] > 0:
        before = data
        for cut in (
            lambda text: text.splitlines(True),
            _TOKENS.findall,
            lambda text: [text[i : i + 1] for i in range(len(text))],
        ):
            data = b"".join(_fewer(cut(data), holds))
    return data


def _fewer(pieces: list[bytes], holds: Callable[[list[bytes]], bool]) -> list[bytes]:
    """The pieces without those that are not needed: halves first, then ever smaller runs."""
    size = len(pieces)
    while size >= 1:
        at = 0
        while at < len(pieces):
            rest = pieces[:at] + pieces[at + size :]
            if holds(rest):
                pieces = rest
            else:
                at += size
        size //= 2
    return pieces
