"""Patterns of .gitignore that cost no more than their length times the path's, whoever wrote them.

pathspec makes a regular expression of each, and of `*a*a*a*b` one that tries all ways to share a name among the
stars. Here no star is tried again once what follows it was found: in a part of a pattern between two stars
nothing has a variable length, so the first place where it fits leaves most for the rest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import count
from typing import Any

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

#: A pattern of so many stars goes to pathspec: two share a name of 255 bytes in some thousand ways.
FEW_STARS = 2
#: No path is longer, so no pattern that needs more characters fits one.
MAX_PATH = 4096
_HAS_ATOMIC_GROUPS = sys.version_info >= (3, 11)
_NUMBERS = count()
_POSIX_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": " \\t", "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": "\\s", "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}  # fmt: skip
_POSIX_CLASS = re.compile(r"\[:([^\]]{0,64}):\]")


def ignore_spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """What the lines of a .gitignore leave out. A line that git finds no pattern in leaves nothing out."""
    return GitIgnoreSpec.from_lines(lines, BoundedPattern, backend="simple")


class BoundedPattern(GitIgnoreSpecPattern):
    """One line of a .gitignore."""

    __slots__ = ()

    @classmethod
    def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
        """(regular expression, whether it leaves out or takes back); (None, None) for a line without a pattern."""
        stars = len(re.findall(r"\*+", pattern))
        # of a row of stars in a name pathspec tries each as a star of its own
        if stars <= FEW_STARS and "[" not in pattern and "***" not in pattern:
            try:
                regex, include = super().pattern_to_regex(pattern)
                return regex, include
            except ValueError:  # a backslash at the end, say
                return None, None
        text = pattern if pattern.endswith("\\ ") else pattern.rstrip()
        include = not text.startswith("!")
        found = None if text.startswith("#") else _path_regex(text.removeprefix("!"))
        return (None, None) if found is None else (found, include)


def _path_regex(pattern: str) -> str | None:
    """A pattern without its `!` as a regular expression with pathspec's mark for a folder; None for an invalid one."""
    parts = pattern.split("/")
    folder_only = len(parts) > 1 and not parts[-1]
    parts = parts[:-1] if folder_only else parts
    if sum(1 for part in parts if part != "**") > MAX_PATH // 2:
        return None  # each takes a character and a slash
    if len(parts) == 1:
        parts = ["**", *parts]  # a name alone is meant at any depth
    elif not parts[0]:
        parts = parts[1:]
    parts = ["**" if len(part) > 1 and set(part) == {"*"} else part for part in parts]  # git: *** is ** too
    below = parts[-1] == "**"
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups += [[]] if groups[-1] or len(groups) == 1 else []
        else:
            if _name_regex(part) is None:
                return None
            groups[-1].append(part)
    groups = groups[:-1] if not groups[-1] else groups
    if not any(groups):
        return r"(?P<ps_d>/)" if folder_only else "."
    if below and folder_only:  # a/**/ is any folder below a
        return _joined(groups, "(?=/)") + "/[^/]+(?P<ps_d>/)"
    if below or folder_only:
        return _joined(groups, "(?=/)") + ("/" if below else "(?P<ps_d>/)")
    return rf"(?:{_joined(groups, chr(92) + 'Z')}|{_joined(groups, '(?=/)')}(?P<ps_d>/))"


def _joined(groups: list[list[str]], end: str) -> str:
    """Rows of names, any number of folders between two rows, the last one up to `end`."""
    rows = ["/".join(_name_regex(name) or "" for name in names) for names in groups]
    found = "^" + rows[0] + (r"(?=/|\Z)" if len(groups) > 1 else end) if groups[0] else "^"
    for number, row in enumerate(rows[1:], 1):
        ahead = r"(?:[^/]*/)*?" if number == 1 and not groups[0] else r"(?:/[^/]*)*?/"
        found += _once(ahead + row + (end if number == len(groups) - 1 else r"(?=/|\Z)"))
    return found


def _once(regex: str) -> str:
    """An expression that is not tried in another way when what comes after it does not fit."""
    if _HAS_ATOMIC_GROUPS:
        return f"(?>{regex})"
    name = f"g{next(_NUMBERS)}"
    return f"(?=(?P<{name}>{regex}))(?P={name})"


def _name_regex(pattern: str) -> str | None:
    """The pattern of one name; None for an invalid one, or one that no name is long enough for."""
    if pattern == "*":
        return "[^/]+"
    parts: list[str] = [""]
    length = at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            parts += [""] if parts[-1] or len(parts) == 1 else []
            continue
        length += 1
        if char == "?":
            parts[-1] += "[^/]"
        elif char == "[":
            inside, at = _class_regex(pattern, at)
            if inside is None:
                return None
            parts[-1] += inside
        elif char == "\\":
            if at == len(pattern):
                return None
            parts[-1] += re.escape(pattern[at])
            at += 1
        else:
            parts[-1] += re.escape(char)
    if length > MAX_PATH:
        return None
    first, *rest = parts
    if not rest:
        return first
    *middle, last = rest
    tail = _once(rf"[^/]*?{last}(?=/|\Z)") if last else "[^/]*"
    return first + "".join(_once(f"[^/]*?{part}") for part in middle) + tail


def _class_regex(pattern: str, at: int) -> tuple[str | None, int]:
    """The bracket expression whose `[` stands before `at`, and where it ends; None for one without end.

    As git's wildmatch.c reads it: a range from z to a holds nothing, and no range starts where one ended.
    """
    negated = pattern[at : at + 1] in ("!", "^") and at < len(pattern)
    start = at = at + negated
    out = ""
    low = ""  # the character that a range may start with
    while at < len(pattern):
        if pattern[at] == "]" and at > start:
            return _one_of(out, negated), at + 1
        if posix := _POSIX_CLASS.match(pattern, at):
            if posix[1] not in _POSIX_CLASSES:
                return None, at
            out += _POSIX_CLASSES[posix[1]]
            low, at = "", posix.end()
        elif low and pattern[at] == "-" and pattern[at + 1 : at + 2] not in ("", "]"):
            high, at = _class_char(pattern, at + 1)
            out += f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
            low = ""
        else:
            low, at = _class_char(pattern, at)
            out += re.escape(low)
    return None, at


def _class_char(pattern: str, at: int) -> tuple[str, int]:
    """The character at a place of a bracket expression, which a backslash may quote, and where the next one is."""
    at += pattern[at] == "\\"
    return pattern[at : at + 1], at + 1


def _one_of(members: str, negated: bool) -> str:
    """A regular expression for one character of a name, of the members of a class or of all others."""
    if not members:
        return "[^/]" if negated else "(?!)"
    return f"(?!/)[{'^' if negated else ''}{members}]"
