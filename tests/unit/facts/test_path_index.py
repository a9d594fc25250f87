"""What lies at, above or below a path is found, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dslim.facts.path_index import PathIndex
from dslim.facts.paths import lies_in, overlap

_paths = st.lists(st.sampled_from("abc"), max_size=4).map(lambda parts: "/" + "/".join(parts))


@given(st.lists(_paths, max_size=12), _paths)
def test_it_finds_what_a_look_at_all_would(places: list[str], asked: str) -> None:
    index = PathIndex((path, number) for number, path in enumerate(places))
    assert sorted(index.overlapping(asked)) == [i for i, path in enumerate(places) if overlap(asked, path)]
    assert sorted(index.holding(asked)) == [i for i, path in enumerate(places) if lies_in(asked, path)]
