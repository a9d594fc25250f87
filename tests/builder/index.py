"""A package index for pip and npm on 127.0.0.1, over TLS and with the headers that let both keep a cache.

`python index.py FOLDER PORT` serves until it is ended. pip keeps no HTTP cache of answers without an
ETag, nor of plain http. Packages: tiny and large for pip (large: 1 MB), left-tiny and left-large for npm.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import re
import ssl
import sys
import tarfile
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WHEELS = {"tiny": 100, "large": 1_000_000}
TARBALLS = {"left-tiny": 100, "left-large": 1_000_000}
_EPOCH = (2020, 1, 1, 0, 0, 0)


def _data(name: str, size: int) -> bytes:
    return random.Random(name).randbytes(size)


def wheel(name: str, size: int) -> bytes:
    """A wheel with one module and `size` bytes of data, the same bytes every time."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}/__init__.py": b"ANSWER = 42\n",
        f"{name}/data.bin": _data(name, size),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for path, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(data)}\n")
    files[f"{info}/RECORD"] = ("".join(rows) + f"{info}/RECORD,,\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data)
    return out.getvalue()


def tarball(name: str, size: int) -> bytes:
    """An npm package."""
    files = {
        "package/package.json": json.dumps({"name": name, "version": "1.0.0", "main": "index.js"}).encode(),
        "package/index.js": b"module.exports = 42\n",
        "package/data.bin": _data(name, size),
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(data), 0o644
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Answers(dict[str, tuple[str, bytes]]):
    """Path -> (content type, body)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        for name, size in WHEELS.items():
            body = wheel(name, size)
            file = f"{name}-1.0-py3-none-any.whl"
            link = f'<a href="/files/{file}#sha256={hashlib.sha256(body).hexdigest()}">{file}</a>'
            self[f"/simple/{name}/"] = ("text/html", link.encode())
            self[f"/files/{file}"] = ("application/octet-stream", body)
        for name, size in TARBALLS.items():
            body = tarball(name, size)
            integrity = "sha512-" + base64.b64encode(hashlib.sha512(body).digest()).decode()
            dist = {"tarball": f"{url}/{name}/-/{name}-1.0.0.tgz", "integrity": integrity}
            version = {"name": name, "version": "1.0.0", "dist": dist}
            document = {"name": name, "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
            self[f"/{name}"] = ("application/json", json.dumps(document).encode())
            self[f"/{name}/-/{name}-1.0.0.tgz"] = ("application/octet-stream", body)


class Handler(BaseHTTPRequestHandler):
    """Answers from memory."""

    protocol_version = "HTTP/1.1"
    answers: Answers

    def do_GET(self) -> None:
        path = re.sub(r"\?.*", "", self.path)
        found = self.answers.get(path) or self.answers.get(path + "/")
        if found is None:
            self.send_error(404)
            return
        kind, body = found
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        self.send_header("Cache-Control", "public, max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def main(folder: Path, port: int) -> None:
    """Serves with FOLDER/cert.pem and FOLDER/key.pem."""
    Handler.answers = Answers(f"https://127.0.0.1:{port}")
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
