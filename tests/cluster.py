"""A dask cluster of this machine for tests: a scheduler and workers as their users start them, in processes of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from dslim.diagnostics.outcome import Outcome
from dslim.report.diff import hunks_of

#: Seconds until a scheduler takes work from a worker that hangs.
TTL = 10


class Cluster:
    """A scheduler and `workers` workers; `env`: what they see beside this process's environment."""

    def __init__(self, root: Path, workers: int = 2, env: Mapping[str, str] | None = None, threads: int = 1) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._file = root / "scheduler.json"
        self._env = {
            **os.environ,
            "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": f"{TTL}s",
            "PYTHONPATH": str(Path(__file__).parent),
            "PYTHONSAFEPATH": "1",
            **(env or {}),
        }
        scheme = ["--protocol", "tls"] if "DASK_DISTRIBUTED__COMM__TLS__CA_FILE" in self._env else []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", *scheme)
        self.workers = [self.add_worker(threads) for _ in range(workers)]

    def add_worker(self, threads: int = 1, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """One more worker, with a nanny that starts it again."""
        folder = str(self.root / "spill")
        words = ("--nworkers", "1", "--nthreads", str(threads), "--local-directory", folder)
        return self._start("worker", *words, "--host", "127.0.0.1", env=env)

    def _start(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(self._file), "--no-dashboard"]
        with (self.root / f"log-{time.monotonic_ns()}").open("wb") as log:
            return subprocess.Popen(command, env={**self._env, **(env or {})}, stdout=log, stderr=log)

    @property
    def address(self) -> str:
        """Where its scheduler is reached, once it is there."""
        for _ in range(600):
            try:
                return str(json.loads(self._file.read_text())["address"])
            except (OSError, ValueError):
                time.sleep(0.1)
        raise TimeoutError(self.log)

    @property
    def log(self) -> str:
        """What all of them printed."""
        return "".join(path.read_text(errors="replace") for path in self.root.glob("log-*"))

    def close(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def dies(outcome: Outcome) -> str:
    """Makes the diff of a file, and ends its process at one of them."""
    if "POISON" in outcome.before:
        os._exit(9)
    return hunks_of(outcome)
