"""Starts and stops the package index beside the daemon."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def url(root: Path) -> str:
    """Where the index answers; the port is drawn once and kept, since images know it."""
    return f"https://127.0.0.1:{_port(root)}"


def certificate(root: Path) -> Path:
    """The certificate that clients must trust."""
    return root / "index/cert.pem"


def start(root: Path) -> None:
    """Starts the index unless it answers already."""
    folder = root / "index"
    folder.mkdir(exist_ok=True)
    if not certificate(root).exists():
        _make_certificate(folder)
    if _answers(root):
        return
    command = [sys.executable, str(HERE / "index.py"), str(folder), str(_port(root))]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (folder / "pid").write_text(str(process.pid))
    for _ in range(100):
        if _answers(root):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the package index did not start:\n" + (folder / "log").read_text())


def stop(root: Path) -> None:
    """Ends the index by its pid file."""
    try:
        os.kill(int((root / "index/pid").read_text()), signal.SIGTERM)
        (root / "index/pid").unlink()
    except (OSError, ValueError):
        return


def _port(root: Path) -> int:
    file = root / "index/port"
    if not file.exists():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            file.write_text(str(free.getsockname()[1]))
    return int(file.read_text())


def _answers(root: Path) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", _port(root))) == 0


def _make_certificate(folder: Path) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=127.0.0.1",
    ]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
