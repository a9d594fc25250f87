"""Root rewrites files in the folders of somebody who swaps them for links meanwhile: nothing outside is touched."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim.engine.fix_loop
import dslim.rules
from dslim.cli.main import main

pytestmark = pytest.mark.slow

#: The one who attacks, if we are root; otherwise another process of ours.
NOBODY = 65534
ROUNDS = 70  # of each kind
#: Seconds between two swaps, in turn: without a rest hardly a file is ever written, with a long one few attacked.
RESTS = (0, 0.002, 0.01, 0.05)
OLD = b"FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN b\n"
FOLDERS = ("a", "b", "c")


@pytest.fixture
def work() -> Iterator[Path]:
    """A folder that the attacker can come to: pytest's own are closed to others, time and again."""
    made = Path(tempfile.mkdtemp(prefix="dslim-test-")).resolve()
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def outside(work: Path) -> Path:
    """What nobody asked to rewrite: it looks like what is asked for, but for root alone."""
    made = work / "outside"
    made.mkdir()
    for name in ("Dockerfile", "secret"):
        (made / name).write_bytes(OLD)
        (made / name).chmod(0o600)
    made.chmod(0o755)
    return made


def lay(tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    for name in FOLDERS:
        (tree / name).mkdir(parents=True, exist_ok=True)
        (tree / name / "Dockerfile").write_bytes(OLD)
        (tree / name / "Dockerfile").chmod(0o640)
    if os.geteuid() == 0:
        for path in (tree, *tree.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def snapshot(folder: Path) -> dict[str, object]:
    told: dict[str, object] = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        times = status.st_mtime_ns, status.st_ctime_ns
        told[str(path)] = (status.st_ino, status.st_mode, status.st_uid, status.st_gid, status.st_nlink, *times)
    return told | {str(path): path.read_bytes() for path in folder.iterdir()}


def swap(path: Path, target: Path, chance: random.Random) -> None:
    """Put a link to `target` into the place of something, and the thing back a moment later."""
    aside = path.with_name(path.name + ".aside")
    with contextlib.suppress(OSError):
        os.rename(path, aside)
        os.symlink(target, path)
    time.sleep(chance.random() * 0.0005)
    with contextlib.suppress(OSError):
        if path.is_symlink():
            path.unlink()
    with contextlib.suppress(OSError):
        os.rename(aside, path)


def temporaries(tree: Path) -> list[Path]:
    found: list[Path] = []
    for name in FOLDERS:
        with contextlib.suppress(OSError):
            found += [tree / name / entry for entry in os.listdir(tree / name) if entry.endswith(".dslim")]
    return found


def attack(tree: Path, outside: Path, kind: str, number: int) -> None:
    """Swap without end, until a SIGTERM comes; then what was put aside is in its place again."""
    chance = random.Random(number)
    ends: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ends.append(1))
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    while not ends:
        if kind == "temporaries":
            for path in temporaries(tree):
                with contextlib.suppress(OSError):
                    os.rename(path, path.with_name(path.name + f".{chance.random()}"))
                    os.symlink(outside / chance.choice(["secret", "."]), path)
        elif kind == "files":
            swap(tree / chance.choice(FOLDERS) / "Dockerfile", outside / "Dockerfile", chance)
            time.sleep(RESTS[number % len(RESTS)])
        else:
            swap(tree / chance.choice(FOLDERS), outside, chance)
            time.sleep(RESTS[number % len(RESTS)])


def found(folder: Path) -> set[bytes]:
    """The texts of the Dockerfile in a folder, wherever the attacker, misled by our rename, has put it."""
    places = [folder / "Dockerfile", folder / "Dockerfile.aside", *folder.glob(".*/kept")]
    return {path.read_bytes() for path in places if path.is_file() and not path.is_symlink()}


@contextlib.contextmanager
def forked(work: object) -> Iterator[int]:
    """A process that does some work; it is ended, and waited for."""
    assert callable(work)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            os._exit(code)
    try:
        yield pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def rewrite(tree: Path) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    main(["fix", "-i", "-q", "-j1", "--no-cache", str(tree)])


@pytest.mark.parametrize("kind", ["files", "folders", "temporaries"])
def test_nothing_outside_is_touched_and_nothing_is_lost(work: Path, outside: Path, kind: str) -> None:
    new = dslim.engine.fix_loop.fix_text(OLD.decode()).after.encode()
    assert new != OLD
    tree, before, written = work / "tree", snapshot(outside), 0
    for number in range(ROUNDS):
        lay(tree)
        with forked(lambda number=number: attack(tree, outside, kind, number)):
            pid = os.fork()
            if pid == 0:
                try:
                    rewrite(tree)
                finally:
                    os._exit(0)
            os.waitpid(pid, 0)
        assert snapshot(outside) == before, f"round {number}"
        for name in FOLDERS:
            texts = found(tree / name)
            assert texts, f"round {number}: {name}/Dockerfile is lost: {[*tree.rglob('*')]}"
            assert texts <= {OLD, new}, f"round {number}"
            written += new in texts
    assert written > 0, "the attacks were all that ever happened"
