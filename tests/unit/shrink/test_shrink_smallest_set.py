"""QuickXplain: the part found is enough, nothing of it can go, and few questions are asked."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dslim.shrink.smallest_set import smallest_set


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # on a machine with much to do
@given(st.integers(0, 60), st.data())
def test_what_is_needed_is_found_with_few_questions(count: int, data: st.DataObject) -> None:
    needed = set(data.draw(st.lists(st.integers(0, max(count - 1, 0)), unique=True, max_size=min(count, 6))))
    asked = 0

    def passes(kept: tuple[int, ...]) -> bool:
        nonlocal asked
        asked += 1
        return needed <= set(kept)

    assert set(smallest_set(range(count), passes)) == needed
    k = len(needed)
    assert asked <= (1 if not k else 2 * k + 2 * k * math.ceil(math.log2(max(count / k, 2))) + 1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # on a machine with much to do
@given(st.lists(st.frozensets(st.integers(0, 11), min_size=1, max_size=4), min_size=1, max_size=5))
def test_of_a_set_that_is_enough_no_member_can_go(ways: list[frozenset[int]]) -> None:
    """Monotone, but with several smallest sets: any of `ways` is enough."""

    def passes(kept: tuple[int, ...]) -> bool:
        return any(way <= set(kept) for way in ways)

    found = smallest_set(range(12), passes)
    assert passes(found)
    for item in found:
        assert not passes(tuple(other for other in found if other != item))
