"""Image archives that no builder writes: what is wrong with each, and what is to be said of it."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from images import config_of, docker_archive, hardlink, layer, member, oci_files, sha, symlink, write_folder, write_tar

BASE = layer(member("d"), member("d/x", b"x"), member("e", b"e"))
#: Makes an archive at a path; it may be a folder.
Make = Callable[[Path], object]
END = bytes(1024)


def header(kind: bytes, size: int, name: str = "x", **fields: Any) -> bytes:
    """One header, with any size and type."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    for field, value in fields.items():
        setattr(info, field, value)
    return info.tobuf(tarfile.GNU_FORMAT)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def pax(records: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    """A PAX header with these bytes for records."""
    return header(kind, len(records)) + padded(records)


def record(key: str, value: str) -> bytes:
    """A PAX record."""
    text = f" {key}={value}\n".encode()
    size = len(text) + 1
    while size != len(text) + len(str(size)):
        size = len(text) + len(str(size))
    return str(size).encode() + text


def then(*parts: bytes) -> bytes:
    """A tar of such parts and one empty file."""
    return b"".join(parts) + header(tarfile.REGTYPE, 0, "after") + END


def raw_archive(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def with_layer(data: bytes) -> Make:
    return lambda path: docker_archive(path, [data])


def saved(manifest: object, config: object = None, **files: bytes) -> Make:
    """A docker-save archive with this manifest (bytes as they are) and config."""
    document = config_of([BASE]) if config is None else _bytes(config)
    return lambda path: write_tar(
        path, {"c.json": document, "l.tar": BASE, "manifest.json": _bytes(manifest), **files}
    )


MANIFEST = [{"Config": "c.json", "Layers": ["l.tar"]}]


def configured(**parts: object) -> Make:
    """A docker-save archive whose config has these parts."""
    return saved(MANIFEST, {**json.loads(config_of([BASE])), **parts})


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def layout(folder: bool = True, **changed: object) -> Make:
    """An OCI layout with another index, manifest or config; the digests above it are right."""

    def make(path: Path) -> None:
        files = oci_files([BASE])
        index = json.loads(files["index.json"])
        manifest = json.loads(files["blobs/sha256/" + index["manifests"][0]["digest"][7:]])
        if "config" in changed:
            document = _bytes(changed["config"])
            files["blobs/sha256/" + sha(document)[7:]] = document
            manifest["config"] = {"digest": sha(document)}
        data = _bytes(changed.get("manifest", manifest))
        files["blobs/sha256/" + sha(data)[7:]] = data
        files["index.json"] = _bytes(changed.get("index", {"manifests": [{"digest": sha(data)}]}))
        (write_folder if folder else write_tar)(path, files)

    return make


def spoilt(spoil: Callable[[Path], object]) -> Make:
    """An honest OCI folder with something done to it."""

    def make(path: Path) -> None:
        write_folder(path, oci_files([BASE]))
        spoil(path)

    return make


def replaced(name: str, put: Callable[[Path], object]) -> Make:
    def spoil(path: Path) -> None:
        (path / name).unlink()
        put(path / name)

    return spoilt(spoil)


def sparse_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


def nested_json(depth: int) -> bytes:
    """Lists in lists, which Python's reader takes and its other functions may not."""
    return b"[" * depth + b"]" * depth


def deep_config() -> bytes:
    text = config_of([BASE])
    return text[:-1] + b', "x": ' + nested_json(900) + b"}"


def deep_history() -> bytes:
    return json.dumps({**json.loads(config_of([BASE])), "history": [{"created_by": "@"}]}).encode().replace(
        b'"@"', nested_json(900)
    )


def sparse_chain(blocks: int) -> bytes:
    """A GNU sparse header that goes on and on."""
    first = bytearray(header(tarfile.GNUTYPE_SPARSE, 0))
    first[482] = 1  # isextended
    first[148:156] = b"        "
    first[148:156] = b"%06o\0 " % sum(first)
    more = (b"00000000001\0" * 42)[:504] + b"\1" + bytes(7)
    return bytes(first) + more * blocks + bytes(512)


def sparse_map() -> bytes:
    keys = record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") + record("GNU.sparse.name", "y")
    return pax(keys) + header(tarfile.REGTYPE, 1 << 20) + b"9" * (1 << 20)


def many_layers(count: int) -> Make:
    config = json.loads(config_of([BASE]))
    config["rootfs"]["diff_ids"] *= count
    return saved([{"Config": "c.json", "Layers": ["l.tar"] * count}], config)


def zstd(data: bytes) -> Make:
    """An OCI folder whose layer says that it is zstd."""

    def make(path: Path) -> None:
        manifest = {"config": {"digest": sha(config_of([BASE]))}, "layers": [{"digest": sha(data)}]}
        text = json.dumps(manifest).encode()
        files = {**oci_files([BASE]), **{"blobs/sha256/" + sha(d)[7:]: d for d in (data, text)}}
        write_folder(path, {**files, "index.json": json.dumps({"manifests": [{"digest": sha(text)}]}).encode()})

    return make


NEGATIVE = header(tarfile.REGTYPE, -1024, "back")
LOOP = pax(record("size", "-1024")) + header(tarfile.REGTYPE, 0, "loop")
DIGITS = b"1" * 900_000
TOO_DEEP = "nested more than 64 deep"

#: name -> (how it is made, what the one line says)
ARCHIVES: dict[str, tuple[Make, str]] = {
    # the tar itself
    "empty file": (raw_archive(b""), "file with no instructions"),
    "zeros": (raw_archive(bytes(10240)), "neither manifest.json nor index.json"),
    "text": (raw_archive(b"hello\0" * 400), "not an image archive"),
    "negative size": (raw_archive(NEGATIVE + END), "has -1024 bytes"),
    "negative size after a manifest": (
        lambda path: path.write_bytes(layer(member("manifest.json", b"[]"))[:1024] + NEGATIVE + END),
        "has -1024 bytes",
    ),
    "negative PAX size that leads back": (raw_archive(LOOP + END), "bytes"),
    "small negative PAX size": (
        raw_archive(pax(record("size", "-5")) + header(tarfile.REGTYPE, 0, "manifest.json") + END + bytes(4096)),
        "has -5 bytes",
    ),
    "size of an exabyte": (raw_archive(header(tarfile.REGTYPE, 1 << 60, "manifest.json") + END), "bytes"),
    "PAX size of 4000 digits": (raw_archive(pax(record("size", "9" * 4000)) + END), "digits in a row"),
    "PAX size of an exabyte": (raw_archive(pax(record("size", str(1 << 60))) + header(b"0", 0) + END), "bytes"),
    "PAX header of digits": (raw_archive(then(pax(DIGITS))), "is none"),
    "PAX value of digits": (raw_archive(then(pax(record("comment", "1" * 900_000)))), "digits in a row"),
    "PAX records over each other": (raw_archive(then(pax(b"2 " * 400_000 + b"="))), "is none"),
    "PAX record of no length": (raw_archive(then(pax(b"0 a=b\n"))), "is none"),
    "PAX record past the end": (raw_archive(then(pax(b"999999 a=b\n"))), "is none"),
    "PAX record without =": (raw_archive(then(pax(b"6 abc\n"))), "is none"),
    "PAX record with a sign": (raw_archive(then(pax(b"+9 a=bcd\n"))), "is none"),
    "PAX header of 4 GB": (raw_archive(header(tarfile.XHDTYPE, 4 << 30) + END), "tar header of"),
    "global PAX headers": (
        raw_archive(then(*(pax(record(f"k{i}", "v" * 900), tarfile.XGLTYPE) + header(b"0", 0) for i in range(99)))),
        "global PAX headers",
    ),
    "global PAX header that renames": (raw_archive(then(pax(record("path", "../x"), tarfile.XGLTYPE))), "neither"),
    "long name of 4 GB": (raw_archive(header(tarfile.GNUTYPE_LONGNAME, 4 << 30) + END), "tar header of"),
    "long name of 1 MB": (
        raw_archive(then(header(tarfile.GNUTYPE_LONGNAME, 1 << 20) + b"x" * (1 << 20))), "path of more than 4096"
    ),
    "long link of 1 MB": (
        raw_archive(then(header(tarfile.GNUTYPE_LONGLINK, 1 << 20) + b"x" * (1 << 20))), "path of more than 4096"
    ),
    "long names of long names": (
        raw_archive(then((header(tarfile.GNUTYPE_LONGNAME, 2) + padded(b"x")) * 400)), "headers before a member"
    ),
    "long names of 1 MB of long names": (
        lambda path: path.write_bytes(
            gzip.compress(then((header(tarfile.GNUTYPE_LONGNAME, 1 << 20) + b"x" * (1 << 20)) * 300), 1)
        ),
        "headers before a member",
    ),
    "PAX headers of PAX headers": (raw_archive(then(pax(record("a", "b")) * 400)), "headers before a member"),
    "sparse": (raw_archive(header(tarfile.GNUTYPE_SPARSE, 0) + END), "sparse tar member"),
    "sparse without an end": (raw_archive(sparse_chain(100_000)), "sparse tar member"),
    "PAX sparse map": (raw_archive(sparse_map() + END), "sparse tar member"),
    "PAX sparse offsets": (
        raw_archive(then(pax(record("GNU.sparse.size", "1") + record("GNU.sparse.map", "1,")))), "sparse tar member"
    ),
    "too many members of one name": (
        raw_archive(header(b"0", 0) * 100_100 + END), "more than 100000 members"
    ),
    "manifest that links to itself": (
        raw_archive(layer(symlink("manifest.json", "manifest.json"))), "neither manifest.json"
    ),
    "manifest that links in a ring": (
        raw_archive(layer(symlink("manifest.json", "a"), hardlink("a", "manifest.json"))), "neither manifest.json"
    ),
    "manifest that links outside": (
        raw_archive(layer(symlink("manifest.json", "../../../../etc/passwd"))), "neither manifest.json"
    ),
    "manifest that is a folder": (raw_archive(layer(member("manifest.json"))), "neither manifest.json"),
    "manifest that is a device": (
        raw_archive(layer(member("manifest.json", kind=tarfile.CHRTYPE, device=(1, 5)))), "neither manifest.json"
    ),
    "damaged gzip": (raw_archive(gzip.compress(BASE)[:-9]), "truncated or damaged"),
    "gzip of nothing": (raw_archive(b"\x1f\x8b"), "truncated or damaged"),
    # manifest.json
    "Layers is a number": (saved([{"Config": "c.json", "Layers": 5}]), "Layers must be a list, not 5"),
    "Layers is text": (saved([{"Config": "c.json", "Layers": "l.tar"}]), "Layers must be a list"),
    "Layers is an object": (saved([{"Config": "c.json", "Layers": {"l.tar": 1}}]), "Layers must be a list"),
    "Layers holds numbers": (saved([{"Config": "c.json", "Layers": [5]}]), "Layers[0] must be text"),
    "Layers holds nothing": (saved([{"Config": "c.json", "Layers": [None]}]), "Layers[0] must be something"),
    "Config is a number": (saved([{"Config": 5, "Layers": ["l.tar"]}]), "Config must be text"),
    "Config is missing": (saved([{"Layers": ["l.tar"]}]), "names no config"),
    "manifest is a number": (saved(5), "manifest.json must be a list"),
    "manifest is text": (saved("x"), "manifest.json must be a list"),
    "manifest is an object": (saved({"0": MANIFEST[0]}), "manifest.json must be a list"),
    "manifest is null": (saved(None), "names no image"),
    "manifest holds a number": (saved([5]), "manifest.json[0] must be an object"),
    "manifest holds null": (saved([None]), "manifest.json[0] must be something"),
    "manifest of two images": (saved(MANIFEST * 2), "holds 2 images"),
    "manifest is no JSON": (saved(b"{"), "no JSON"),
    "manifest is no UTF-8": (saved(b'["\xff\xfe"]'), "no JSON"),
    "manifest is deep": (saved(nested_json(900)), TOO_DEEP),
    "manifest is deeper": (saved(b"[" * 1_000_000), "no JSON"),
    "manifest of digits": (saved(b"[" + b"1" * 1_000_000 + b"]"), "digits in a row"),
    "manifest of 5 MB": (saved(b"[" + b" " * 5_000_000 + b"]"), "no manifest or config"),
    "layer that is not there": (saved([{"Config": "c.json", "Layers": ["m.tar"]}]), "no 'm.tar'"),
    "layer with a name of 3 MB": (saved([{"Config": "c.json", "Layers": ["x" * 3_000_000]}]), "no 'xxx"),
    "layer that is the manifest": (saved([{"Config": "c.json", "Layers": ["manifest.json"]}]), "broken tar"),
    "config that is a layer": (saved([{"Config": "l.tar", "Layers": ["l.tar"]}]), "no JSON"),
    "many layers of one blob": (many_layers(2_000), "layers, of which no image has more"),
    # the config
    "config is a list": (saved(MANIFEST, []), "no JSON object"),
    "config is deep": (saved(MANIFEST, deep_config()), TOO_DEEP),
    "history is deep": (saved(MANIFEST, deep_history()), TOO_DEEP),
    "rootfs is a list": (configured(rootfs=[]), "rootfs must be an object"),
    "diff_ids is a number": (configured(rootfs={"diff_ids": 5}), "diff_ids must be a list"),
    "diff_ids is missing": (configured(rootfs={}), "1 layers, but the config knows of 0"),
    "diff_ids holds an object": (configured(rootfs={"diff_ids": [{}]}), "diff_ids[0] must be text"),
    "diff_ids climbs": (configured(rootfs={"diff_ids": ["sha256:../../x"]}), "no sha256 digest"),
    "diff_ids of other bytes": (configured(rootfs={"diff_ids": [sha(b"")]}), "unpacks to sha256:"),
    "history is text": (configured(history="x"), "history must be a list"),
    "history holds numbers": (configured(history=[1, 2]), "history[0] must be an object"),
    "history of objects": (configured(history=[{"created_by": {"a": 1}}]), "created_by must be text"),
    "Env is a number": (configured(config={"Env": 5}), "Env must be a list"),
    "Env holds objects": (configured(config={"Env": [{}]}), "Env[0] must be text"),
    "Labels is a list": (configured(config={"Labels": []}), "Labels must be an object"),
    "Labels holds numbers": (configured(config={"Labels": {"a": 5}}), "Labels.a must be text"),
    "inner config is a list": (configured(config=[1]), "config must be an object"),
    # OCI layouts
    "index is a list": (layout(index=[]), "the index must be an object"),
    "manifests is an object": (layout(index={"manifests": {}}), "manifests must be a list"),
    "manifests holds a number": (layout(index={"manifests": [1]}), "manifests[0] must be an object"),
    "platform is text": (layout(index={"manifests": [{"platform": "x"}]}), "platform must be an object"),
    "digest is a number": (layout(index={"manifests": [{"digest": 5}]}), "no sha256 digest"),
    "digest climbs": (layout(index={"manifests": [{"digest": "sha256:../../x"}]}), "no sha256 digest"),
    "digest of 3 MB": (layout(index={"manifests": [{"digest": "x" * 3_000_000}]}), "no sha256 digest"),
    "index is deep": (layout(index=nested_json(900)), TOO_DEEP),
    "manifest of layers that are numbers": (
        layout(manifest={"config": {}, "layers": [5]}), "layers[0] must be an object"
    ),
    "manifest of layers that are text": (layout(manifest={"config": {}, "layers": "x"}), "layers must be a list"),
    "manifest with a config that is text": (layout(manifest={"config": "x", "layers": []}), "config must be an object"),
    "manifest that is a list": (layout(manifest=[]), "the manifest must be an object"),
    "OCI config that is a number": (layout(config=5), "no JSON object"),
    "OCI config that is deep": (layout(False, config=deep_config()), TOO_DEEP),
    "index that is a pipe": (replaced("index.json", os.mkfifo), "neither manifest.json"),
    "index that leads to a device": (replaced("index.json", lambda p: p.symlink_to("/dev/zero")), "neither"),
    "index that leads outside": (replaced("index.json", lambda p: p.symlink_to("/etc/passwd")), "no file"),
    "index of 3 GB": (replaced("index.json", sparse_file), "no manifest or config"),
    "folder with a hostile manifest.json": (
        spoilt(lambda p: (p / "manifest.json").write_text('[{"Config": "a\\u0000b", "Layers": []}]')), "no file"
    ),
    "folder with names that are no UTF-8": (
        spoilt(lambda p: (p / "manifest.json").write_text('[{"Config": "\\ud800", "Layers": []}]')), "no file"
    ),
    "folder with a long name": (
        spoilt(lambda p: (p / "manifest.json").write_text(json.dumps([{"Config": "x" * 3_000_000, "Layers": []}]))),
        "no file 'xxx",
    ),
    "folder with a manifest.json that climbs": (
        spoilt(lambda p: (p / "manifest.json").write_text('[{"Config": "../../../etc/passwd", "Layers": []}]')),
        "no file",
    ),
    "damaged zstd": (zstd(b"\x28\xb5\x2f\xfd" + b"\xff" * 99), "truncated or damaged"),
    # layers
    "layer with a negative size": (with_layer(NEGATIVE + END), "has -1024 bytes"),
    "layer with a PAX header of digits": (with_layer(then(pax(DIGITS))), "is none"),
    "layer with a PAX value of digits": (
        with_layer(then(pax(record("comment", "1" * 900_000)))), "digits in a row"
    ),
    "layer with a sparse chain": (with_layer(sparse_chain(100_000)), "sparse tar member"),
    "layer with a sparse map": (with_layer(sparse_map() + END), "sparse tar member"),
    "layer with global PAX headers": (
        with_layer(then(*(pax(record(f"k{i}", "v" * 900), tarfile.XGLTYPE) + header(b"0", 0) for i in range(99)))),
        "global PAX headers",
    ),
    "layer with nested headers": (
        with_layer(then((header(tarfile.GNUTYPE_LONGNAME, 2) + padded(b"x")) * 400)), "headers before a member"
    ),
    "layer with a name that climbs": (with_layer(layer(member("a/../../x", b""))), "leads out of the image"),
    "layer with a NUL in a name": (with_layer(then(pax(record("path", "a\0b")))), "leads out of the image"),
    "layer with a path of 10,000 parts": (with_layer(layer(member("x/" * 10_000, b""))), "characters"),
    "layer of an unknown type": (with_layer(layer(member("x", kind=b"Z"))), "unknown type"),
    "layer with a mode that is negative": (with_layer(header(b"0", 0, mode=-1)[:512] + b"x" * 512), "broken tar"),
}  # fmt: skip


def make_all(folder: Path) -> dict[str, Path]:
    """Every archive, in a folder of its own, by name."""
    made = {}
    for number, (name, (make, _)) in enumerate(ARCHIVES.items()):
        path = folder / str(number) / "image"
        path.parent.mkdir()
        make(path)
        made[name] = path
    return made

