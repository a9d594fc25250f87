"""Text of others, made so that no terminal and no CI runner obeys it."""

from __future__ import annotations

import pytest

from ci_runner import obeyed_by_github, unseen
from dslim.support.runner_commands import between_stop_commands, has_github_command, runner_that_obeys
from dslim.support.safe_text import safe_line, visible


def test_every_character_is_shown_or_escaped() -> None:
    for code in (*range(0x20000), *range(0xDFF00, 0xE1100), 0x10FFFF):
        shown = visible(chr(code))
        assert shown == chr(code) or (shown.isascii() and shown.isprintable()), code
        if shown == chr(code):
            assert list(unseen(shown)) == []
    assert visible("a\tb\nc", keep="\t\n") == "a\tb\nc"
    assert visible("\x00\n\r\t\x7f\x9b\u202e\U000e0041\udcff\ud800") == (
        r"\x00\n\r\t\x7f\u009b\u202e\U000e0041\xff\ud800"
    )
    honest = "\u26a0\ufe0f \u65e5\u672c\u3000\u8a9e \xe9\u0301"
    assert visible(honest) == honest


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+RUN a\n", False),
        ("+::error::\n", False),
        (" ::error::\n", True),
        ("+a\r::error::\n", True),
        ("+a \x0c::error::\n", False),
        (" \x0c\u2003::error::\n", True),
        (" :\u200b:error::\n", True),
        ("+a ##[error]\n", True),
        ("+a #\x00#[error]\n", True),
        (" RUN cpanm A::B\n", False),
        ("+# caf\xe9 \u26a0\ufe0f\n", False),
    ],
)
def test_what_may_be_a_command(text: str, is_one: bool) -> None:
    assert has_github_command(text) == is_one
    assert obeyed_by_github(between_stop_commands(text).encode()) == []


def test_runners_are_told_by_their_variables() -> None:
    assert runner_that_obeys("##vso[a]", {}) == ""
    assert runner_that_obeys("##vso[a]", {"TF_BUILD": "True"}) == "Azure Pipelines"
    assert runner_that_obeys("a", {"TF_BUILD": "True"}) == ""


@pytest.mark.parametrize(
    "text",
    ["\ufe0f::add-mask::x", ":\ufe0f:set-env a::b", " \ufe0e :\ufe0f:error::", "a #\ufe0f#[error]b", "##v\ufe00so[a]b"],
)
def test_a_line_hides_no_command_behind_what_a_runner_passes_over(text: str) -> None:
    assert has_github_command(text) or runner_that_obeys(text, {"TF_BUILD": "True"})
    shown = safe_line(text)
    assert not has_github_command(shown)
    assert not runner_that_obeys(shown, {"TF_BUILD": "True"})


@pytest.mark.parametrize("text", ["## \u26a0\ufe0f a", "a::b \u26a0\ufe0f", "# \u26a0\ufe0f [a]", "## see (b) [a]"])
def test_a_line_that_is_no_command_stays(text: str) -> None:
    assert safe_line(text) == text
