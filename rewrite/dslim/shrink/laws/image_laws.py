"""The laws beside the test: nothing is added, the config is the same, and users keep their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dslim.shrink.packages.records import RECORDS
from dslim.verify.image.compare import Noise, find_differences
from dslim.verify.image.image import Image

#: What a package manager itself keeps of what it installed, and files that a builder puts into every RUN.
_RECORDS = (
    *(f"{folder}/" for folder in RECORDS), "/var/log/", "/var/cache/", "/etc/apt/", "/etc/apk/", "/run/", "/tmp/",
    "/etc/hosts", "/etc/hostname", "/etc/resolv.conf",
)  # fmt: skip


def is_record(path: str) -> bool:
    """Whether a path is of what package managers and builders note: two builds of one text differ there."""
    return path.startswith(_RECORDS)


def broken_laws(original: Image, smaller: Image, noise: Noise) -> Iterator[str]:
    """What a smaller image has that the original has not, or otherwise, each in one line."""
    for difference in find_differences(original, smaller):
        if noise.covers(difference):
            continue
        if difference.aspect == "config":
            yield f"the image's config is another: {difference}"
        elif difference.aspect == "extra" and not is_record(difference.path):
            yield f"{difference.path} was not there before"


def changed_files(original: Image, smaller: Image, noise: Noise) -> Iterator[str]:
    """What both images have, and not alike, each in one line."""
    for difference in find_differences(original, smaller):
        if difference.aspect in ("missing", "extra", "config") or is_record(difference.path):
            continue
        if not noise.covers(difference):
            yield f"{difference.path} is another: {difference.aspect}"


def changed_users(
    before: Mapping[str, Mapping[str, bytes]], after: Mapping[str, Mapping[str, bytes]], names: Iterable[str]
) -> Iterator[str]:
    """Users and groups among `names` whose numbers are others; `before` and `after`: /etc/passwd and /etc/group."""
    for what, file in (("user", "/etc/passwd"), ("group", "/etc/group")):
        old, new = (_numbers(next(iter(found[file].values()), b"")) for found in (before, after))
        for name in names:
            if name in old and old[name] != new.get(name):
                yield f"the {what} {name} has the number {new.get(name, 'of nobody')}, not {old[name]}"


def _numbers(data: bytes) -> dict[str, str]:
    """Name -> the third column (for users the fourth too) of /etc/passwd or /etc/group."""
    rows = (line.split(":") for line in data.decode("utf-8", "replace").splitlines())
    return {row[0]: ":".join(row[2:4] if len(row) == 7 else row[2:3]) for row in rows if len(row) > 2}
