"""Compares two images, path by path and config field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from dslim.verify.image.entries import Entry
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import visible_entries

_KINDS = {"f": "file", "d": "directory", "l": "symlink", "c": "char device", "b": "block device", "p": "pipe"}
#: Parts of an image's JSON that describe the build, not the image.
_BUILD_FIELDS = {"created", "history", "rootfs", "id", "container", "container_config", "docker_version", "parent"}
#: Files that note inode and device numbers of the machine that built the image: a layer mounted under another
#: number is enough to change them, and who reads them checks the numbers first.
_NOTES_OF_THE_MACHINE = {"var/cache/ldconfig/aux-cache"}
#: Bytes by which a log that changes from build to build may be longer or shorter than it was in two of them.
SLACK = 4096


class Difference(NamedTuple):
    """One way in which two images differ.

    `path`: absolute, or `config.FIELD`. `aspect`: missing, extra, type, content, mode, uid, gid, xattrs,
    link, device, config, cache (a cache that a fix was to empty and did not). `before` and `after` as
    people write them. `grown`: bytes by which changed content is longer after.
    """

    path: str
    aspect: str
    before: str
    after: str
    grown: int = 0

    def __str__(self) -> str:
        if self.aspect in ("missing", "extra"):
            return f"{self.path}: {self.aspect} ({self.before or self.after})"
        return f"{self.path}: {self.aspect} {self.before} -> {self.after}"


def find_differences(a: Image, b: Image) -> Iterator[Difference]:
    """Every difference, config first, then in path order; time stamps are no difference."""
    yield from config_differences(a.config, b.config)
    yield from tree_differences(visible_entries(a.layers), visible_entries(b.layers))


def tree_differences(a: Iterable[Entry], b: Iterable[Entry]) -> Iterator[Difference]:
    """Differences of two streams of entries in path order."""
    left, right = iter(a), iter(b)
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one.sort_key < two.sort_key):
            assert one is not None
            yield Difference(f"/{one.path}", "missing", _KINDS[one.kind], "")
            one = next(left, None)
        elif one is None or two.sort_key < one.sort_key:
            yield Difference(f"/{two.path}", "extra", "", _KINDS[two.kind])
            two = next(right, None)
        else:
            if one != two:
                yield from _entry_differences(one, two)
            one, two = next(left, None), next(right, None)


def _entry_differences(a: Entry, b: Entry) -> Iterator[Difference]:
    path = f"/{a.path}"
    if a.kind != b.kind:
        yield Difference(path, "type", _KINDS[a.kind], _KINDS[b.kind])
    elif a.kind == "f" and (a.digest, a.size) != (b.digest, b.size) and a.path not in _NOTES_OF_THE_MACHINE:
        yield Difference(path, "content", _content_text(a), _content_text(b), b.size - a.size)
    elif a.link != b.link:
        yield Difference(path, "link", a.link, b.link)
    elif a.device != b.device:
        yield Difference(path, "device", _device_text(a), _device_text(b))
    if a.mode != b.mode and not a.kind == b.kind == "l":  # the mode of a symlink means nothing
        yield Difference(path, "mode", f"{a.mode:04o}", f"{b.mode:04o}")
    if a.uid != b.uid:
        yield Difference(path, "uid", str(a.uid), str(b.uid))
    if a.gid != b.gid:
        yield Difference(path, "gid", str(a.gid), str(b.gid))
    if a.xattrs != b.xattrs:
        yield Difference(path, "xattrs", _xattrs_text(a), _xattrs_text(b))


def _device_text(entry: Entry) -> str:
    return f"{entry.device[0]}:{entry.device[1]}"


def _content_text(entry: Entry) -> str:
    return f"{entry.size} bytes sha256:{entry.digest.hex()[:12]}"


def _xattrs_text(entry: Entry) -> str:
    return ", ".join(f"{name}={value.hex()}" for name, value in entry.xattrs) or "none"


def config_differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    """Differences of two config documents; absent, null and empty mean the same."""
    one, two = _fields(a), _fields(b)
    for name in sorted(one.keys() | two.keys()):
        if one.get(name) != two.get(name):
            before, after = _apart(one.get(name), two.get(name))
            yield Difference(f"config.{name}", "config", _shown(before), _shown(after))


def _apart(a: Any, b: Any) -> tuple[Any, Any]:
    """Of two lists or two tables only what the other has not; of lists that differ in order alone, all."""
    if isinstance(a, dict) and isinstance(b, dict):
        one, two = ({k: v for k, v in x.items() if k not in y or y[k] != v} for x, y in ((a, b), (b, a)))
        return one or None, two or None
    if isinstance(a, list) and isinstance(b, list):
        left, right = ([item for item in x if item not in y] for x, y in ((a, b), (b, a)))
        return (left or None, right or None) if left or right else (a, b)
    return a, b


def _fields(config: Mapping[str, Any]) -> dict[str, Any]:
    inner = config.get("config")
    fields = {name: value for name, value in config.items() if name not in _BUILD_FIELDS and name != "config"}
    fields |= inner if isinstance(inner, dict) else {}
    for name in ("Image", "Hostname", "Domainname"):  # the classic builder's: ids of its own containers
        fields.pop(name, None)
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}


def _shown(value: Any) -> str:
    import json

    return "none" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Noise:
    """What two builds of one unchanged Dockerfile already differ in.

    `known`: (path, aspect) -> bytes by which the content's length changed. `unstable`: directories in
    which names change from build to build, with the shapes of those names.
    """

    known: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unstable: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def covers(self, difference: Difference) -> bool:
        """Whether the difference is of the kind that two equal builds show too."""
        seen = self.known.get((difference.path, difference.aspect))
        if seen is not None:
            return abs(difference.grown) <= 2 * seen + SLACK
        return difference.aspect in ("missing", "extra") and any(
            _shape(name) in self.unstable.get(parent, ()) for parent, name in _steps(difference.path)
        )


def learn_noise(first: Image, second: Image) -> tuple[Noise, list[Difference]]:
    """The noise of two images built from the same Dockerfile, and what it was learnt from."""
    found = list(find_differences(first, second))
    unstable: dict[str, set[str]] = {}
    for difference in found:
        if difference.aspect in ("missing", "extra"):
            parent, _, name = difference.path.rpartition("/")
            unstable.setdefault(parent, set()).add(_shape(name))
    known = {(d.path, d.aspect): abs(d.grown) for d in found}
    return Noise(known, {parent: frozenset(shapes) for parent, shapes in unstable.items()}), found


def _shape(name: str) -> str:
    """`2026-11-23T08_39-debug.log` and the like without what changes: `#-#-#_#-#.#`."""
    return re.sub(r"[0-9A-Za-z]+", "#", name)


def _steps(path: str) -> Iterator[tuple[str, str]]:
    parts = path.split("/")
    for i in range(1, len(parts)):
        yield "/".join(parts[:i]), parts[i]


def is_cache(path: str, caches: Iterable[str]) -> bool:
    """Whether `path` lies below one of `caches` (absolute paths; `*` stands for one name)."""
    for cache in caches:
        depth = cache.rstrip("/").count("/") + 1
        parts = path.split("/")
        if len(parts) > depth and _matches_pattern("/".join(parts[:depth]), cache):
            return True
    return False


def leads_to_cache(path: str, caches: Iterable[str]) -> bool:
    """Whether `path` is one of `caches` or a directory on the way to one."""
    depth = path.count("/") + 1
    return any(_matches_pattern(path, "/".join(cache.rstrip("/").split("/")[:depth])) for cache in caches)


def _matches_pattern(path: str, pattern: str) -> bool:
    pattern = pattern.rstrip("/")
    if path.count("/") != pattern.count("/"):
        return False
    return path == pattern or ("*" in pattern and fnmatchcase(path, pattern))


def unexplained_differences(found: Iterable[Difference], noise: Noise, caches: Iterable[str]) -> Iterator[Difference]:
    """The differences that neither noise nor a declared cache accounts for."""
    caches = tuple(caches)
    for difference in found:
        if noise.covers(difference) or is_cache(difference.path, caches) or difference.path in _tells_of(caches):
            continue
        if difference.aspect == "missing":
            if difference.before == "directory" and leads_to_cache(difference.path, caches):
                continue  # a directory that only held the cache; anything else below it is a difference of its own
            if difference.before == "file" and any(_matches_pattern(difference.path, cache) for cache in caches):
                continue  # a file that the fix names, such as an archive
        yield difference


def _tells_of(caches: tuple[str, ...]) -> tuple[str, ...]:
    """Logs whose content tells what lay in a cache: apt's solver writes down which packages the lists offer."""
    return ("/var/log/apt/eipp.log.xz",) if "/var/lib/apt/lists" in caches else ()


def cache_sizes(image: Image, caches: Iterable[str], skip: int = 0) -> dict[str, int]:
    """Bytes that the layers from number `skip` on store below each cache."""
    sizes = dict.fromkeys(caches, 0)
    for layer in image.layers[skip:]:
        for entry in layer if sizes else ():
            if entry.stored and "/_logs/" not in entry.path:  # npm writes one of each command, also of its cleanup
                for cache in sizes:
                    if is_cache(f"/{entry.path}", (cache,)):
                        sizes[cache] += entry.stored
    return sizes


def caches_not_emptied(a: Image, b: Image, caches: Iterable[str], base: int = 0) -> Iterator[Difference]:
    """Caches that were to be emptied and take as much in `b` as in `a`.

    `base`: how many layers are those of the base image, which no fix can empty.
    """
    caches = tuple(dict.fromkeys(caches))
    before, after = cache_sizes(a, caches, base), cache_sizes(b, caches, base)
    for cache in caches:
        if after[cache] >= before[cache] > 0:
            yield Difference(cache, "cache", f"{before[cache]} bytes", f"{after[cache]} bytes")
