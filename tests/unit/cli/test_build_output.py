"""Of what a failed build printed the end is shown, and how much stood before it."""

from __future__ import annotations

from dslim.cli.build_output import LAST_LINES, last_lines


def test_the_last_lines_and_how_many_there_were_before() -> None:
    text = "\n".join(map(str, range(LAST_LINES + 5)))
    first, *shown = last_lines(text).splitlines()
    assert first == "(5 lines of the build before these are not shown)"
    assert shown == [str(n) for n in range(5, LAST_LINES + 5)]


def test_what_is_short_is_whole() -> None:
    assert last_lines("a\nb\n") == "a\nb\n"
