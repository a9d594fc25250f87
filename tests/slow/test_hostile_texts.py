"""No text makes a fix take more than thirty times the calls of a real one of its size."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import FrameType

import pytest
from hostile import HOSTILE
from mixtures import MIXTURES

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.shell import parse_script
from dslim.syntax import DockerfileSyntaxError
from golden import case_files

pytestmark = pytest.mark.slow

#: tests/slow/test_growth.py shows that more grows no faster than its length.
SIZE = 20_000
OPTIONS = Options(merge="all", unsafe=True)


def calls(text: str) -> int:
    """How many functions are called to fix a text: a number that no other process changes."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    parse_script.cache_clear()
    sys.setprofile(profile)
    try:
        fix_text(text, OPTIONS)
    except DockerfileSyntaxError:
        pass
    finally:
        sys.setprofile(None)
    return count


@cache
def real_calls() -> float:
    """Calls a byte of the golden inputs, in files of about SIZE: the most of three, each of every third case.

    Of one alone the number hangs on which cases there are: 8.6, 11.2 and 11.2.
    """
    return max(_calls_a_byte([path.read_text() for path in case_files()[first::3]]) for first in range(3))


def _calls_a_byte(texts: list[str]) -> float:
    plain = [text for text in texts if "`" not in text and text.startswith(("FROM", "#"))]
    parts: list[str] = []
    while plain and sum(map(len, parts)) < SIZE:
        parts.append(plain.pop().rstrip("\n") + "\n")
    text = "".join(parts)
    calls(text)  # what is imported and built once is there
    return calls(text) / len(text)


def of_size(make: Callable[[int], str]) -> str:
    """A text of a kind that is made by lines."""
    text = make(SIZE // 30)
    return text[: text.rfind("\n", 0, SIZE) + 1]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_takes_at_most_thirty_times_the_calls_of_a_real_one(kind: str) -> None:
    text = HOSTILE[kind](SIZE)
    most = 30 * real_calls() * len(text)  # first of all: with it, what is imported and built once is there
    assert calls(text) <= most


@pytest.mark.parametrize("kind", MIXTURES)
def test_a_mixture_takes_at_most_thirty_times_the_calls_of_a_real_one(kind: str) -> None:
    text = of_size(MIXTURES[kind])
    most = 30 * real_calls() * len(text)
    assert calls(text) <= most
