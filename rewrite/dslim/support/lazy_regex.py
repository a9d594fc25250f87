"""Compiles regular expressions when they are first used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING


class _Pattern:
    """As the `re.Pattern` that it becomes.

    The modules that one file needs hold 120 expressions, 8 ms to compile; its run uses 40 of them.
    """

    def __init__(self, text: str, flags: int = 0) -> None:
        self._arguments = (text, flags)

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._arguments)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


if TYPE_CHECKING:
    regex = re.compile
else:
    regex = _Pattern
