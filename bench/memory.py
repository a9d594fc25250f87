"""How much memory `dslim layers` takes for a large image.

    python bench/memory.py [--gigabytes 10] [--files 2000000] [--most MB]

Makes an image archive with one file of zeros (a hole on disk) and many small files, a tenth of them hard
links; reads it in a process of its own and prints the most memory that it had. Exits with 1 above `--most`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

MEGABYTE = bytes(1 << 20)


class Hashing:
    """A file in which a MEGABYTE of zeros is a hole; knows the sha256 of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> int:
        self.sha.update(data)
        self.length += len(data)
        if data is MEGABYTE:
            self._file.seek(len(data), os.SEEK_CUR)
        else:
            self._file.write(data)
        return len(data)

    def tell(self) -> int:
        return self.length


def write_layer(file: BinaryIO, megabytes: int, files: int) -> Hashing:
    """A layer's tar, from where `file` stands."""
    out = Hashing(file)
    info = tarfile.TarInfo("zeros")
    info.size = megabytes << 20
    out.write(info.tobuf(tarfile.GNU_FORMAT))
    for _ in range(megabytes):
        out.write(MEGABYTE)
    with tarfile.open(fileobj=out, mode="w") as tar:  # type: ignore[call-overload]
        for i in range(files):
            tar.members.clear()
            info = tarfile.TarInfo(name(i))
            data = b"%d" % (i // 10)
            if i % 10 == 9:
                info.type, info.linkname, data = tarfile.LNKTYPE, name(i - 1), b""
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out


def name(i: int) -> str:
    """Files of one directory lie far apart in the archive."""
    return f"usr/lib/package-{i * 7919 % 1009}/module/file-{i}"


def write_archive(path: Path, megabytes: int, files: int) -> None:
    """What `docker save` would write for an image of this one layer."""
    with path.open("wb") as file:
        file.write(bytes(512))  # the header of the layer, once its length is known
        out = write_layer(file, megabytes, files)
        file.write(bytes(-out.length % 512))
        end = file.tell()
        file.seek(0)
        header = tarfile.TarInfo("layer.tar")
        header.size = out.length
        file.write(header.tobuf(tarfile.GNU_FORMAT))  # one block, whatever the length
        file.seek(end)
        digest = "sha256:" + out.sha.hexdigest()
        config = json.dumps({"config": {}, "rootfs": {"diff_ids": [digest]}}).encode()
        manifest = json.dumps([{"Config": "config.json", "Layers": ["layer.tar"]}]).encode()
        rest = io.BytesIO()
        with tarfile.open(fileobj=rest, mode="w") as tar:
            for member, data in (("config.json", config), ("manifest.json", manifest)):
                info = tarfile.TarInfo(member)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        file.write(rest.getvalue())


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=10)
    parser.add_argument("--files", type=int, default=2_000_000)
    parser.add_argument("--most", type=float, metavar="MB", default=500)
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="dslim-bench-") as folder:
        archive = Path(folder) / "image.tar"
        write_archive(archive, int(asked.gigabytes * 1000), asked.files)
        start = time.monotonic()
        subprocess.run([sys.executable, "-m", "dslim", "layers", str(archive)], check=True)
        seconds = time.monotonic() - start
        # ru_maxrss: of the largest child; in kB, on macOS in bytes
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        size = archive.stat().st_size / 1e9
    print(f"{size:.1f} GB with {asked.files} files read in {seconds:.1f} s, with {most:.0f} MB of memory at most")
    return int(most > asked.most)


if __name__ == "__main__":
    sys.exit(main())
