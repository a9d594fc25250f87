"""Reads an image from an archive: its config, history, and layers whose entries come in path order."""

from __future__ import annotations

import heapq
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from dslim.verify.errors import ImageError
from dslim.verify.image.archive import LIMITS, Archive, Limits, blob_name, layer_stream, open_archive
from dslim.verify.image.entries import Entry, EntryStore, SortedEntries
from dslim.verify.image.json_documents import CONFIG, INDEX, MANIFEST, SAVED, check_shape, read_json
from dslim.verify.image.merged_layers import visible_entries
from dslim.verify.image.tar_entries import read_entries

#: A config document, and (file name, digest if known) of each layer.
Located = tuple[dict[str, Any], list[tuple[str, str | None]]]
#: Hard links of one layer, and characters of their names, which are held in memory.
MAX_LINKS = 500_000
MAX_LINK_TEXT = 100_000_000
#: No runtime stacks more.
MAX_LAYERS = 500
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `size`: bytes of the files it stores; `files`: how many; `created_by`: from the history."""

    diff_id: str
    parts: tuple[SortedEntries, ...]
    size: int
    files: int
    created_by: str = ""

    def __iter__(self) -> Iterator[Entry]:
        return heapq.merge(*self.parts, key=attrgetter("merge_key"))


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One entry of an image's history. `layer`: index into the image's layers, None if it made none."""

    created_by: str
    layer: int | None


@dataclass(frozen=True, slots=True)
class Image:
    """An image as read: the whole config document, the history, the layers from the bottom up."""

    config: Mapping[str, Any]
    history: tuple[HistoryStep, ...]
    layers: tuple[Layer, ...]

    @property
    def size(self) -> int:
        """Bytes of files stored in all layers together."""
        return sum(layer.size for layer in self.layers)


@dataclass(frozen=True, slots=True)
class Blob:
    """Where a layer lies: a file of an archive, its digest if that is known, and that of what it unpacks to."""

    archive: Archive
    name: str
    digest: str | None
    diff_id: str


@dataclass
class Budget:
    """How many bytes the layers of one image may still unpack to."""

    left: int


class ImageReader:
    """Reads images; a layer that several of them share is read once. `work`: where big ones are spooled."""

    def __init__(self, work: Path, limits: Limits = LIMITS, spool: EntryStore | None = None) -> None:
        self._work = work
        self._limits = limits
        self._spool = spool or EntryStore(work)
        self._layers: dict[tuple[str, ...], Layer] = {}

    def read_image(self, path: Path) -> Image:
        """The image in an archive or OCI layout. Raises ImageError, naming the file, and OSError."""
        try:
            archive = open_archive(path, self._work, self._limits)
            config, blobs = _find_config_and_layers(archive)
            return self._make_image(archive, config, blobs)
        except ImageError as error:
            raise ImageError(f"{path}: {error}".replace(f"{path}: {path}: ", f"{path}: ")) from None

    def _make_image(self, archive: Archive, config: dict[str, Any], blobs: list[tuple[str, str | None]]) -> Image:
        ids = _value_at(config, "rootfs", "diff_ids")
        if not isinstance(ids, list) or len(ids) != len(blobs):
            raise ImageError(f"{len(blobs)} layers, but the config knows of {len(ids or ())}")
        if len(blobs) > MAX_LAYERS:
            raise ImageError(f"{len(blobs)} layers, of which no image has more than {MAX_LAYERS}")
        # one blob may be named as many layers: all together may not grow further than what is there once
        stored = sum(archive.size_of(name) for name in {name for name, _ in blobs})
        budget = Budget(min(self._limits.layer, max(self._limits.floor, self._limits.ratio * stored)))
        history = _read_history(config, len(blobs))
        words = {step.layer: step.created_by for step in history if step.layer is not None}
        layers: list[Layer] = []
        for i, (diff_id, (name, digest)) in enumerate(zip(ids, blobs)):
            blob_name(diff_id)
            layer = self._layer_of(Blob(archive, name, digest, diff_id), layers, budget)
            layers.append(Layer(layer.diff_id, layer.parts, layer.size, layer.files, words.get(i, "")))
        return Image(config, history, tuple(layers))

    def _layer_of(self, blob: Blob, below: list[Layer], budget: Budget) -> Layer:
        # hard links may reach into the layers below, so those belong to the key
        chain = (*(layer.diff_id for layer in below), blob.diff_id)
        if chain not in self._layers:
            self._layers[chain] = self._read_layer(blob, below, budget)
        return self._layers[chain]

    def _read_layer(self, blob: Blob, below: list[Layer], budget: Budget) -> Layer:
        plain = SortedEntries(self._spool)
        links: dict[str, str] = {}
        size = files = text = 0
        limits = replace(self._limits, layer=budget.left)
        with layer_stream(blob.archive, blob.name, blob.digest, blob.diff_id, limits) as stream:
            for entry in read_entries(stream):
                if entry.kind == "h":
                    links[entry.path] = links.get(entry.link, entry.link)
                    text += len(entry.path) + len(entry.link)
                    if len(links) > MAX_LINKS or text > MAX_LINK_TEXT:
                        raise ImageError(f"more than {MAX_LINKS} hard links in a layer, or names too long for them")
                    continue
                links.pop(entry.path, None)
                plain.add(entry)
                size += entry.stored
                files += entry.kind == "f"
        budget.left -= stream.count
        plain.finish()
        if not links:
            return Layer(blob.diff_id, (plain,), size, files)
        linked = self._resolve_hard_links(links, plain, below)
        return Layer(blob.diff_id, (plain, linked), size, files)

    def _resolve_hard_links(self, links: dict[str, str], plain: SortedEntries, below: list[Layer]) -> SortedEntries:
        """Hard links as what they link to, stored elsewhere."""
        names: dict[str, list[str]] = {}
        for path, target in links.items():
            names.setdefault(target, []).append(path)
        linked = SortedEntries(self._spool)
        for source in (plain, visible_entries(below)):
            for entry in source if names else ():
                if entry.kind in "wo":
                    continue
                for path in names.pop(entry.path, ()):
                    if entry.kind == "d":
                        raise ImageError(f"hard link {path!r} to the directory {entry.path!r}")
                    linked.add(entry._replace(path=path, stored=0))
        if names:
            target, paths = next(iter(names.items()))
            raise ImageError(f"hard link {paths[0]!r} to {target!r}, which does not exist")
        return linked.finish()


def _find_config_and_layers(archive: Archive) -> Located:
    """The config document, and (file name, digest if known) of each layer."""
    if archive.has_file("manifest.json"):
        return _from_docker(archive)
    if archive.has_file("index.json"):
        return _from_oci(archive, read_json(archive, "index.json"), 3)
    raise ImageError("neither manifest.json nor index.json: no docker-save archive and no OCI layout")


def _from_docker(archive: Archive) -> Located:
    manifests = read_json(archive, "manifest.json")
    check_shape(manifests, SAVED, "manifest.json")
    if not manifests:
        raise ImageError("manifest.json names no image")
    if len(manifests) > 1:
        raise ImageError(f"holds {len(manifests)} images; save one of them alone")
    config, layers = manifests[0].get("Config"), manifests[0].get("Layers") or []
    if config is None:
        raise ImageError("manifest.json names no config")
    name = config.rpartition("/")[2].removesuffix(".json")
    digest = f"sha256:{name}" if len(name) == 64 else None
    return _check_config(read_json(archive, config, digest)), [(layer, None) for layer in layers]


def _check_config(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise ImageError("the config is no JSON object")
    check_shape(document, CONFIG, "the config")
    return document


def _from_oci(archive: Archive, index: Any, depth: int) -> Located:
    check_shape(index, INDEX, "the index")
    digest = _choose_image(_value_at(index, "manifests"))
    manifest = read_json(archive, blob_name(digest), digest)
    check_shape(manifest, MANIFEST, "the manifest")
    if _value_at(manifest, "manifests") is not None:
        if not depth:
            raise ImageError("indexes of indexes of indexes")
        return _from_oci(archive, manifest, depth - 1)
    digest = _value_at(manifest, "config", "digest")
    config = _check_config(read_json(archive, blob_name(digest), digest))
    layers = _value_at(manifest, "layers")
    if layers is None:
        raise ImageError("the manifest names no layers")
    digests = [_value_at(layer, "digest") for layer in layers]
    return config, [(blob_name(d), d) for d in digests]


def _choose_image(manifests: Any) -> Any:
    """The digest of the one image of an index: attestations are none, and this machine's platform first."""
    if manifests is None:
        raise ImageError("the index names no manifests")
    images = [m for m in manifests if _value_at(m, "platform", "os") != "unknown"]
    if len(images) > 1:
        machine = platform.machine()
        machine = _MACHINES.get(machine, machine)
        images = [m for m in images if _value_at(m, "platform", "architecture") == machine] or images
    if len(images) != 1:
        raise ImageError(f"holds {len(images)} images; give one of them alone")
    return _value_at(images[0], "digest")  # whatever it is: blob_name takes digests alone


def _read_history(config: dict[str, Any], layers: int) -> tuple[HistoryStep, ...]:
    """The history, if it tells as many layers as there are."""
    steps: list[HistoryStep] = []
    count = 0
    entries = config.get("history")
    for entry in entries if isinstance(entries, list) else ():
        empty = bool(_value_at(entry, "empty_layer"))
        created_by = _value_at(entry, "created_by") or _value_at(entry, "comment") or ""
        steps.append(HistoryStep(str(created_by), None if empty else count))
        count += not empty
    return tuple(steps) if count == layers else ()


def _value_at(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
