"""Finds what the instructions of a stage made beside packages: the paths that a second stage would copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dslim.shrink.packages.records import RECORDS
from dslim.verify.image.entries import Entry
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import merge_layers

#: Folders whose content no image needs, and what a second stage makes itself: users, packages, the linker's cache.
_LEFT_OUT = (
    "/var/cache", "/var/log", *RECORDS, "/tmp", "/var/tmp", "/run", "/root/.cache", "/proc",
    "/sys", "/dev",
)  # fmt: skip
_ACCOUNTS = ("passwd", "group", "shadow", "gshadow", "subuid", "subgid")
_FILES_LEFT_OUT = frozenset(
    [f"/etc/{name}{mark}" for name in _ACCOUNTS for mark in ("", "-")]
    + ["/etc/ld.so.cache", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/etc/.pwd.lock", "/root/.wget-hsts"]
    + ["/etc/apk/world"]
)
LINKER_CACHE = "/etc/ld.so.cache"


@dataclass(frozen=True, slots=True)
class Artefacts:
    """What layers made, and what they took away.

    `paths`: absolute, a folder alone where all of it was made. `removed`: what was there before and is not now.
    `sees_linker_cache`: one of the layers wrote the linker's cache. `plain_folders`: those of the paths that are
    folders as a COPY makes them; with `is_plain` all others are files, and all lie in folders of that kind.
    """

    paths: tuple[str, ...]
    removed: tuple[str, ...] = ()
    sees_linker_cache: bool = False
    plain_folders: frozenset[str] = frozenset()
    is_plain: bool = False


def artefacts_of(image: Image, layers: Collection[int], workdirs: Collection[int] = ()) -> Artefacts:
    """What the layers with these numbers made, as the image shows it.

    `workdirs`: layers of WORKDIR. A folder of theirs in which something was made counts as made with all that it holds.
    """
    made: dict[str, bool] = {}  # path -> whether a lower layer that is not among `layers` had it
    plain: set[str] = {""}
    files: set[str] = set()
    begun: list[str] = []
    removed: list[str] = []
    linker = False
    for path, records in merge_layers(image.layers):
        name = f"/{path}"
        last = records[-1]
        if last.entry.kind == "d" and _attributes(last.entry) == (0o755, 0, 0, ()):
            plain.add(name)
        elif last.entry.kind == "f":
            files.add(name)
        if last.layer in workdirs and last.entry.kind == "d" and not any(r.layer < last.layer for r in records):
            begun.append(name)
        if last.layer not in layers:
            continue
        linker = linker or name == LINKER_CACHE
        if _is_left_out(name) or not path:
            continue
        ours = {*layers, *workdirs}
        before = [r.entry for r in records if r.layer not in ours and r.layer < last.layer]
        had = bool(before) and before[-1].kind not in "wo"
        if had and last.entry.kind == before[-1].kind == "d" and _attributes(before[-1]) == _attributes(last.entry):
            continue  # a folder that only got new names
        if last.entry.kind in "wo":
            removed += [name] if had else []
        elif last.gone is None:
            made[name] = had
    made |= dict.fromkeys((top for top in begun if any(path.startswith(f"{top}/") for path in made)), False)
    paths = tuple(_outermost(made))
    folders = frozenset(path for path in paths if path in plain and not made[path])
    is_plain = all((p in folders or p in files) and p.rpartition("/")[0] in plain for p in paths)
    return Artefacts(paths, tuple(removed), linker, folders, is_plain)


def _is_left_out(path: str) -> bool:
    return path in _FILES_LEFT_OUT or any(path == top or path.startswith(top + "/") for top in _LEFT_OUT)


def _attributes(entry: Entry) -> tuple[object, ...]:
    return entry.mode, entry.uid, entry.gid, entry.xattrs


def _outermost(made: Mapping[str, bool]) -> Iterator[str]:
    """The paths that stand for all: what lies in a folder that was made as a whole goes with it."""
    folders: set[str] = set()
    for path in sorted(made, key=lambda name: name.replace("/", "\0")):
        above = path.rpartition("/")[0]
        if above in folders:
            folders.add(path)
        elif not made[path]:
            folders.add(path)
            yield path
        else:
            yield path  # was there before: the file is another now, or the folder's owner or mode
