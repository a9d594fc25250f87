"""Lays layers one over another, as a stream in path order that holds nothing but the way to the root."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from dslim.verify.image.entries import Entry


class Record(NamedTuple):
    """The entry of one layer at a path. `gone`: the first layer above that hides or replaces it, else None."""

    layer: int
    entry: Entry
    gone: int | None


class _Dir(NamedTuple):
    key: str
    cuts: tuple[int, ...]  # layers that hide what lower ones have below


def merge_layers(layers: Iterable[Iterable[Entry]]) -> Iterator[tuple[str, list[Record]]]:
    """Each path with the entries of all layers at it, whiteouts included, from the bottom up."""
    streams = [_with_layer_number(i, layer) for i, layer in enumerate(layers)]
    stack: list[_Dir] = []
    merged = heapq.merge(*streams, key=lambda item: (item[1].sort_key, item[0], item[1].merge_key))
    for key, group in groupby(merged, key=lambda item: item[1].sort_key):
        while stack and not _below(key, stack[-1].key):
            stack.pop()
        found = list(group)
        above = stack[-1].cuts if stack else ()
        yield found[0][1].path, _records(found, above)
        stack.append(_Dir(key, above + _cuts(found)))


def visible_entries(layers: Iterable[Iterable[Entry]]) -> Iterator[Entry]:
    """The entries that an image of these layers shows, in path order."""
    for _, records in merge_layers(layers):
        for record in records:
            if record.gone is None and record.entry.kind not in "wo":
                yield record.entry


def _with_layer_number(index: int, layer: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
    for entry in layer:
        yield index, entry


def _below(key: str, parent: str) -> bool:
    return not parent or key.startswith(parent + "\0")


def _records(found: list[tuple[int, Entry]], above: tuple[int, ...]) -> list[Record]:
    own = [layer for layer, entry in found if entry.kind != "o"]
    records = []
    for layer, entry in found:
        later = [other for other in (*above, *own) if other > layer]
        records.append(Record(layer, entry, min(later, default=None)))
    return records


def _cuts(found: list[tuple[int, Entry]]) -> tuple[int, ...]:
    """Layers in which the path is taken away, made opaque, or made something that has no children."""
    return tuple(layer for layer, entry in found if entry.kind != "d")
