"""A Dockerfile of twice the lines takes about twice the steps, whatever its kind."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from kinds import KINDS

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.shell import parse_script
from dslim.syntax import DockerfileSyntaxError

pytestmark = pytest.mark.slow

#: Lines that show how steps grow: more than RUNs that one round of SL101 joins.
LINES = 400


def steps(text: str) -> int:
    """How many functions are called to fix a text: a number that no other process changes."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    parse_script.cache_clear()  # what it knows from another text would be no work of this one
    sys.setprofile(profile)
    try:
        fix_text(text, Options(merge="all"))
    except DockerfileSyntaxError:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_lines_take_about_twice_the_steps(kind: str) -> None:
    steps(KINDS[kind](50))  # what is imported and built once is there
    assert steps(KINDS[kind](2 * LINES)) < 2.7 * steps(KINDS[kind](LINES)) + 10_000
