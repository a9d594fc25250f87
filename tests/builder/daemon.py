"""A docker daemon of our own, unpacked from Debian packages without a change to the machine.

It is stopped by its pid file.
Test sessions that run at one time share the daemon: each holds a shared lock, and the last one out stops it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import programs
from builder import serve

#: dockerd 26.1 and buildx 0.13; they need only glibc 2.34, so Debian 12's will do.
SUITE = "trixie"
PACKAGES = ("docker.io", "docker-cli", "docker-buildx", "containerd")
#: From the machine's own suite, installed; the daemon and the base images need them.
HOST_PROGRAMS = ("runc", "mmdebstrap", "busybox", "openssl")
home = programs.builder_home


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """A running daemon; yields the environment that leads docker to it."""
    root = home()
    root.mkdir(parents=True, exist_ok=True)
    with (root / "users.lock").open("w") as users, (root / "start.lock").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        _install(root)
        _start(root)
        serve.start(root)
        fcntl.flock(start, fcntl.LOCK_UN)
        try:
            yield _env(root)
        finally:
            _leave(root, users, start)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One session at a time makes a base image."""
    with (home() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(root: Path, users: IO[str], start: IO[str]) -> None:
    fcntl.flock(start, fcntl.LOCK_EX)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another session works with it
    stop(root)


def stop(root: Path) -> None:
    """Ends the daemon, and the package index, by their pid files."""
    serve.stop(root)
    try:
        pid = int((root / "run/dockerd.pid").read_text())
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError):
        return
    for _ in range(300):
        if not (root / "run/dockerd.pid").exists():
            return
        time.sleep(0.1)
    raise RuntimeError(f"dockerd {pid} does not end; see {root / 'run/log'}")


def _env(root: Path) -> dict[str, str]:
    return {
        "DOCKER_HOST": f"unix://{root}/run/docker.sock",
        "DOCKER_CONFIG": str(root / "config"),
        "PATH": f"{root}/docker/usr/bin:{os.environ['PATH']}",
    }


def _install(root: Path) -> None:
    apt_install(*programs.missing(HOST_PROGRAMS))
    if not (root / "docker/usr/sbin/dockerd").exists():
        scratch = root / "docker.part"
        shutil.rmtree(scratch, ignore_errors=True)
        _unpack(scratch)
        scratch.rename(root / "docker")
    plugins = root / "config/cli-plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    if not (plugins / "docker-buildx").exists():
        (plugins / "docker-buildx").symlink_to(root / "docker/usr/libexec/docker/cli-plugins/docker-buildx")
        (root / "config/config.json").write_text("{}")


def apt_install(*names: str) -> None:
    """Programs from Debian's packages, for the machine; one test worker at a time."""
    home().mkdir(parents=True, exist_ok=True)
    with locked("apt"):
        if gone := programs.missing(names):
            programs.apt_install({(programs.USUAL | programs.BUILDS)[name] for name in gone})


def _unpack(target: Path) -> None:
    """Downloads with apt lists of our own, so that the machine's stay as they are."""
    apt = target / "apt"
    for name in ("lists/partial", "cache/archives/partial", "sources", "debs"):
        (apt / name).mkdir(parents=True)
    (apt / "sources/newer.sources").write_text(_newer_sources())
    options = {
        "Dir::Etc::sourcelist": "/dev/null", "Dir::Etc::sourceparts": apt / "sources",
        "Dir::State::lists": apt / "lists", "Dir::Cache": apt / "cache",
        "APT::Default-Release": "", "Acquire::Languages": "none",
    }  # fmt: skip
    command = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]
    subprocess.run([*command, "update"], check=True)
    subprocess.run([*command, "download", *PACKAGES], check=True, cwd=apt / "debs")
    for deb in sorted((apt / "debs").glob("*.deb")):
        subprocess.run(["dpkg", "-x", deb, target], check=True)
    shutil.rmtree(apt)


def _newer_sources() -> str:
    """The machine's main archive, with another suite."""
    modern = Path("/etc/apt/sources.list.d/debian.sources")
    if modern.exists():
        lines = [line for line in modern.read_text().splitlines() if not line.startswith("#")]
        stanza = "\n".join(lines).strip().split("\n\n")[0].splitlines()
        lines = [f"Suites: {SUITE}" if line.startswith("Suites:") else line for line in stanza]
        return "\n".join(lines) + "\n"
    for line in Path("/etc/apt/sources.list").read_text().splitlines():
        words = line.split()
        if words[:1] == ["deb"]:
            url = next(word for word in words if "://" in word)
            keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
            return f"Types: deb\nURIs: {url}\nSuites: {SUITE}\nComponents: main\nSigned-By: {keyring}\n"
    raise RuntimeError("no Debian archive in the apt sources")


def _start(root: Path) -> None:
    run = root / "run"
    run.mkdir(exist_ok=True)
    if _answers(root):
        return
    command = [
        "dockerd", "--host", f"unix://{run}/docker.sock", "--data-root", f"{run}/data",
        "--exec-root", f"{run}/exec", "--pidfile", f"{run}/dockerd.pid", "--iptables=false",
        "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--bridge=none",
    ]  # fmt: skip
    env = {**os.environ, "PATH": f"{root}/docker/usr/sbin:{root}/docker/usr/bin:{os.environ['PATH']}"}
    with (run / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    for _ in range(600):
        if _answers(root):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    tail = (run / "log").read_text(errors="replace").splitlines()[-5:]
    raise RuntimeError("dockerd did not start:\n" + "\n".join(tail))


def _answers(root: Path) -> bool:
    if not (root / "run/docker.sock").exists():
        return False
    env = {**os.environ, **_env(root)}
    command = [str(root / "docker/usr/bin/docker"), "version"]
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0
