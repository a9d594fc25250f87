"""Twice the scripts of a context take about twice the steps, however they are brought and run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.shell import parse_script

pytestmark = pytest.mark.slow

#: More than are looked through one by one.
COUNT = 400
END = "RUN apt-get update && apt-get install -y x && npm ci\nRUN chown -R app /usr/local/bin\n"


def _run_all(calls: list[str]) -> str:
    return f"RUN {' && '.join(calls)}\n{END}"


def copied_together(n: int) -> str:
    return "FROM debian:12\nCOPY . /usr/local/bin/\n" + _run_all([f"s{i}" for i in range(n)])


def copied_one_by_one(n: int) -> str:
    copies = "".join(f"COPY s{i} /usr/local/bin/\n" for i in range(n))
    return f"FROM debian:12\n{copies}" + _run_all([f"s{i}" for i in range(n)])


def run_by_a_shell(n: int) -> str:
    return "FROM debian:12\nCOPY . /srv/\n" + _run_all([f"sh /srv/s{i}" for i in range(n)])


def one_over_and_over(n: int) -> str:
    return "FROM debian:12\nCOPY . /usr/local/bin/\n" + _run_all(["s1"] * n)


def missing_files(n: int) -> str:
    names = [f"missing{i}" for i in range(n)]
    paths = " ".join(f"/opt/{name}" for name in names)
    return f"FROM debian:12\nCOPY {' '.join(names)} /opt/\nRUN chmod 755 {paths}\n{END}"


def steps(text: str, folder: Path) -> int:
    """How many functions are called to fix a text with a context."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    parse_script.cache_clear()
    context = open_context(str(folder))
    sys.setprofile(profile)
    try:
        fix_text(text, Options(unsafe=True), context)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("make", [copied_together, copied_one_by_one, run_by_a_shell, one_over_and_over, missing_files])
def test_twice_the_scripts_take_about_twice_the_steps(make: Callable[[int], str], tmp_path: Path) -> None:
    for i in range(2 * COUNT):
        (tmp_path / f"s{i}").write_text("#!/bin/sh\necho\n")
    steps(make(20), tmp_path)  # what is imported and built once is there
    assert steps(make(2 * COUNT), tmp_path) < 2.7 * steps(make(COUNT), tmp_path)
