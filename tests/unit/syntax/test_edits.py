"""Edits of a text: made together, found where they touch, and followed back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslim.syntax.edits import Edit, OverlapError, PositionMap, Taken, apply_edits, overlaps


def test_edits() -> None:
    assert apply_edits("abc", [Edit(3, 3, "!"), Edit(0, 1, "A"), Edit(1, 1, "-")]) == "A-bc!"
    with pytest.raises(OverlapError):
        apply_edits("abc", [Edit(0, 2, ""), Edit(1, 3, "")])
    with pytest.raises(ValueError, match="outside"):
        apply_edits("abc", [Edit(2, 9, "")])
    back = PositionMap([Edit(1, 2, "xyz"), Edit(4, 4, "!!")])
    assert [back.old(i) for i in (0, 1, 3, 4, 5, 6, 8)] == [0, 1, 1, 2, 3, 4, 4]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=12))
def test_edits_that_touch_are_found(places: list[tuple[int, int]]) -> None:
    taken, kept = Taken(), list[Edit]()
    for start, length in places:
        edit = Edit(start, start + length, "")  # insertions of one text: they touch
        assert taken.touches(edit) == overlaps(edit, kept)
        if not overlaps(edit, kept):
            taken.add([edit])
            kept.append(edit)


def test_insertions_of_different_texts_at_one_place_stand_one_after_the_other() -> None:
    taken, edits = Taken(), [Edit(4, 4, "c"), Edit(4, 4, "b"), Edit(4, 4, "a")]
    for edit in edits:
        assert not taken.touches(edit)
        taken.add([edit])
    assert taken.touches(Edit(4, 4, "b"))
    assert taken.touches(Edit(2, 4, ""))
    assert taken.touches(Edit(4, 5, ""))
    assert apply_edits("text.", edits) == "textcba."
    taken = Taken()
    taken.add([Edit(2, 4, ""), Edit(4, 4, "a")])
    assert taken.touches(Edit(4, 4, "b"))
