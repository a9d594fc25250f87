"""Reading values that lie in each other."""

from __future__ import annotations

import pytest

from dslim.support.nested import inside


@pytest.mark.parametrize(
    ("value", "names", "found"),
    [({"a": {"b": 1}}, ["a", "b"], 1), ({"a": [1]}, ["a", "b"], None), (None, ["a"], None), ({}, [], {})],
)
def test_what_lies_inside_is_found_or_not_there(value: object, names: list[str], found: object) -> None:
    assert inside(value, *names) == found
