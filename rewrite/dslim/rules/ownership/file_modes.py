"""What a chmod makes of a mode."""

from __future__ import annotations

import re

from dslim.support.lazy_regex import regex

_CLAUSE = regex(r"([ugoa]*)((?:[-+=][rwxX]*)+)\Z")
_STEP = regex(r"([-+=])([rwxX]*)")
_SHIFT = {"u": 6, "g": 3, "o": 0}
#: What a RUN's shell starts with, unless it sets another.
UMASK = 0o022


def octal(mode: str) -> int | None:
    """The value of a literal octal mode without setuid, setgid and sticky bits; None for any other."""
    return int(mode, 8) if re.fullmatch(r"0*[0-7]{1,3}", mode) else None


def applied(mode: str, current: int) -> int | None:
    """The permission bits of a file after `chmod mode`; None for a mode that is not read (`s`, `t`, `u=g`)."""
    value = octal(mode)
    if value is not None:
        return value
    for clause in mode.split(","):
        match = _CLAUSE.match(clause)
        if not match:
            return None
        for op, letters in _STEP.findall(match[2]):
            current = _step(match[1], op, letters, current)
    return current


def _step(who: str, op: str, letters: str, current: int) -> int:
    bits = sum(bit for letter, bit in (("r", 4), ("w", 2), ("x", 1)) if letter in letters)
    if "X" in letters and current & 0o111:
        bits |= 1
    classes = "ugo" if not who or "a" in who else who
    full = sum(7 << _SHIFT[c] for c in set(classes))
    change = sum(bits << _SHIFT[c] for c in set(classes))
    if not who:
        change &= ~UMASK
        full &= ~UMASK if op != "=" else full
    if op == "+":
        return current | change
    if op == "-":
        return current & ~change
    return (current & ~full) | change
