"""What one layer of an image adds, changes and deletes, as `docker diff` tells it of a container, with sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dslim.verify.errors import ImageError
from dslim.verify.image.entries import Entry
from dslim.verify.image.history import short_history_text
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import Record, merge_layers
from dslim.verify.report.text import size_text


class FileChange(NamedTuple):
    """One path that a layer changes.

    `kind`: A(dded), C(hanged) or D(eleted). `size`: bytes that the layer stores of it; of what is deleted, the bytes
    that lower layers store of it and of all below, which the image keeps.
    """

    kind: str
    path: str
    size: int


def layer_files(image: Image, index: int) -> Iterator[FileChange]:
    """What layer number `index`, from 0, changes, in path order; folders that stay as they are have no line."""
    deleted: FileChange | None = None
    for path, records in merge_layers(image.layers[: index + 1]):
        own = [record.entry for record in records if record.layer == index and record.entry.kind != "o"]
        hidden = [r for r in records if r.layer < index and r.gone == index and r.entry.kind not in "wo"]
        present = next((entry for entry in own if entry.kind != "w"), None)
        if deleted is not None and not _lies_in(path, deleted.path):
            yield deleted
            deleted = None
        if present is not None:
            if (change := _change(present, hidden)) is not None:
                yield change
        elif hidden:
            size = sum(record.entry.stored for record in hidden)
            before = deleted or FileChange("D", _shown(path), 0)
            deleted = before._replace(size=before.size + size)
    if deleted is not None:
        yield deleted


def _change(entry: Entry, hidden: list[Record]) -> FileChange | None:
    """How a path came to be what the layer has there; None for a folder that was there with the same owner and mode."""
    if not hidden:
        return FileChange("A", _shown(entry.path), entry.stored)
    before = hidden[-1].entry
    if entry.kind == "d" and before._replace(stored=0) == entry._replace(stored=0):
        return None
    return FileChange("C", _shown(entry.path), entry.stored)


def _shown(path: str) -> str:
    return f"/{path}"


def _lies_in(path: str, folder: str) -> bool:
    return _shown(path).startswith(folder.rstrip("/") + "/")


def chosen_layers(image: Image, number: int | None) -> range:
    """The indexes of the layer called `number`, from 1, or of all. Raises ImageError where there is none."""
    count = len(image.layers)
    if number is None:
        return range(count)
    if not 1 <= number <= count:
        raise ImageError(f"there is no layer {number}: the image has {count}, counted from 1")
    return range(number - 1, number)


def file_change_lines(image: Image, layers: range) -> Iterator[str]:
    """The changes of some layers for people: a line a path below a line a layer."""
    for index in layers:
        layer = image.layers[index]
        created_by = short_history_text(layer.created_by) or "(not recorded)"
        yield f"layer {index + 1}: {size_text(layer.size)} in {layer.files} files, {created_by}"
        for change in layer_files(image, index):
            yield f"{change.kind}  {size_text(change.size) if change.size else '':>10}  {change.path}"


def file_change_data(name: str, image: Image, layers: range) -> dict[str, Any]:
    """The changes of some layers as JSON; sizes in bytes, layers counted from 1."""
    return {
        "image": name,
        "layers": [
            {
                "layer": index + 1,
                "size": image.layers[index].size,
                "created_by": short_history_text(image.layers[index].created_by),
                "changes": [change._asdict() for change in layer_files(image, index)],
            }
            for index in layers
        ],
    }
