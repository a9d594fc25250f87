"""Which files of a build context ADD unpacks."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from pathlib import Path

import pytest

from dslim.facts.build_context.unpacked_files import may_be_unpacked


def tar_of(member: str, layout: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=layout) as tar:
        tar.addfile(tarfile.TarInfo(member))
    return out.getvalue()


def without_magic(tar: bytes) -> bytes:
    """The header as tar wrote it before POSIX, with its checksum made anew."""
    header = bytearray(tar[:257] + bytes(255))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + tar[512:]


TAR = tar_of("a")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TAR, True),
        (tar_of("a", tarfile.GNU_FORMAT), True),
        (without_magic(TAR), True),
        (gzip.compress(TAR), True),
        (bz2.compress(TAR), True),
        (lzma.compress(TAR), True),
        (b"\x28\xb5\x2f\xfd rest", True),
        (b"\x50\x2a\x4d\x18 rest", True),
        (b"", False),
        (b"#!/bin/sh\necho\n" * 100, False),
        (b"PK\x03\x04" + bytes(600), False),  # a zip or jar
        (bytes(2048), False),
        (TAR[:200], False),
    ],
    ids=[
        "tar", "GNU tar", "tar before POSIX", "gzip", "bzip2", "xz", "zstd", "a frame that zstd skips", "empty",
        "script", "zip", "zeros", "a tar's beginning",
    ],
)  # fmt: skip
def test_by_what_stands_in_it(tmp_path: Path, content: bytes, expected: bool) -> None:
    (tmp_path / "plain.txt").write_bytes(content)
    assert may_be_unpacked(tmp_path / "plain.txt") is expected


def test_a_folder_never_and_what_is_not_there_maybe(tmp_path: Path) -> None:
    assert not may_be_unpacked(tmp_path)
    assert may_be_unpacked(tmp_path / "missing")
