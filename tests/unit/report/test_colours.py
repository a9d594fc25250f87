"""Colours: who gets them, and what of a line."""

from __future__ import annotations

import re

import pytest

from dslim.report.colours import coloured_line, wants_colour


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_who_gets_colours(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    assert wants_colour(terminal, environment) is wanted


@pytest.mark.parametrize(
    "line",
    [
        "a/Dockerfile:2: fixed: SL201 apt-lists: `apt-get update` leaves: its lists",
        "Dockerfile:2: SL101 merge-runs: message",
        "Dockerfile:3:1: error: unknown instruction",
        "a file: error: No such file",
        "error: --target: no stage",
        "Error: no command 'x'.",
        "/x/dslim.toml:4: warning: paths: none",
    ],
)
def test_a_line_in_colour_says_the_same(line: str) -> None:
    shown = coloured_line(line)
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == line


@pytest.mark.parametrize("line", ["", "1 file read, 0 would change (0 fixes).", "RUNs merged: 1 pair.", "a: b"])
def test_other_lines_stay(line: str) -> None:
    assert coloured_line(line) == line
