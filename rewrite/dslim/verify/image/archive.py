"""Opens an image archive, a docker-save or OCI tar or the folder of an OCI layout, and reads its files by name."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from dslim.support.reading import open_file, read_start
from dslim.verify.errors import ImageError
from dslim.verify.image.tar_entries import BLOCK, MAX_PATH, Readable
from dslim.verify.image.tar_headers import MAX_HEADER, next_member, open_members

#: An archive packed as a whole is unpacked to disk: past this length it must be one that packs no better
#: than honest ones, which come to three or four times their size.
GZIP_FLOOR = 1 << 30
GZIP_RATIO = 30
MAX_MEMBERS = 100_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the layers of an archive may come to, in bytes.

    A layer may not grow past `layer` when unpacked, nor past `ratio` times its own size once it is larger than `floor`.
    """

    layer: int = 1 << 40
    ratio: int = 300
    floor: int = 16 << 30


LIMITS = Limits()


class Archive(Protocol):
    """Named files, read only."""

    def has_file(self, name: str) -> bool:
        """Whether the archive holds a file of that name."""

    def open(self, name: str) -> BinaryIO:
        """A file of the archive, open for reading."""

    def size_of(self, name: str) -> int:
        """The bytes of a file of the archive."""


class FolderArchive:
    """The files of an OCI layout that stands unpacked."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path_of(self, name: str) -> Path:
        path = self._root / name
        outside = ".." in name.split("/") or name.startswith("/") or "\0" in name or len(name) > MAX_PATH
        try:
            if not outside and path.resolve() == self._root.resolve() / name and path.is_file():
                return path
        except (OSError, ValueError, RuntimeError):  # too long a name, one that is no UTF-8, a ring of links
            pass
        raise ImageError(f"no file {name[:200]!r} in {self._root}")

    def has_file(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return (self._root / name).is_file()

    def open(self, name: str) -> BinaryIO:
        """The file, to be closed by the caller."""
        return _open_stored(self._path_of(name), follow=False)

    def size_of(self, name: str) -> int:
        """Bytes."""
        return self._path_of(name).stat().st_size


class TarArchive:
    """The members of a tar archive; nothing is unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._members: dict[str, tuple[int, int]] = {}
        links: dict[str, str] = {}
        with _open_stored(path) as file:
            end = os.fstat(file.fileno()).st_size
            for count, member in enumerate(_members_of(file, path)):
                if count > MAX_MEMBERS:
                    raise ImageError(f"{path}: more than {MAX_MEMBERS} members, no image archive")
                if len(member.name) > MAX_PATH or len(member.linkname) > MAX_PATH:
                    raise ImageError(f"{path}: a path of more than {MAX_PATH} characters")
                if not 0 <= member.size <= end:
                    raise ImageError(f"{path}: {member.name[:200]!r} has {member.size} bytes")
                name = _normal_path(member.name)
                if member.isreg():
                    self._members[name] = (member.offset_data, member.size)
                elif member.issym() or member.islnk():
                    base = name.rpartition("/")[0] if member.issym() else ""
                    links[name] = _normal_path(f"{base}/{member.linkname}")
        for name, target in links.items():  # docker save before 25: a layer stored twice is a link
            for _ in range(8):
                target = links.get(target, target)
            if target in self._members:
                self._members.setdefault(name, self._members[target])

    def has_file(self, name: str) -> bool:
        """Whether there is a member of that name."""
        return _normal_path(name) in self._members

    def open(self, name: str) -> BinaryIO:
        """The member, to be closed by the caller."""
        offset, size = self._place_of(name)
        file = _open_stored(self._path)
        file.seek(offset)
        return _Section(file, size)  # type: ignore[return-value]

    def size_of(self, name: str) -> int:
        """Bytes."""
        return self._place_of(name)[1]

    def _place_of(self, name: str) -> tuple[int, int]:
        try:
            return self._members[_normal_path(name)]
        except KeyError:
            raise ImageError(f"no {name[:200]!r} in {self._path.name}") from None


class _Section:
    """`size` bytes of an open file from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        size = self._left if size < 0 else min(size, self._left)
        part = self._file.read(size)
        self._left -= len(part)
        return part

    def close(self) -> None:
        self._file.close()


class _Bounded:
    """A file for tarfile that refuses to read a huge header into memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.tell = file.tell

    def seek(self, offset: int) -> int:
        if offset < self.tell():
            raise ImageError(f"tar header at byte {self.tell()} points back to byte {offset}")
        return self._file.seek(offset)

    def read(self, size: int) -> bytes:
        if not 0 <= size <= MAX_HEADER:
            raise ImageError(f"tar header of {size} bytes")
        return self._file.read(size)


def _open_stored(path: Path, follow: bool = True) -> BinaryIO:
    """A file, open. Raises ImageError for one that is little but holes: reading them takes as long as reading data."""
    file = open_file(path, follow=follow)
    status = os.fstat(file.fileno())
    blocks: int | None = getattr(status, "st_blocks", None)  # of 512 bytes; None on Windows
    if blocks is not None and status.st_size > max(LIMITS.floor, LIMITS.ratio * 512 * blocks):
        file.close()
        raise ImageError(f"{path}: {status.st_size} bytes, of which {512 * blocks} are stored: the rest is holes")
    return file


def _members_of(file: BinaryIO, path: Path) -> Iterator[tarfile.TarInfo]:
    try:
        tar = open_members(_Bounded(file))
        while (member := next_member(tar)) is not None:
            yield member
    except ImageError as error:
        raise ImageError(f"{path}: not an image archive, or a truncated one: {error}") from None


def _normal_path(name: str) -> str:
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def open_archive(path: Path, work: Path, limits: Limits = LIMITS) -> Archive:
    """The archive at `path`; a gzipped one is unpacked as a single file into `work` first."""
    if path.is_dir():
        return FolderArchive(path)
    magic = read_start(path, 4)
    if magic[:2] != b"\x1f\x8b":
        return TarArchive(path)
    limits = replace(limits, floor=min(limits.floor, GZIP_FLOOR), ratio=min(limits.ratio, GZIP_RATIO))
    target = work / f"{path.name}.tar"
    with open_file(path) as file, target.open("xb") as out:
        stream = UnpackingStream(file, os.fstat(file.fileno()).st_size, str(path), limits)
        while block := stream.read(BLOCK):
            out.write(block)
    return TarArchive(target)


def blob_name(digest: object) -> str:
    """The path of a blob in an OCI layout. Raises ImageError for what is no sha256 digest."""
    if not isinstance(digest, str) or not _DIGEST.match(digest):
        raise ImageError(f"{str(digest)[:90]!r} is no sha256 digest")
    return "blobs/sha256/" + digest[7:]


class HashingStream:
    """A stream that knows the sha256 of what was read from it."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._sha = hashlib.sha256()
        self.count = 0

    def read(self, size: int = BLOCK) -> bytes:
        """Up to so many bytes of the stream, which count for the digest."""
        part = self._stream.read(size)
        self._sha.update(part)
        self.count += len(part)
        return part

    @property
    def digest(self) -> str:
        """`sha256:` and the digest of everything read."""
        return "sha256:" + self._sha.hexdigest()


class UnpackingStream:
    """A stream without its gzip or zstd compression, within limits; plain streams pass."""

    def __init__(self, stream: Readable, size: int, name: str, limits: Limits) -> None:
        head = _read_exactly(stream, 4)
        source = _Rejoined(head, stream)
        self._name = name
        self._most = min(limits.layer, max(limits.floor, limits.ratio * size))
        self._count = 0
        self._stream: Readable = source
        if head[:2] == b"\x1f\x8b":
            self._stream = gzip.GzipFile(fileobj=source, mode="rb")  # type: ignore[call-overload]
        elif head == b"\x28\xb5\x2f\xfd":
            self._stream = _open_zstd(source, name)
        else:
            self._most = limits.layer

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes. Raises ImageError where the compression is broken or a bomb."""
        try:
            part = self._stream.read(size)
        except (OSError, EOFError, zlib.error, _zstd_error()) as error:
            raise ImageError(f"{self._name!r} is truncated or damaged: {error}") from None
        self._count += len(part)
        if self._count > self._most:
            raise ImageError(f"{self._name!r} unpacks to more than {self._most} bytes: a decompression bomb")
        return part


class _Rejoined:
    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = BLOCK) -> bytes:
        if not self._head:
            return self._stream.read(size)
        part, self._head = self._head[:size], self._head[size:]
        return part


def _read_exactly(stream: Readable, size: int) -> bytes:
    data = b""
    while len(data) < size and (part := stream.read(size - len(data))):
        data += part
    return data


def _zstandard_module() -> Any:
    try:
        return importlib.import_module("zstandard")
    except ImportError:
        return None


def _open_zstd(source: Readable, name: str) -> Readable:
    module = _zstandard_module()
    if module is None:
        raise ImageError(f"{name!r} is compressed with zstd: pip install 'dslim[verify]'")
    unpacker = module.ZstdDecompressor(max_window_size=1 << 27)
    reader: Readable = unpacker.stream_reader(source, read_across_frames=True)
    return reader


def _zstd_error() -> type[Exception]:
    module = _zstandard_module()
    error: type[Exception] = EOFError if module is None else module.ZstdError
    return error


@contextmanager
def layer_stream(
    archive: Archive, name: str, digest: str | None, diff_id: str, limits: Limits
) -> Iterator[HashingStream]:
    """The tar of a layer, to be read to its end. Raises ImageError where it is not what the digests say."""
    size = archive.size_of(name)
    file = archive.open(name)
    try:
        raw = HashingStream(file)
        plain = HashingStream(UnpackingStream(raw, size, name, limits))
        yield plain
        while plain.read():
            pass
        while raw.read():
            pass
        if raw.count != size:
            raise ImageError(f"{name!r} is truncated: {raw.count} of {size} bytes")
        if digest is not None and raw.digest != digest:
            raise ImageError(f"{name!r} does not have the digest {digest}, but {raw.digest}")
        if plain.digest != diff_id:
            raise ImageError(f"{name!r} unpacks to {plain.digest}, not to the config's {diff_id}")
    finally:
        file.close()
