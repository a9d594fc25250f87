"""What is asked of a cluster before any work goes there; the workers themselves: tests/slow/test_cluster.py."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from dslim.fleet.workers.child_process import run_in_child
from dslim.fleet.workers.dask_engine import DaskEngine, check_address
from dslim.fleet.workers.engine import Died, Refused
from dslim.proofs.run_many import Question, prove


@pytest.mark.parametrize("address", ["tls://10.1.2.3:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:1", "tcp://localhost:1"])
def test_addresses_that_are_taken(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://10.1.2.3:8786", "without TLS whoever reaches it runs code on the workers"),
        ("tcp://scheduler:8786", "without TLS"),
        ("tcp://127.0.0.1.example.org:8786", "without TLS"),
        ("ws://127.0.0.1:8786", "not the address of a scheduler"),
        ("127.0.0.1:8786", "not the address of a scheduler"),
        ("inproc://x", "not the address"),
    ],
)
def test_addresses_that_are_refused(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        DaskEngine(address)
    assert "\n" not in str(refused.value)


def test_without_certificates_nothing_is_connected_to() -> None:
    with pytest.raises(Refused, match="no certificates"):
        DaskEngine("tls://127.0.0.1:9")


def test_without_the_extra_it_is_one_line() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from dslim.fleet.workers.dask_engine import DaskEngine\n"
        "from dslim.fleet.workers.engine import Refused\n"
        "try: DaskEngine('tcp://127.0.0.1:9')\n"
        "except Refused as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "dask is not installed: pip install 'dslim[cluster]'\n"


def test_work_in_a_child_comes_back_raises_or_dies() -> None:
    assert run_in_child(divmod, (7, 2), 60) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        run_in_child(divmod, (7, 0), 60)
    import os
    import time

    with pytest.raises(Died, match="ended with status 9"):
        run_in_child(os._exit, (9,), 60)
    with pytest.raises(Died, match=r"did not end within 0\.5 s"):
        run_in_child(time.sleep, (60,), 0.5)


class RecordingClient:
    """A client of dask that keeps what it is asked to submit. `ttl`: what its scheduler says of that."""

    def __init__(self, ttl: float | None = None) -> None:
        self.ttl = ttl
        self.submitted: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def submit(self, *args: Any, **kwargs: Any) -> Any:
        self.submitted.append((args, kwargs))
        return Future[Any]()

    def run_on_scheduler(self, _: object) -> float | None:
        return self.ttl


def engine_with(client: RecordingClient) -> DaskEngine:
    engine = DaskEngine.__new__(DaskEngine)
    engine.address, engine._code, engine._seconds, engine._handed_over = "tcp://127.0.0.1:1", "0", None, {}
    engine._client = client
    return engine


def test_work_asks_for_no_resources_which_would_bypass_the_queue() -> None:
    client = RecordingClient()
    engine_with(client).submit(len, "x")
    assert [kwargs for _, kwargs in client.submitted] == [{"pure": False}]


def test_what_travels_names_secrets_and_does_not_hold_them(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hunter2")
    option = f"--builder-option=--secret=id=t,src={tmp_path / 'token'}"
    client = RecordingClient()
    engine_with(client).submit(prove, Question("x", "k", (option,), repository=("url", "0" * 40, "x")), 60.0)
    travels = pickle.dumps(client.submitted[0][0][1])
    assert option.encode() in travels
    assert b"hunter2" not in travels


@pytest.mark.parametrize(("ttl", "told"), [(300.0, "waits 300 s"), (None, "waits for ever"), (60.0, "")])
def test_a_scheduler_that_waits_long_for_a_hanging_worker_is_told(ttl: float | None, told: str) -> None:
    notes = list(engine_with(RecordingClient(ttl)).notes())
    assert [told in note and "WORKER_TTL=60s" in note for note in notes] == ([True] if told else [])


def test_the_page_starts_workers_of_one_thread_and_no_dashboard() -> None:
    page = (Path(__file__).parents[3] / "docs/fleet.md").read_text(encoding="utf-8")
    scheduler, worker = (line.split() for line in page.splitlines() if line.startswith("    dask "))
    assert "--no-dashboard" in scheduler
    assert scheduler[scheduler.index("--protocol") + 1] == "tls"
    assert {"--no-dashboard", "--nworkers", "--nthreads"} <= set(worker)
    assert [worker[worker.index(name) + 1] for name in ("--nworkers", "--nthreads")] == ["1", "1"]
    assert "WORKER_TTL" in page
    assert "include_dashboard=False" in page
