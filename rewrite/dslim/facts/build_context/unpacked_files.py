"""Which files of a build context ADD unpacks: builders read what stands in a file, not its name."""

from __future__ import annotations

from pathlib import Path

from dslim.support.reading import read_start

#: How a compressed file begins: gzip, bzip2, xz, zstd. Whether a tar lies in it is not looked at.
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
#: A frame of zstd that is skipped begins with one of sixteen bytes and these.
_SKIPPED_FRAME = b"\x2a\x4d\x18"
_BLOCK, _MAGIC = 512, slice(257, 262)


def may_be_unpacked(path: Path) -> bool:
    """Whether ADD may unpack a file, by its first bytes; also where it cannot be read. A folder is never unpacked."""
    if path.is_dir():
        return False
    try:
        start = read_start(path, _BLOCK)
    except OSError:
        return True
    return start.startswith(_COMPRESSED) or start[1:4] == _SKIPPED_FRAME or _begins_tar(start)


def _begins_tar(start: bytes) -> bool:
    """Whether it is the header of a tar: by its magic, or, of those from before 1988, by its checksum."""
    if start[_MAGIC] == b"ustar":
        return True
    if len(start) < _BLOCK or not any(start):
        return False
    try:
        checksum = int(start[148:156].strip(b"\x00 ") or b"-1", 8)
    except ValueError:
        return False
    return checksum == sum(start[:148]) + sum(start[156:]) + 8 * ord(" ")
