"""What a chmod makes of a mode."""

from __future__ import annotations

import re

from dslim.support.lazy_regex import regex

_CLAUSE = regex(r"([ugoa]*)((?:[-+=][rwxX]*)+)\Z")
_STEP = regex(r"([-+=])([rwxX]*)")
_SHIFT = {"u": 6, "g": 3, "o": 0}
#: What a RUN's shell starts with, unless it sets another.
UMASK = 0o022
#: Those under which repositories are checked out: git's index tells of a file only whether it is executable, and its
#: checkout makes 666 or 777 without what the umask takes.
_CHECKOUT_UMASKS = (0o002, 0o022, 0o027, 0o077)
#: A mode that adds the right to execute and changes nothing else.
ADDS_EXECUTE = regex(r"[ugoa]*\+x")


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


def is_idle_in_checkouts(mode: str, recorded: int) -> bool:
    """Whether a chmod of a file that git's index has with 644 or 755 changes nothing, whatever umask checked it out.

    Nor does `+x` of an executable file: git has recorded that right, and a umask that takes it from others takes their
    right to read as well.
    """
    if recorded & 0o111 and ADDS_EXECUTE.fullmatch(mode):
        return True
    made = [(0o666 | recorded & 0o111) & ~umask for umask in _CHECKOUT_UMASKS]
    return all(applied(mode, one) == one for one in made)


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
