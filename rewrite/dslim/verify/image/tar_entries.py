"""Reads the entries of one layer from its tar stream, trusting nothing in it."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator, Mapping
from typing import Protocol

from dslim.verify.errors import ImageError
from dslim.verify.image.entries import Entry
from dslim.verify.image.tar_headers import MAX_HEADER, next_member, open_members, sparse_error

BLOCK = 1 << 18
#: Linux has no longer path or link target.
MAX_PATH = 4096
WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
_KINDS = {
    tarfile.DIRTYPE: "d", tarfile.SYMTYPE: "l", tarfile.LNKTYPE: "h",
    tarfile.CHRTYPE: "c", tarfile.BLKTYPE: "b", tarfile.FIFOTYPE: "p",
}  # fmt: skip
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)


class Readable(Protocol):
    """What a layer is read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to so many bytes; empty at the end."""


class ForwardStream:
    """A stream that tarfile can walk: forward only, and no read of more than a header."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._at = 0
        self.last = b""

    def tell(self) -> int:
        """How many bytes were read up to now."""
        return self._at

    def seek(self, offset: int) -> int:
        """Reads up to `offset` and drops it."""
        if offset < self._at:
            raise ImageError(f"tar header at byte {self._at} points back to byte {offset}")
        while self._at < offset:
            if not self.take(min(BLOCK, offset - self._at)):
                break
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes, fewer only at the end of the stream."""
        if not 0 <= size <= MAX_HEADER:
            raise ImageError(f"tar header of {size} bytes at byte {self._at}")
        parts = []
        while size:
            part = self.take(size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
        self.last = b"".join(parts)
        return self.last

    def take(self, size: int) -> bytes:
        """Up to `size` bytes; nothing only at the end of the stream."""
        part = self._stream.read(size)
        self._at += len(part)
        return part


def read_entries(stream: Readable) -> Iterator[Entry]:
    """The entries of a layer in the order of the tar; hard links are left as kind "h".

    Raises ImageError for anything that is no layer.
    """
    source = ForwardStream(stream)
    tar = open_members(source)
    empty = not tar.members  # type: ignore[attr-defined]  # older Pythons would seek back past its beginning
    while not empty and (member := next_member(tar)) is not None:
        entry = _entry_of(member, source)
        if entry is not None:
            yield entry
    if source.last.strip(b"\0"):
        # tarfile takes a header that it cannot read, past the first, for the end of the archive
        raise ImageError(f"broken tar header at byte {source.tell() - len(source.last)}")
    while source.take(BLOCK):  # the rest counts for the digest
        pass


def clean_path(name: str) -> str:
    """`name` relative to the root of the image. Raises ImageError if it leads out of it."""
    if len(name) > MAX_PATH:
        raise ImageError(f"path of {len(name)} characters: {name[:40]!r}...")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in name:
        raise ImageError(f"path {name!r} leads out of the image")
    return "/".join(parts)


def _entry_of(member: tarfile.TarInfo, source: ForwardStream) -> Entry | None:
    path = clean_path(member.name)
    head, _, base = path.rpartition("/")
    if base.startswith(WHITEOUT):
        return _whiteout_of(head, base)
    if member.size < 0:
        raise ImageError(f"{path!r} has {member.size} bytes")
    if member.issparse():
        raise sparse_error(path)
    kind = "f" if member.type in _FILES else _KINDS.get(member.type)
    if kind is None:
        raise ImageError(f"{path!r} is a tar member of unknown type {member.type!r}")
    entry = Entry(
        path, kind, member.mode & 0o7777, member.uid, member.gid, xattrs=_xattrs_of(member.pax_headers)
    )
    if kind == "f":
        return entry._replace(size=member.size, stored=member.size, digest=_digest_of_file(path, member.size, source))
    if kind == "h":
        return entry._replace(link=clean_path(member.linkname))
    if len(member.linkname) > MAX_PATH:
        raise ImageError(f"{path!r} links to a path of {len(member.linkname)} characters")
    if kind == "l":
        return entry._replace(link=member.linkname)
    return entry._replace(device=(member.devmajor, member.devminor)) if kind in "bc" else entry


def _whiteout_of(head: str, base: str) -> Entry | None:
    if base == OPAQUE:
        return Entry(head, "o")
    if base.startswith(WHITEOUT * 2):
        return None  # bookkeeping of AUFS, which every runtime drops
    name = base[len(WHITEOUT) :]
    if name in ("", ".", ".."):
        raise ImageError(f"whiteout {base!r} below {'/' + head!r} names no file")
    return Entry(f"{head}/{name}" if head else name, "w")


def _xattrs_of(headers: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
    prefix = "SCHILY.xattr."
    return tuple(
        sorted(
            (name[len(prefix) :], value.encode("utf-8", "surrogateescape"))
            for name, value in headers.items()
            if name.startswith(prefix)
        )
    )


def _digest_of_file(path: str, size: int, source: ForwardStream) -> bytes:
    """sha256 of the next `size` bytes, the time stamp in the header of a .pyc file left out."""
    sha = hashlib.sha256()
    start = b""
    if path.endswith(".pyc") and size >= 16:
        start = _read_exactly(16, source, path)
        # PEP 552: flags 0 means "checked by the source's mtime", which stands in bytes 8 to 12
        sha.update(start[:8] + bytes(4) + start[12:] if start[4:8] == bytes(4) else start)
    left = size - len(start)
    while left:
        block = source.take(min(left, BLOCK))
        if not block:
            raise ImageError(f"tar ends inside {path!r}, {left} bytes short")
        sha.update(block)
        left -= len(block)
    return sha.digest()


def _read_exactly(size: int, source: ForwardStream, path: str) -> bytes:
    block = source.read(size)
    if len(block) < size:
        raise ImageError(f"tar ends inside {path!r}")
    return block
