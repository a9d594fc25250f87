"""The patterns of `${A#pat}`, `${A%pat}` and `${A/pat/new}`, matched in one pass over the value.

`*` is any text, `?` any character, `\\x` the character x; brackets mean themselves. Between two stars nothing
has a variable length: the first place where such a part fits leaves most for the rest, so no star is tried twice.
"""

from __future__ import annotations

#: Places times characters that are compared one by one for a part with `?`.
MAX_COMPARED = 1 << 16

#: A part of a pattern between two stars: characters, None for any one.
_Part = list[str | None]


class TooMuchError(Exception):
    """To match a pattern would take longer than its length and the value's justify."""


def without_start(value: str, pattern: str, longest: bool) -> str:
    """`value` without the shortest or longest start that the pattern matches. Raises TooMuchError."""
    end = _prefix_end(value, _parts(pattern), longest)
    return value if end is None else value[end:]


def without_end(value: str, pattern: str, longest: bool) -> str:
    """`value` without the shortest or longest end that the pattern matches. Raises TooMuchError."""
    mirrored = [part[::-1] for part in reversed(_parts(pattern))]
    end = _prefix_end(value[::-1], mirrored, longest)
    return value if end is None else value[: len(value) - end]


def with_replaced(value: str, pattern: str, new: str, every: bool) -> str:
    """`value` with `new` for the first or for each longest text that the pattern matches. Raises TooMuchError."""
    parts = _parts(pattern)
    if len(parts) == 1 and None not in parts[0]:
        return value.replace("".join(part for part in parts[0] if part), new, -1 if every else 1)
    out: list[str] = []
    at = 0
    while (found := _longest(value, parts, at)) is not None:
        start, end = found
        out += [value[at:start], new]
        at = end
        if not every or at >= len(value):
            break
    return "".join(out) + value[at:]


def _parts(pattern: str) -> list[_Part]:
    parts: list[_Part] = [[]]
    chars = iter(pattern)
    for char in chars:
        if char == "*":
            parts += [[]] if parts[-1] or len(parts) == 1 else []
        elif char == "?":
            parts[-1].append(None)
        else:
            parts[-1].append(next(chars, "\\") if char == "\\" else char)
    return parts


def _prefix_end(value: str, parts: list[_Part], longest: bool) -> int | None:
    """Where the shortest or longest start of `value` ends that fits; None where none does."""
    first, *rest = parts
    at = len(first)
    if _find(value[:at], first) != 0:
        return None
    if not rest:
        return at
    *middle, last = rest
    for part in middle:
        found = _find(value, part, at)
        if found is None:
            return None
        at = found + len(part)
    if not last:
        return len(value) if longest else at
    found = _find(value, last, at, from_right=longest)
    return None if found is None else found + len(last)


def _longest(value: str, parts: list[_Part], at: int) -> tuple[int, int] | None:
    """(start, end) of the first longest text from `at` on that fits."""
    start = _find(value, parts[0], at)
    if start is None:
        return None
    # where the first place of the first part does not leave enough for the others, no later one does
    end = _prefix_end(value[start:], parts, longest=True)
    return None if end is None else (start, start + end)


def _find(value: str, part: _Part, at: int = 0, from_right: bool = False) -> int | None:
    """The first or last place from `at` on where a part fits."""
    if None not in part:
        text = "".join(char for char in part if char)
        found = value.rfind(text, at) if from_right else value.find(text, at)
        return found if found >= 0 else None
    places = range(at, len(value) - len(part) + 1)
    if len(places) * len(part) > MAX_COMPARED:
        raise TooMuchError
    for place in reversed(places) if from_right else places:
        if all(char is None or value[place + i] == char for i, char in enumerate(part)):
            return place
    return None
