"""Image archives made by hand, honest ones and others."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


def member(
    name: str,
    data: bytes | None = None,
    *,
    kind: bytes | None = None,
    mode: int | None = None,
    uid: int = 0,
    gid: int = 0,
    link: str = "",
    xattrs: Mapping[str, str] | None = None,
    device: tuple[int, int] = (0, 0),
) -> tuple[tarfile.TarInfo, bytes]:
    """A tar member: a file where `data` is given, a directory where nothing is."""
    info = tarfile.TarInfo(name)
    info.type = kind or (tarfile.REGTYPE if data is not None else tarfile.DIRTYPE)
    info.mode = mode if mode is not None else 0o755 if info.type == tarfile.DIRTYPE else 0o644
    info.uid, info.gid, info.linkname = uid, gid, link
    info.devmajor, info.devminor = device
    info.size = len(data or b"")
    info.pax_headers = {f"SCHILY.xattr.{name}": value for name, value in (xattrs or {}).items()}
    return info, data or b""


def symlink(name: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    """A symbolic link."""
    return member(name, kind=tarfile.SYMTYPE, link=target, mode=0o777)


def hardlink(name: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    """One more name for a file."""
    return member(name, kind=tarfile.LNKTYPE, link=target)


def layer(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """The tar of a layer."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sha(data: bytes) -> str:
    """The digest as OCI writes it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def config_of(
    layers: Sequence[bytes], config: Mapping[str, Any] | None = None, words: Iterable[str] = ()
) -> bytes:
    """A config document."""
    history = [{"created_by": word} for word in words] or [{"created_by": "x"} for _ in layers]
    document = {
        "architecture": "amd64",
        "os": "linux",
        "config": dict(config or {}),
        "rootfs": {"type": "layers", "diff_ids": [sha(data) for data in layers]},
        "history": history,
    }
    return json.dumps(document).encode()


def docker_archive(
    path: Path, layers: Sequence[bytes], config: Mapping[str, Any] | None = None, words: Iterable[str] = ()
) -> Path:
    """What `docker save` wrote before it wrote OCI layouts."""
    document = config_of(layers, config, words)
    name = sha(document)[7:] + ".json"
    names = [f"{i}/layer.tar" for i in range(len(layers))]
    manifest = json.dumps([{"Config": name, "RepoTags": None, "Layers": names}]).encode()
    files = {name: document, **dict(zip(names, layers)), "manifest.json": manifest}
    path.write_bytes(layer(*(member(file, data) for file, data in files.items())))
    return path


def oci_files(
    layers: Sequence[bytes], config: Mapping[str, Any] | None = None, *, compress: bool = True
) -> dict[str, bytes]:
    """The files of an OCI layout, layers gzipped."""
    document = config_of(layers, config)
    blobs = [gzip.compress(data, 1, mtime=0) if compress else data for data in layers]
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "config": {"digest": sha(document), "size": len(document)},
            "layers": [{"digest": sha(blob), "size": len(blob)} for blob in blobs],
        }
    ).encode()
    index = {"schemaVersion": 2, "manifests": [{"digest": sha(manifest), "size": len(manifest)}]}
    files = {f"blobs/sha256/{sha(blob)[7:]}": blob for blob in (document, manifest, *blobs)}
    return {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": json.dumps(index).encode(),
        **files,
    }


def write_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    """The files below `root`."""
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def write_tar(path: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a tar archive."""
    path.write_bytes(layer(*(member(name, data) for name, data in files.items())))
    return path
