"""Finds what each layer stores for nothing: copies, what a later layer deletes, caches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from dslim.rules import TABLE
from dslim.verify.image.compare import is_cache
from dslim.verify.image.entries import Entry
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import Record, merge_layers

#: Cache directories, and the rule that empties them or keeps them empty.
CACHES: dict[str, str] = {
    "/var/lib/apt/lists": "SL201",
    "/var/cache/apt": "SL201",
    "/var/cache/apk": "SL202",
    "/var/cache/dnf": "SL203",
    "/var/cache/yum": "SL203",
    "/var/cache/libdnf5": "SL203",
    "/var/cache/zypp": "SL204",
    "/root/.cache/pip": "SL205",
    "/home/*/.cache/pip": "SL205",
    "/root/.npm": "SL206",
    "/home/*/.npm": "SL206",
    "/usr/local/share/.cache/yarn": "SL207",
    "/root/.cache/yarn": "SL207",
    "/opt/conda/pkgs": "SL208",
    "/var/cache/pacman/pkg": "SL209",
    "/root/.composer/cache": "SL209",
    "/root/.cache/composer": "SL209",
    "/root/.cpanm": "SL209",
    "/root/.cache/uv": "SL209",
    "/root/.cache/pypoetry": "SL209",
    "/root/.cache/go-build": "SL222",
    "/root/.cargo/registry": "SL222",
    "/usr/local/cargo/registry": "SL222",
    "/root/.m2/repository": "SL222",
    "/root/.gradle/caches": "SL222",
}
#: What changed of a file that is stored again -> the rules against it, those that there are.
_AGAIN = {"owner": ("SL301", "SL304"), "both": ("SL301", "SL304"), "mode": ("SL302", "SL304"), "nothing": ("SL303",)}


@dataclass(slots=True)
class Loss:
    """Bytes in a layer that the image would not miss.

    `kind`: "again" (the layer stores files that a lower one holds with the same content), "deleted" (by
    the layers `by`), "replaced" (a later layer has other content), "cache" (still there at the end).
    `what`: of "again" what changed (owner, mode, both, nothing), of "cache" the directory. `largest`: the
    largest file, its bytes and path.
    """

    kind: str
    what: str = ""
    size: int = 0
    files: int = 0
    by: set[int] = field(default_factory=set)
    largest: tuple[int, str] = (0, "")

    def add(self, size: int, path: str) -> None:
        """One more file."""
        self.size += size
        self.files += 1
        self.largest = max(self.largest, (size, path))


def rules_against(loss: Loss, created_by: str) -> tuple[str, ...]:
    """Code and name of the rules that would win back what a layer loses. `created_by`: its history entry."""
    codes: tuple[str, ...] = ()
    if loss.kind == "again" and (loss.what != "nothing" or re.search(r"\bch(own|mod)\b", created_by)):
        codes = _AGAIN[loss.what]
    elif loss.kind == "deleted":
        codes = ("SL102",)
    elif loss.kind == "cache":
        codes = (CACHES[loss.what],)
    return tuple(f"{code} {rule_names()[code]}" for code in codes if code in rule_names())


@cache
def rule_names() -> dict[str, str]:
    """Code -> name of the rules that there are."""
    return {entry.code: entry.name for entry in TABLE}


def find_waste(image: Image) -> list[list[Loss]]:
    """The losses of every layer, from the bottom up; of each layer the largest first.

    But for caches they come to what layers store and the image at the end does not show.
    """
    found: list[dict[tuple[str, str], Loss]] = [{} for _ in image.layers]
    for path, records in merge_layers(image.layers):
        for record in records:
            if record.entry.stored:
                for layer, kind, what in _losses_of(f"/{path}", record, records):
                    loss = found[layer].setdefault((kind, what), Loss(kind, what))
                    loss.add(record.entry.stored, f"/{path}")
                    if kind == "deleted" and record.gone is not None:
                        loss.by.add(record.gone)
    return [sorted(losses.values(), key=lambda loss: -loss.size) for losses in found]


def _losses_of(path: str, record: Record, records: list[Record]) -> Iterator[tuple[int, str, str]]:
    """(layer to blame, kind, what) of one stored file, at most one."""
    if record.gone is None:
        yield from ((record.layer, "cache", cache) for cache in _cache_of(path))
        return
    above = _stored_in(records, record.gone)
    if above is None:
        yield record.layer, "deleted", ""
    elif above.digest == record.entry.digest:
        yield record.gone, "again", _changed_attributes(record.entry, above)
    else:
        yield record.layer, "replaced", ""


def _cache_of(path: str) -> list[str]:
    return [cache for cache in CACHES if is_cache(path, (cache,))][:1]


def _stored_in(records: list[Record], layer: int) -> Entry | None:
    """The file that a layer has at this path."""
    found = (other.entry for other in records if other.layer == layer and other.entry.kind == "f")
    return next(found, None)


def _changed_attributes(a: Entry, b: Entry) -> str:
    owner = (a.uid, a.gid) != (b.uid, b.gid)
    mode = a.mode != b.mode or a.xattrs != b.xattrs
    return {(True, True): "both", (True, False): "owner", (False, True): "mode"}.get((owner, mode), "nothing")
