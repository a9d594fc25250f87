"""Reads the tar that a builder writes of a folder of a container, as strangers' images may have it."""

from __future__ import annotations

from typing import BinaryIO

from dslim.shrink.errors import ShrinkError
from dslim.verify.image.tar_entries import ForwardStream
from dslim.verify.image.tar_headers import next_member, open_members

#: Bytes that are read of the files of one folder of an image.
MAX_READ = 512 << 20
_BLOCK = 1 << 20


def read_copied(archive: BinaryIO) -> dict[str, bytes]:
    """The regular files of a tar, by their place below its first folder. Raises ShrinkError and ImageError."""
    found: dict[str, bytes] = {}
    left = MAX_READ
    source = ForwardStream(archive)
    tar = open_members(source)
    empty = not tar.members  # type: ignore[attr-defined]
    while not empty and (member := next_member(tar)) is not None:
        if not member.isreg():
            continue
        left -= member.size
        if left < 0:
            raise ShrinkError(f"a folder of the image holds more than {MAX_READ} bytes that must be read")
        found[member.name.partition("/")[2] or member.name] = _content(source, member.size)
    return found


def _content(source: ForwardStream, size: int) -> bytes:
    parts = []
    while size and (part := source.take(min(size, _BLOCK))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
