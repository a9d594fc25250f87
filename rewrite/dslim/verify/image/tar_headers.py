"""Tar headers, checked before the standard library reads them: some of its versions take quadratic time or memory."""

from __future__ import annotations

import tarfile
from typing import Any

from dslim.verify.errors import ImageError

#: A tar header, PAX records included, is never this long; tarfile would read it into memory whole.
MAX_HEADER = 1 << 20
#: Headers that belong to one member: a long name, a long link, PAX records, global ones.
MAX_NESTED = 8
#: Bytes of all global PAX headers of an archive: tarfile copies them for every member.
MAX_GLOBAL = 1 << 16
#: Digits in a row in a PAX header. tarfile looks for numbers in a way that takes the square of their length
#: (CVE-2024-6232).
MAX_DIGITS = 128
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_TOO_MANY = b"0" * (MAX_DIGITS + 1)
_PAX = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
_BEFORE = (*_PAX, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


class _Member(tarfile.TarInfo):
    """A member whose header is checked first."""

    def _proc_member(self, tar: Any) -> tarfile.TarInfo:
        if self.size < 0:
            raise ImageError(f"{self.name!r} has {self.size} bytes")
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise sparse_error(self.name)
        tar.nested = tar.nested + 1 if self.type in _BEFORE else 0
        if tar.nested > MAX_NESTED:
            raise ImageError(f"broken tar: more than {MAX_NESTED} headers before a member")
        source = tar.fileobj
        if self.type in _PAX:
            data = source.read(self._block(self.size))  # type: ignore[attr-defined]
            check_pax(data, self.name)
            if self.type == tarfile.XGLTYPE:
                tar.global_size += len(data)
                if tar.global_size > MAX_GLOBAL:
                    raise ImageError(f"global PAX headers of more than {MAX_GLOBAL} bytes")
            tar.fileobj = _Again(data, source)
        try:
            found: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        finally:
            tar.fileobj = source
        return found


class Members(tarfile.TarFile):
    """A tar archive whose headers are checked. Its members come from `next_member`."""

    tarinfo = _Member
    nested = 0
    global_size = 0


class _Again:
    """A source that gives once more what was taken from it."""

    def __init__(self, data: bytes, source: Any) -> None:
        self._data: bytes | None = data
        self._source = source
        self.tell = source.tell
        self.seek = source.seek

    def read(self, size: int) -> bytes:
        data, self._data = self._data, None
        return data if data is not None else bytes(self._source.read(size))


def open_members(source: Any) -> Members:
    """The archive in `source`. Raises ImageError where its first header is broken."""
    try:
        return Members(fileobj=source, mode="r", errorlevel=2)
    except (ImageError, OSError):
        raise
    except Exception as error:
        raise _broken_error(source, error) from None


def next_member(tar: Members) -> tarfile.TarInfo | None:
    """The next member, None at the end. Raises ImageError where its header is broken."""
    source = tar.fileobj
    try:
        member = tar.next()
    except (ImageError, OSError):
        raise
    except Exception as error:  # of any kind: it believes what headers say
        raise _broken_error(source, error) from None
    tar.members.clear()  # type: ignore[attr-defined]  # tarfile keeps every header it ever saw
    return member


def sparse_error(name: str) -> ImageError:
    """The error for a sparse member."""
    return ImageError(f"{name!r} is a sparse tar member, which images do not have")


def check_pax(data: bytes, name: str) -> None:
    """Raises ImageError where PAX records are not `LENGTH KEYWORD=VALUE` lines, or not such as images have."""
    at = 0
    while at < len(data) and data[at]:
        space = data.find(b" ", at, at + 9)
        digits = data[at:space] if space > at else b""
        end = at + int(digits) if digits.isdigit() else at
        key, equals, _ = data[space + 1 : end].partition(b"=")
        if not at + len(digits) < end <= len(data) or data[end - 1 : end] != b"\n" or not key or not equals:
            raise ImageError(f"broken tar: the PAX header of {name!r} is none")
        if key.startswith(b"GNU.sparse."):
            raise sparse_error(name)
        at = end
    if data[at:].strip(b"\0"):
        raise ImageError(f"broken tar: the PAX header of {name!r} is none")
    if _TOO_MANY in data.translate(_DIGITS):
        raise ImageError(f"broken tar: the PAX header of {name!r} has more than {MAX_DIGITS} digits in a row")


def _broken_error(source: Any, error: Exception) -> ImageError:
    why = str(error).partition("\n")[0][:200] or type(error).__name__
    return ImageError(f"broken tar at byte {source.tell()}: {why}")
