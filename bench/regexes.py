#!/usr/bin/env python
"""Every regular expression of the package against texts made of its own letters: which take more than linear time?

    python bench/regexes.py          # some minutes; prints the slow ones, worst first, exit code 1 if there are any

The expressions are those that are there after every module was imported: of lazy_regex, of `re`, of the grammar.
Texts: what an expression may begin with, then one or two of its letters or words, thousands of times, then an end that
fits nothing.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

import dslim
from dslim.support import lazy_regex
from dslim.tools import TOOLS, code_runners

_OURS = "re._" if sys.version_info >= (3, 11) else "sre_"
codes: Any = importlib.import_module(_OURS + "constants")
reader: Any = importlib.import_module(_OURS + ("parser" if sys.version_info >= (3, 11) else "parse"))

SIZE = 6_000
#: One search of SIZE characters takes less where each is looked at a fixed number of times.
SLOW = 0.02
MAX_PER_TEXT = 0.7
MAX_PER_PATTERN = 1.0


def patterns() -> set[tuple[str, int]]:
    """(text, flags) of every expression of the package."""
    from dslim.syntax import parse

    for module in pkgutil.walk_packages(dslim.__path__, "dslim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    parse("# escape=`\nFROM a\nRUN é\n")
    parse("FROM a\nRUN a\n")
    found = set()
    kind: Any = lazy_regex._Pattern
    for item in gc.get_objects():
        if isinstance(item, kind):
            text, flags = item._arguments
            found.add((text, int(flags)))
    for module_name, loaded in list(sys.modules.items()):
        if module_name.split(".")[0] in ("dslim", "grammar"):
            found.update(_compiled(vars(loaded)))
    found.update((text, 0) for row in code_runners.ROWS for text in (row.starts, row.includes) if text)
    found.update((tool.holds_command, 0) for tool in TOOLS if tool.holds_command)
    return {(text, flags & ~int(re.UNICODE)) for text, flags in found}


def _compiled(names: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The compiled expressions that a module holds, alone or in a table."""
    for value in names.values():
        items = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else [value]
        for item in items:
            for part in item if isinstance(item, (tuple, list)) else [item]:
                if isinstance(part, re.Pattern) and isinstance(part.pattern, str):
                    yield part.pattern, part.flags


def letters_and_words(parsed: Any) -> tuple[set[str], set[str]]:
    """The characters that a parsed expression names, and its rows of them."""
    letters: set[str] = set()
    words: set[str] = set()
    row = ""
    for code, value in [*parsed, (None, None)]:
        if code is codes.LITERAL:
            row += chr(value)
            letters.add(chr(value))
            continue
        if len(row) > 1:
            words.add(row)
        row = ""
        for inner in _inner(code, value):
            more, longer = letters_and_words(inner)
            letters |= more
            words |= longer
        if code is codes.NOT_LITERAL:
            letters.add(chr(value))
        elif code is codes.IN:
            for kind, member in value:
                letters |= {chr(member)} if kind is codes.LITERAL else set(" a0")
    return letters, words


def _inner(code: Any, value: Any) -> list[Any]:
    """The expressions inside of a part of one."""
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) or code is getattr(codes, "POSSESSIVE_REPEAT", 0):
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if code is getattr(codes, "ATOMIC_GROUP", 0) else []


def example(parsed: Any) -> str:
    """A text that a parsed expression fits, more or less."""
    out = ""
    for code, value in parsed:
        inner = [] if code in (codes.ASSERT, codes.ASSERT_NOT) else _inner(code, value)
        if code is codes.LITERAL:
            out += chr(value)
        elif code is codes.IN and value[0][0] is codes.LITERAL:
            out += chr(value[0][1])
        elif code is codes.IN and value[0][0] is codes.RANGE:
            out += chr(value[0][1][0])
        elif code in (codes.IN, codes.ANY, codes.NOT_LITERAL):
            out += " " if "SPACE" in str(value) and "NOT" not in str(value) else "z"
        elif inner:
            out += example(inner[0]) * (max(value[0], min(value[1], 1)) if len(value) == 3 else 1)
    return out


def attacks(text: str) -> Iterator[str]:
    """Texts that may make an expression try much."""
    parsed = reader.parse(text)
    letters, words = letters_and_words(parsed)
    alphabet = sorted(letters | {"a", " ", "\n"})[:14]
    fits = example(parsed)
    long = sorted(words)[:8]
    units = [*alphabet, *(a + b for a in alphabet[:9] for b in alphabet[:9]), *long, *(word + " " for word in long)]
    starts = [("", unit) for unit in [*units, *(word + letter for word in long for letter in alphabet[:6])]]
    starts += [(fits[:end], letter) for end in range(1, min(len(fits), 24) + 1) for letter in alphabet]
    starts += [("", fits[:end] + more) for end in range(1, min(len(fits), 40) + 1) for more in ("", " ")]
    for start, unit in starts:
        for end in ("\x01", ""):
            yield start + unit * (SIZE // len(unit)) + end


class _TooLongError(Exception):
    pass


def _ended(number: int, frame: FrameType | None) -> None:
    raise _TooLongError


def worst(text: str, flags: int) -> tuple[float, str]:
    """The most seconds that one search takes, and for which text."""
    pattern = re.compile(text, flags)
    most = (0.0, "")
    start = time.process_time()
    for attack in attacks(text):
        before = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_PER_TEXT)
        with contextlib.suppress(_TooLongError):
            pattern.search(attack)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        most = max(most, (time.process_time() - before, attack[:40]))
        if most[0] >= MAX_PER_TEXT or time.process_time() - start > MAX_PER_PATTERN:
            break
    return most


def main() -> int:
    """Prints what is slow."""
    signal.signal(signal.SIGVTALRM, _ended)
    found = sorted(patterns())
    slow = sorted(((*worst(text, flags), text) for text, flags in found), reverse=True)
    slow = [row for row in slow if row[0] > SLOW]
    print(f"{len(found)} expressions, {len(slow)} slow")
    for seconds, attack, text in slow:
        print(f"{seconds:.2f} s {text[:90]!r} on {attack!r} ...")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
