"""A repository of Dockerfiles, a stand-in for docker and a store: what tests of fleets on an engine begin with."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cluster import Cluster

CHANGES = "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n"
HANGS = "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b HANG\n"


class Site:
    """A bare repository of Dockerfiles, a list of them, a stand-in for docker, and the clusters of a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clusters: list[Cluster] = []
        for name in ("bin", "state", "tmp"):
            (root / name).mkdir(parents=True)
        docker, script = root / "bin/docker", Path(__file__).parent / "fake_docker.py"
        docker.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"\n')
        docker.chmod(0o755)
        path = f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.env = {"PATH": path, "FAKE_STATE": str(root / "state"), "TMPDIR": str(root / "tmp")}

    def cluster(self, workers: int = 2) -> Cluster:
        self.clusters.append(Cluster(self.root / f"cluster-{len(self.clusters)}", workers, self.env))
        return self.clusters[-1]

    def repository(self, texts: list[str]) -> Path:
        """A bare repository with these Dockerfiles; the list of them."""
        work, bare = self.root / "work", self.root / "bare.git"
        for i, text in enumerate(texts):
            (work / f"{i:02}").mkdir(parents=True)
            (work / f"{i:02}/Dockerfile").write_text(text)
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-C", str(work)]
        for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run([*git, *words], check=True)
        subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
        listed = self.root / "repos.tsv"
        listed.write_text("".join(f"{bare}\tmain\t{i:02}/Dockerfile\n" for i in range(len(texts))))
        return listed

    def start(self, *words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "dslim", "fleet", "verify", *map(str, words), "--store", str(self.store)]
        return subprocess.Popen(
            command, env={**os.environ, **self.env}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, *words: object) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=200)
        return process.returncode, out, err

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def verdicts(self) -> int:
        return len(list((self.store / "verdicts").glob("*.json")))

    @property
    def builds(self) -> int:
        log = self.root / "state/log"
        return sum("buildx build" in line for line in log.read_text().splitlines())

    @property
    def left(self) -> list[str]:
        names = [path.name for folder in ("tmp", "state") for path in (self.root / folder).iterdir()]
        return sorted(name for name in names if name not in ("log", "hangs") and "dask" not in name)


def until(is_so: Callable[[], bool], seconds: float = 90) -> None:
    """Waits for it; fails where it does not come."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
