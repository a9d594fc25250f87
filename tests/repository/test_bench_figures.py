"""What `make bench WRITE=--write` puts into docs/speed.md, and where."""

from __future__ import annotations

import pytest
from figures import PAGE, filled, machine, table


def test_a_line_for_each_thing_and_a_column_for_each_peer() -> None:
    assert table({"CPU": {"a": 0.119, "b": 2}, "wall": {"b": 7.25}}, ["a", "b"]) == (
        "| dslim costs, to 1 of | a | b |\n| --- | ---: | ---: |\n| CPU | 0.12 | 2.00 |\n| wall | - | 7.25 |"
    )


def test_figures_go_between_the_marks_and_take_the_place_of_older_ones() -> None:
    page = PAGE.read_text(encoding="utf-8")
    once = filled(page, "figures-1")
    assert filled(once, "figures-2") == once.replace("figures-1", "figures-2")
    before, _, rest = page.partition("<!-- bench figures")
    assert once.startswith(before)
    assert once.endswith(rest.partition("<!-- end of bench figures -->")[2])


def test_a_page_without_the_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 places"):
        filled("# Speed\n", "x")


def test_the_machine_is_told() -> None:
    assert "processors" in machine()
