"""Reading images: formats, layers over layers, and what a hostile archive may not do."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from dslim.verify.errors import ImageError
from dslim.verify.image import archive, entries
from dslim.verify.image.archive import Limits
from dslim.verify.image.entries import Entry, EntryStore
from dslim.verify.image.image import ImageReader
from dslim.verify.image.merged_layers import visible_entries
from images import (
    config_of,
    docker_archive,
    hardlink,
    layer,
    member,
    oci_files,
    sha,
    symlink,
    write_folder,
    write_tar,
)


def tree(path: Path, work: Path) -> dict[str, Entry]:
    return {entry.path: entry for entry in visible_entries(ImageReader(work).read_image(path).layers)}


def shown(tmp_path: Path, *layers: bytes) -> dict[str, str]:
    """Path -> kind of what an image of these layers holds."""
    entries = tree(docker_archive(tmp_path / "image.tar", layers), tmp_path)
    return {path: entry.kind for path, entry in entries.items()}


BASE = layer(member("d"), member("d/x", b"x"), member("d/sub"), member("d/sub/y", b"y"), member("e", b"e"))


def test_a_later_layer_adds_and_replaces(tmp_path: Path) -> None:
    top = layer(member("d/x", b"new", mode=0o600, uid=7, gid=8), member("f", b"f"))
    found = tree(docker_archive(tmp_path / "i.tar", [BASE, top]), tmp_path)
    assert sorted(found) == ["d", "d/sub", "d/sub/y", "d/x", "e", "f"]
    assert (found["d/x"].mode, found["d/x"].uid, found["d/x"].gid, found["d/x"].size) == (0o600, 7, 8, 3)


def test_a_whiteout_takes_a_file_and_a_tree_away(tmp_path: Path) -> None:
    assert shown(tmp_path, BASE, layer(member(".wh.e", b""))) == {
        "d": "d", "d/x": "f", "d/sub": "d", "d/sub/y": "f",
    }  # fmt: skip
    assert shown(tmp_path, BASE, layer(member(".wh.d", b""))) == {"e": "f"}


def test_an_opaque_directory_hides_what_lies_below_and_stays(tmp_path: Path) -> None:
    opaque = layer(member("d"), member("d/.wh..wh..opq", b""), member("d/new", b""))
    assert shown(tmp_path, BASE, opaque) == {"d": "d", "d/new": "f", "e": "f"}
    # the marker may come after what the layer itself puts there
    late = layer(member("d"), member("d/new", b""), member("d/.wh..wh..opq", b""))
    assert shown(tmp_path, BASE, late) == {"d": "d", "d/new": "f", "e": "f"}


def test_a_whiteout_spares_what_its_own_layer_adds(tmp_path: Path) -> None:
    again = layer(member("d"), member("d/new", b""), member(".wh.d", b""))
    assert shown(tmp_path, BASE, again) == {"d": "d", "d/new": "f", "e": "f"}


def test_a_file_in_place_of_a_directory_and_back(tmp_path: Path) -> None:
    assert shown(tmp_path, BASE, layer(member("d", b"now a file"))) == {"d": "f", "e": "f"}
    back = [BASE, layer(member("d", b"file")), layer(member("d"), member("d/z", b""))]
    assert shown(tmp_path, *back) == {"d": "d", "d/z": "f", "e": "f"}


def test_names_that_sort_between_a_directory_and_its_files(tmp_path: Path) -> None:
    base = layer(member("a"), member("a/x", b""), member("a-b", b""), member("a.c", b""), member("a!", b""))
    assert shown(tmp_path, base, layer(member(".wh.a", b""))) == {"a!": "f", "a-b": "f", "a.c": "f"}


def test_hard_links_take_the_content_of_their_target(tmp_path: Path) -> None:
    linked = layer(member("a", b"data", mode=0o640, uid=5), hardlink("b", "a"), hardlink("c", "./b"))
    path = docker_archive(tmp_path / "i.tar", [linked, layer(hardlink("z", "/a"))])
    found = tree(path, tmp_path)
    assert {found[name][1:6] for name in "abcz"} == {("f", 0o640, 5, 0, 4)}
    assert ImageReader(tmp_path).read_image(path).size == 4


def test_xattrs_devices_pipes_and_symlinks(tmp_path: Path) -> None:
    found = tree(
        docker_archive(
            tmp_path / "i.tar",
            [
                layer(
                    member("cap", b"x", xattrs={"security.capability": "\x01\udcff"}),
                    member("null", kind=tarfile.CHRTYPE, device=(1, 3)),
                    member("pipe", kind=tarfile.FIFOTYPE),
                    symlink("link", "/etc/../../outside"),
                )
            ],
        ),
        tmp_path,
    )
    assert found["cap"].xattrs == (("security.capability", b"\x01\xff"),)
    assert (found["null"].kind, found["null"].device) == ("c", (1, 3))
    assert (found["link"].kind, found["link"].link) == ("l", "/etc/../../outside")
    assert found["pipe"].kind == "p"


def test_the_time_in_a_pyc_header_does_not_count(tmp_path: Path) -> None:
    def digest(flags: int, stamp: int) -> bytes:
        pyc = b"\xa7\r\r\n" + struct.pack("<III", flags, stamp, 9) + b"code"
        path = docker_archive(tmp_path / f"{flags}-{stamp}.tar", [layer(member("m.pyc", pyc))])
        return tree(path, tmp_path)["m.pyc"].digest

    assert digest(0, 1) == digest(0, 2)
    assert digest(1, 1) != digest(1, 2)  # a hash of the source, which does count


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("write", [write_folder, write_tar])
def test_oci_layouts(tmp_path: Path, write: object, compress: bool) -> None:
    files = oci_files([BASE, layer(member("f", b"f"))], {"User": "app"}, compress=compress)
    path = write(tmp_path / "image", files)  # type: ignore[operator]
    image = ImageReader(tmp_path).read_image(path)
    assert image.config["config"] == {"User": "app"}
    assert [layer.size for layer in image.layers] == [3, 1]


def test_a_gzipped_archive(tmp_path: Path) -> None:
    plain = docker_archive(tmp_path / "i.tar", [BASE])
    packed = tmp_path / "i.tar.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert tree(packed, tmp_path).keys() == tree(plain, tmp_path).keys()


def test_zstd_layers(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard") if not os.environ.get("CI") else __import__("zstandard")
    files = oci_files([BASE], compress=False)
    blob = zstandard.ZstdCompressor().compress(BASE)
    manifest = {
        "config": {"digest": sha(config_of([BASE]))},
        "layers": [{"digest": sha(blob)}],
    }
    data = json.dumps(manifest).encode()
    files |= {f"blobs/sha256/{sha(d)[7:]}": d for d in (blob, data)}
    files["index.json"] = json.dumps({"manifests": [{"digest": sha(data)}]}).encode()
    assert "d/sub/y" in tree(write_folder(tmp_path / "image", files), tmp_path)


def test_an_index_of_platforms_and_attestations(tmp_path: Path) -> None:
    files = oci_files([BASE])
    real = json.loads(files["index.json"])["manifests"][0]
    other = {"digest": "sha256:" + "0" * 64, "platform": {"os": "linux", "architecture": "s390x"}}
    proof = {"digest": "sha256:" + "1" * 64, "platform": {"os": "unknown", "architecture": "unknown"}}
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    real["platform"] = {"os": "linux", "architecture": machine}
    files["index.json"] = json.dumps({"manifests": [other, proof, real]}).encode()
    assert "e" in tree(write_folder(tmp_path / "image", files), tmp_path)


def test_a_link_to_a_layer_as_docker_save_once_wrote_it(tmp_path: Path) -> None:
    document = config_of([BASE, BASE])
    manifest = [{"Config": "c.json", "Layers": ["a/layer.tar", "b/layer.tar"]}]
    members = [
        member("a/layer.tar", BASE),
        symlink("b/layer.tar", "../a/layer.tar"),
        member("c.json", document),
    ]
    path = tmp_path / "i.tar"
    path.write_bytes(layer(*members, member("manifest.json", json.dumps(manifest).encode())))
    assert len(ImageReader(tmp_path).read_image(path).layers) == 2


def test_entries_beyond_the_budget_live_on_disk(tmp_path: Path) -> None:
    names = [f"d/{i * 7919 % 1000:04}" for i in range(1000)]
    layers = [
        layer(member("d"), *(member(name, name.encode()) for name in names), hardlink("link", "d/0500")),
        layer(*(member(f"d/.wh.{i:04}", b"") for i in range(0, 1000, 2)), member("d/0001", b"new")),
    ]
    path = docker_archive(tmp_path / "i.tar", layers)
    spooled = ImageReader(tmp_path, spool=EntryStore(tmp_path, chunk=64, budget=100)).read_image(path)
    plain = ImageReader(tmp_path).read_image(path)
    assert list(visible_entries(spooled.layers)) == list(visible_entries(plain.layers))
    assert len(list(visible_entries(plain.layers))) == 502
    assert sorted(p.name for p in tmp_path.iterdir()) == ["i.tar"]


# --- hostile archives

BROKEN_HEADER = BASE[:1024] + b"garbage" * 146 + BASE[2046:]
NOWHERE = layer(hardlink("b", "nowhere"))
HUGE_HEADER = layer(member("x", b""))


def long_link() -> bytes:
    return layer(symlink("b", "x" * 5000))


def pax_bomb() -> bytes:
    """A PAX header that claims to be 4 GB long."""
    info = tarfile.TarInfo("bomb")
    info.type, info.size = tarfile.XHDTYPE, 4 << 30
    return info.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)


def nested_names(depth: int) -> bytes:
    """GNU long names of long names of long names."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2
    return (info.tobuf(tarfile.GNU_FORMAT) + b"x".ljust(512, b"\0")) * depth + bytes(1024)


def sparse() -> bytes:
    info = tarfile.TarInfo("sparse")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


HOSTILE_LAYERS = {
    "dot-dot name": (layer(member("../../etc/cron.d/x", b"x")), "leads out of the image"),
    "dot-dot inside": (layer(member("a/../../x", b"x")), "leads out of the image"),
    "dot-dot hard link": (
        layer(member("a", b""), hardlink("b", "../../etc/passwd")),
        "leads out of the image",
    ),
    "absolute hard link": (layer(hardlink("b", "/etc/passwd")), "does not exist"),
    "hard link to nowhere": (NOWHERE, "hard link 'b' to 'nowhere', which does not exist"),
    "hard link to itself": (layer(hardlink("b", "b")), "does not exist"),
    "hard links in a ring": (layer(hardlink("a", "b"), hardlink("b", "a")), "does not exist"),
    "hard link to a directory": (layer(member("d"), hardlink("b", "d")), "to the directory"),
    "whiteout of the parent": (layer(member("d/.wh...", b"")), "names no file"),
    "whiteout of nothing": (layer(member(".wh.", b"")), "names no file"),
    "broken header": (BROKEN_HEADER, "broken tar header"),
    "truncated header": (BASE[:700], "broken tar|tar ends"),
    "truncated file": (layer(member("x", b"x" * 5000))[:2048], "tar ends inside 'x'"),
    "no tar at all": (b"hello, this is no tar" * 100, "broken tar"),
    "pax bomb": (pax_bomb(), "tar header of"),
    "long names of long names": (nested_names(4000), "broken tar"),
    "long name": (layer(member("x/" * 3000, b"")), "path of 5999 characters"),
    "long target": (long_link(), "links to a path of 5000 characters"),
    "sparse member": (sparse(), "sparse tar member"),
    "unknown type": (layer(member("x", kind=b"Z")), "unknown type"),
}


@pytest.mark.parametrize("name", HOSTILE_LAYERS)
def test_hostile_layers_give_one_line_and_write_nothing(tmp_path: Path, name: str) -> None:
    data, message = HOSTILE_LAYERS[name]
    work = tmp_path / "work"
    work.mkdir()
    path = docker_archive(tmp_path / "image.tar", [data])
    with pytest.raises(ImageError, match=message) as caught:
        list(visible_entries(ImageReader(work).read_image(path).layers))
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 400
    assert [p.name for p in tmp_path.iterdir()] != []
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["image.tar", "work"]


def hostile_archives() -> dict[str, tuple[dict[str, bytes], str]]:
    files = oci_files([BASE])
    index = json.loads(files["index.json"])
    manifest_name = "blobs/sha256/" + index["manifests"][0]["digest"][7:]
    manifest = json.loads(files[manifest_name])
    blob = "blobs/sha256/" + manifest["layers"][0]["digest"][7:]
    config = "blobs/sha256/" + manifest["config"]["digest"][7:]

    def changed(**extra: bytes | None) -> dict[str, bytes]:
        names = {"index": "index.json", "manifest": manifest_name, "blob": blob, "config": config}
        return {**files, **{names[key]: value for key, value in extra.items() if value is not None}}

    def index_of(digest: object) -> bytes:
        return json.dumps({"manifests": [{"digest": digest}]}).encode()

    def without(name: str) -> dict[str, bytes]:
        return {key: value for key, value in files.items() if key != name}

    deep = b"[" * 200_000
    return {
        "other bytes in a layer": (
            changed(blob=gzip.compress(layer(member("evil", b"")))),
            "does not have the digest",
        ),
        "truncated layer": (changed(blob=files[blob][:-20]), "truncated or damaged"),
        "other config": (changed(config=b"{}"), "does not have the digest"),
        "other manifest": (changed(manifest=b"{}"), "does not have the digest"),
        "missing layer": (without(blob), "no"),
        "digest that climbs": (changed(index=index_of("sha256:../../../etc/passwd")), "no sha256 digest"),
        "digest of another kind": (changed(index=index_of(["x"])), "no sha256 digest"),
        "index of nothing": (changed(index=b'{"manifests": []}'), "holds 0 images"),
        "index that is a list": (changed(index=b"[]"), "the index must be an object"),
        "no json": (changed(index=b"{nonsense"), "no JSON"),
        "deep json": (changed(index=deep), "no JSON"),
        "index of itself": (without("index.json"), "neither manifest.json nor index.json"),
    }


@pytest.mark.parametrize("write", [write_folder, write_tar])
@pytest.mark.parametrize("name", hostile_archives())
def test_hostile_archives_give_one_line(tmp_path: Path, name: str, write: object) -> None:
    files, message = hostile_archives()[name]
    path = write(tmp_path / "image", files)  # type: ignore[operator]
    with pytest.raises(ImageError, match=message) as caught:
        ImageReader(tmp_path).read_image(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_layers_that_are_not_what_the_config_says(tmp_path: Path) -> None:
    path = docker_archive(tmp_path / "i.tar", [BASE])
    other = layer(member("evil", b""))
    with tarfile.open(path) as tar:
        files = {name: file.read() for name in tar.getnames() if (file := tar.extractfile(name))}
    write_tar(tmp_path / "j.tar", {**files, "0/layer.tar": other})
    with pytest.raises(ImageError, match=r"unpacks to sha256:.*, not to the config's"):
        ImageReader(tmp_path).read_image(tmp_path / "j.tar")


def test_bombs_end_at_the_limit(tmp_path: Path) -> None:
    zeros = io.BytesIO()
    with tarfile.open(fileobj=zeros, mode="w") as tar:
        info = tarfile.TarInfo("zeros")
        info.size = 20 << 20
        tar.addfile(info, io.BytesIO(bytes(info.size)))
    path = write_folder(tmp_path / "image", oci_files([zeros.getvalue()]))
    assert ImageReader(tmp_path).read_image(path).size == 20 << 20
    with pytest.raises(ImageError, match="a decompression bomb"):
        ImageReader(tmp_path, Limits(ratio=10, floor=1 << 20)).read_image(path)
    packed = tmp_path / "whole.tar.gz"
    packed.write_bytes(gzip.compress(bytes(20 << 20)))
    with pytest.raises(ImageError, match="a decompression bomb"):
        ImageReader(tmp_path, Limits(ratio=10, floor=1 << 20)).read_image(packed)


def test_a_whole_archive_packs_no_better_than_an_honest_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "whole.tar.gz"
    packed.write_bytes(gzip.compress(bytes(20 << 20)))
    monkeypatch.setattr(archive, "GZIP_FLOOR", 1 << 20)
    with pytest.raises(ImageError, match="a decompression bomb"):
        ImageReader(tmp_path).read_image(packed)


def test_what_is_little_but_holes_is_not_read(tmp_path: Path) -> None:
    path = docker_archive(tmp_path / "i.tar", [BASE])
    os.truncate(path, 1 << 40)
    with pytest.raises(ImageError, match="the rest is holes"):
        ImageReader(tmp_path).read_image(path)
    folder = write_folder(tmp_path / "image", oci_files([BASE]))
    for blob in (folder / "blobs/sha256").iterdir():
        if not blob.read_bytes().startswith(b"{"):
            os.truncate(blob, 1 << 40)
    with pytest.raises(ImageError, match="the rest is holes"):
        ImageReader(tmp_path).read_image(folder)


@pytest.mark.parametrize("size", [0, 100, 600, 3000])
def test_truncated_and_foreign_files(tmp_path: Path, size: int) -> None:
    whole = docker_archive(tmp_path / "i.tar", [BASE]).read_bytes()
    (tmp_path / "short.tar").write_bytes(whole[:size])
    with pytest.raises(ImageError, match=r"short\.tar"):
        ImageReader(tmp_path).read_image(tmp_path / "short.tar")


@pytest.mark.parametrize("what", ["index.json", "blobs", "blobs/sha256"])
def test_symbolic_links_out_of_a_layout_are_not_followed(tmp_path: Path, what: str) -> None:
    root = write_folder(tmp_path / "image", oci_files([BASE]))
    (root / what).rename(tmp_path / "outside")
    (root / what).symlink_to(tmp_path / "outside")
    with pytest.raises(ImageError, match="no file '"):
        ImageReader(tmp_path).read_image(root)


def test_a_layout_may_stand_behind_a_link(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "image", oci_files([BASE]))
    (tmp_path / "link").symlink_to(root)
    assert len(ImageReader(tmp_path).read_image(tmp_path / "link").layers) == 1


def test_blobs_that_are_no_files(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "image", oci_files([BASE]))
    (root / "index.json").unlink()
    os.mkfifo(root / "index.json")  # reading it would wait for ever
    with pytest.raises(ImageError, match="neither manifest"):
        ImageReader(tmp_path).read_image(root)


def test_entries_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_ENTRIES", 50)
    path = docker_archive(tmp_path / "i.tar", [layer(*(member(str(i), b"") for i in range(100)))])
    with pytest.raises(ImageError, match="more than 50 entries"):
        ImageReader(tmp_path, spool=EntryStore(tmp_path, chunk=10)).read_image(path)


def test_heavy_entries_count_for_more(tmp_path: Path) -> None:
    spool = EntryStore(tmp_path, chunk=10, budget=1000)
    kept = entries.SortedEntries(spool)
    for i in range(10):
        kept.add(Entry(f"{i}/" + "x" * 4000, "f"))
    assert len(kept.finish()._files) == 10  # each as heavy as ten
    assert [entry.path[0] for entry in kept] == list("0123456789")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_image() -> None:
    """bench/memory.py in small; a reader that takes a whole layer into memory would need 300 MB and more."""
    bench = [sys.executable, str(Path(__file__).parents[3] / "bench/memory.py")]
    small = [*bench, "--gigabytes", "0.3", "--files", "15000", "--most"]
    done = subprocess.run([*small, "100"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert subprocess.run([*bench, "--gigabytes", "0", "--files", "9", "--most", "1"], capture_output=True).returncode
