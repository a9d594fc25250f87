"""Entries of a layer, headers before them, documents beside them: what is taken, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from dslim.verify.errors import ImageError
from dslim.verify.image import json_documents
from dslim.verify.image.archive import FolderArchive
from dslim.verify.image.json_documents import CONFIG, INDEX, check_shape, read_json
from dslim.verify.image.tar_entries import ForwardStream, clean_path, read_entries
from dslim.verify.image.tar_headers import MAX_DIGITS, check_pax, next_member, open_members
from images import hardlink, layer, member, symlink


def test_entries_come_in_order_with_what_the_tar_says_of_them() -> None:
    data = layer(
        member("./d/", mode=0o1777), member("d/f", b"abc", mode=0o4755, uid=7, gid=8, xattrs={"user.a": "b"}),
        symlink("d/l", "../x"), hardlink("d/h", "./d/f"), member("d/.wh.gone", b""), member("d/.wh..wh..opq", b""),
    )  # fmt: skip
    folder, file, link, hard, gone, opaque = read_entries(io.BytesIO(data))
    assert (folder.path, folder.kind, folder.mode) == ("d", "d", 0o1777)
    assert (file.mode, file.uid, file.gid, file.size, file.xattrs) == (0o4755, 7, 8, 3, (("user.a", b"b"),))
    assert file.digest == hashlib.sha256(b"abc").digest()
    assert (link.kind, link.link, hard.kind, hard.link) == ("l", "../x", "h", "d/f")
    assert (gone.path, gone.kind, opaque.path, opaque.kind) == ("d/gone", "w", "d", "o")


def test_the_time_in_a_compiled_module_is_no_difference() -> None:
    def digest(name: str, time: bytes) -> bytes:
        (entry,) = read_entries(io.BytesIO(layer(member(name, b"\xa7\r\r\n" + bytes(4) + time + b"size" + b"code"))))
        return entry.digest

    assert digest("a.pyc", b"1111") == digest("a.pyc", b"2222")
    assert digest("a.py", b"1111") != digest("a.py", b"2222")


@pytest.mark.parametrize("name", ["../etc/passwd", "a/../../b", "a\0b", "x" * 5000])
def test_no_path_leads_out_of_the_image(name: str) -> None:
    with pytest.raises(ImageError):
        clean_path(name)
    assert clean_path("./a//b/.") == "a/b"


def test_a_layer_that_ends_too_early_is_refused() -> None:
    data = layer(member("f", b"x" * 2000))
    with pytest.raises(ImageError, match="tar ends inside 'f'"):
        list(read_entries(io.BytesIO(data[:1024])))


def test_a_stream_goes_forward_only_and_no_header_is_long() -> None:
    stream = ForwardStream(io.BytesIO(b"0123456789"))
    assert (stream.read(4), stream.seek(6), stream.read(9), stream.tell()) == (b"0123", 6, b"6789", 10)
    with pytest.raises(ImageError, match="points back"):
        stream.seek(2)
    with pytest.raises(ImageError, match="header of"):
        stream.read(1 << 21)


def test_members_are_not_kept_and_a_broken_header_is_an_error() -> None:
    data = layer(member("a", b"1"), member("b", b"2"))
    tar = open_members(ForwardStream(io.BytesIO(data)))
    names = []
    while (found := next_member(tar)) is not None:
        names.append(found.name)
        assert tar.getmembers is not None
        assert not tar.members  # type: ignore[attr-defined]
    assert names == ["a", "b"]
    with pytest.raises(ImageError, match="broken tar at byte"):
        open_members(ForwardStream(io.BytesIO(b"x" * 512)))


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (b"9 path=a\n", None),
        (b"9 path=a\n" + bytes(20), None),
        (b"8 path=a\n", "is none"),
        (b"9 path-a\n", "is none"),
        (b"99 path=a\n", "is none"),
        (b"22 GNU.sparse.major=1\n", "sparse"),
        (b"%d a=%s\n" % (MAX_DIGITS + 8, b"1" * (MAX_DIGITS + 1)), "digits in a row"),
    ],
)
def test_pax_records_are_checked_before_tarfile_reads_them(records: bytes, reason: str | None) -> None:
    if reason is None:
        check_pax(records, "f")
    else:
        with pytest.raises(ImageError, match=reason):
            check_pax(records, "f")


def test_sparse_members_are_refused() -> None:
    with pytest.raises(ImageError, match="sparse"):
        list(read_entries(io.BytesIO(layer(member("f", b"", kind=tarfile.GNUTYPE_SPARSE)))))


def document(folder: Path, text: str) -> FolderArchive:
    (folder / "it.json").write_text(text)
    return FolderArchive(folder)


def test_a_document_has_the_digest_that_leads_to_it(tmp_path: Path) -> None:
    text = '{"os": "linux"}'
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    archive = document(tmp_path, text)
    assert read_json(archive, "it.json", digest) == read_json(archive, "it.json") == {"os": "linux"}
    with pytest.raises(ImageError, match="does not have the digest"):
        read_json(archive, "it.json", digest[:-1] + "x")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is no JSON"),
        ("9" * (json_documents.MAX_DIGITS + 1), "digits in a row"),
        ("[" * (json_documents.MAX_DEPTH + 1) + "]" * (json_documents.MAX_DEPTH + 1), "nested more than"),
    ],
)
def test_a_document_is_read_within_bounds(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        read_json(document(tmp_path, text), "it.json")


def test_a_long_document_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "MAX_JSON", 10)
    with pytest.raises(ImageError, match="has 11 bytes, no manifest or config"):
        read_json(document(tmp_path, '"123456789"'), "it.json")


@pytest.mark.parametrize(
    ("value", "shape", "reason"),
    [
        (None, CONFIG, None),
        ({"config": {"Env": ["A=b"], "Labels": {"a": "b"}, "Odd": 5}}, CONFIG, None),
        ({"config": {"Env": "A=b"}}, CONFIG, r'config\.config\.Env must be a list, not "A=b"'),
        ({"config": {"Env": [1]}}, CONFIG, r"config\.config\.Env\[0\] must be text, not 1"),
        ({"config": {"Labels": {"a": 1}}}, CONFIG, r"config\.config\.Labels\.a must be text"),
        ({"manifests": [None]}, INDEX, r"config\.manifests\[0\] must be something, not null"),
        ([], INDEX, "config must be an object"),
    ],
)
def test_shapes_are_checked_with_the_place_of_what_is_wrong(value: Any, shape: Any, reason: str | None) -> None:
    json.dumps(value)
    if reason is None:
        check_shape(value, shape, "config")
    else:
        with pytest.raises(ImageError, match=reason):
            check_shape(value, shape, "config")
