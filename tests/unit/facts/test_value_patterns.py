"""Patterns of `${A#pat}`, `${A%pat}` and `${A/pat/new}`: `re` with the same meaning is the other opinion."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslim.facts.value_patterns import (
    MAX_COMPARED,
    TooMuchError,
    with_replaced,
    without_end,
    without_start,
)

VALUES = st.text("ab.", max_size=12)
PATTERNS = st.text("ab*?.", max_size=6)


def as_regex(pattern: str, longest: bool) -> str:
    stars = ".*" if longest else ".*?"
    return "".join(stars if char == "*" else "." if char == "?" else re.escape(char) for char in pattern)


def ends(value: str, pattern: str) -> list[int]:
    """Where the starts of a value end that the pattern matches."""
    found = re.compile(as_regex(pattern, True), re.DOTALL)
    return [end for end in range(len(value) + 1) if found.fullmatch(value[:end])]


@given(VALUES, PATTERNS)
def test_starts_are_those_that_re_finds(value: str, pattern: str) -> None:
    found = ends(value, pattern) or [0]
    assert without_start(value, pattern, longest=False) == value[min(found) :]
    assert without_start(value, pattern, longest=True) == value[max(found) :]


@given(VALUES, PATTERNS)
def test_ends_are_starts_backwards(value: str, pattern: str) -> None:
    for longest in (False, True):
        assert without_end(value, pattern, longest) == without_start(value[::-1], pattern[::-1], longest)[::-1]


@given(VALUES, st.text("ab*?.", min_size=1, max_size=6))
def test_the_first_longest_text_is_replaced(value: str, pattern: str) -> None:
    found = re.search(as_regex(pattern, True), value, re.DOTALL)
    expected = value if found is None else value[: found.start()] + "<>" + value[found.end() :]
    assert with_replaced(value, pattern, "<>", every=False) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a", "XbXbX"), ("ab", "XXa"), ("?b", "XXa"), ("a*", "X"), ("b*b", "aXa"), ("z", "ababa"), (r"\a", "XbXbX")],
)
def test_each_text_is_replaced(pattern: str, expected: str) -> None:
    assert with_replaced("ababa", pattern, "X", every=True) == expected


def test_a_backslash_takes_the_meaning_away_and_brackets_have_none() -> None:
    assert without_start("*a", r"\*", longest=False) == "a"
    assert without_start("ba", r"\*", longest=False) == "ba"
    assert without_start("[ab]c", "[ab]", longest=False) == "c"


def test_what_takes_too_long_is_refused() -> None:
    with pytest.raises(TooMuchError):
        without_start("a" * MAX_COMPARED, "*?b*", longest=False)
