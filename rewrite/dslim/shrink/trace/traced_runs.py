"""Runs the owner's test, or the steps of a build, on an image that nobody else has, and records what they open."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.shrink.trace.opened_files import OpenedFiles, record_opened
from dslim.support.reading import read_start
from dslim.verify.errors import BuildError

#: How often a test is traced, at most, until what the image starts was seen.
_TRIES = 3


@dataclass(frozen=True)
class UniqueImage:
    """An image with a layer of its own. `layer`: how overlay's options name that."""

    tag: str
    layer: str


def unique_image(store: ImageStore, image: str) -> UniqueImage | None:
    """The image with one more, empty file; None where nobody can tell which mounts are its own.

    Only docker and podman with an overlay store on this machine tell where a layer lies.
    """
    tag = store.with_empty_file(image, f"/.{store.name}")
    layer = _layer_link(store, tag) if tag is not None else None
    return UniqueImage(tag, layer) if tag is not None and layer is not None else None


def _layer_link(store: ImageStore, tag: str) -> str | None:
    folder = store.layer_folder(tag)
    if folder is None:
        return None
    try:
        link = read_start(os.path.join(os.path.dirname(folder), "link"), 256, follow=False)
        return f"/l/{link.decode('ascii').strip()}"
    except (OSError, UnicodeDecodeError):
        return None


def opened_by_test(store: ImageStore, image: str, test: OwnerTest, entry: str | None = None) -> OpenedFiles | None:
    """What the test has the image open; None where that cannot be traced, or the test failed.

    `entry`: the program that the image starts; where it was not seen, the watch began too late, and is tried again.
    """
    for _ in range(_TRIES):
        found = _traced(store, image, lambda tag: test.run(store, tag).passed)
        if found is None or entry is None or entry in found.paths:
            return found
    return None


def opened_by_build(
    store: ImageStore, image: str, text_from: Callable[[str], str], target: str | None = None
) -> OpenedFiles | None:
    """What the build of `text_from(name of a base)` opens in `image`; None where that cannot be traced."""

    def build(tag: str) -> bool:
        try:
            store.remove(store.build(text_from(tag), use_cache=False, target=target))
        except BuildError:
            return False
        return True

    return _traced(store, image, build)


def _traced(store: ImageStore, image: str, run: Callable[[str], bool]) -> OpenedFiles | None:
    unique = unique_image(store, image)
    if unique is None:
        return None
    try:
        with record_opened(unique.layer) as found:
            passed = run(unique.tag)
    except OSError:
        return None
    finally:
        store.remove(unique.tag)
    return found if passed and found.mounts and found.is_whole else None
