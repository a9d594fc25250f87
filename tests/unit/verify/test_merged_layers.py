"""Layers over layers: the stream against a plain model of what a runtime does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dslim.verify.image.entries import Entry
from dslim.verify.image.merged_layers import merge_layers, visible_entries

NAMES = st.sampled_from(["a", "b", "a-", "a.b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


@st.composite
def layer(draw: st.DrawFn) -> list[Entry]:
    """A layer as a builder writes it: no child of what is no directory, parents first."""
    kinds: dict[str, str] = {}
    for path in draw(st.lists(PATHS, max_size=6)):
        parts = path.split("/")
        parents = ["/".join(parts[:i]) for i in range(1, len(parts))]
        if all(kinds.get(parent, "d") == "d" for parent in parents) and path not in kinds:
            kinds |= dict.fromkeys(parents, "d")
            kinds[path] = draw(st.sampled_from("fdl"))
    entries = [Entry(path, kind, mode=draw(st.integers(0, 3))) for path, kind in kinds.items()]
    gone = draw(st.lists(PATHS, max_size=2).map(lambda paths: [Entry(p, "w") for p in paths]))
    folders = [path for path, kind in kinds.items() if kind == "d"]
    opaque = [Entry(path, "o") for path in folders if draw(st.booleans())]
    return sorted(
        [*entries, *(w for w in gone if not under_file(w.path, kinds)), *opaque], key=lambda e: e.merge_key
    )


def under_file(path: str, kinds: dict[str, str]) -> bool:
    parts = path.split("/")
    return any(kinds.get("/".join(parts[:i]), "d") != "d" for i in range(1, len(parts)))


def applied(layers: list[list[Entry]]) -> dict[str, Entry]:
    """The model: removals of a layer first, then what it adds."""
    tree: dict[str, Entry] = {}

    def drop(path: str, itself: bool) -> None:
        for other in list(tree):
            if other.startswith(path + "/") or (itself and other == path):
                del tree[other]

    for entries in layers:
        for entry in entries:
            if entry.kind in "wo":
                drop(entry.path, entry.kind == "w")
        for entry in entries:
            if entry.kind not in "wo":
                if entry.kind != "d":
                    drop(entry.path, itself=False)
                tree[entry.path] = entry
    return tree


@given(st.lists(layer(), max_size=4))
def test_visible_is_what_a_runtime_would_show(layers: list[list[Entry]]) -> None:
    stream = list(visible_entries(layers))
    assert [entry.sort_key for entry in stream] == sorted(entry.sort_key for entry in stream)
    assert {entry.path: entry for entry in stream} == applied(layers)


@given(st.lists(layer(), min_size=1, max_size=4))
def test_gone_names_the_first_layer_that_takes_a_path_away(layers: list[list[Entry]]) -> None:
    for path, records in merge_layers(layers):
        for record in records:
            if record.entry.kind in "wo":
                continue
            states = [applied(layers[: i + 1]).get(path) for i in range(len(layers))]
            after = [i for i in range(record.layer + 1, len(layers)) if states[i] is not states[record.layer]]
            assert record.gone == min(after, default=None)
