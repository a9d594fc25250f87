"""What a cluster of this machine costs: seconds and bytes a task, memory, and the time that a killed worker loses.

`python bench/cluster_costs.py`: a dask scheduler and two workers on 127.0.0.1, as tests/cluster.py starts them.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cluster import Cluster
from dslim.fleet.workers.dask_engine import DaskEngine, _Order
from dslim.fleet.workers.engine import LocalThreads, as_they_end
from dslim.proofs.run_many import Question, prove

TASKS, NAPS, NAP = 300, 12, 1.0


def memory(pid: int) -> int:
    """Bytes that a process and those that it has started keep in memory."""
    status = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(status) * 1024 + sum(memory(int(child)) for child in children)


def seconds_for(engine: DaskEngine | LocalThreads, count: int, nap: float) -> float:
    """How long so many naps take, as many at once as the engine has slots; the engine is not closed."""
    start = time.monotonic()
    pending = [engine.submit(time.sleep, nap) for _ in range(count)]
    for one in pending:
        one.result()
    return time.monotonic() - start


def naps_with_a_kill(engine: DaskEngine) -> float:
    """How long NAPS naps take if a worker is killed in the middle of its first."""
    victim = engine.submit(os.getpid).result()
    start = time.monotonic()
    for number, (_, pending) in enumerate(as_they_end(engine, lambda _: engine.submit(time.sleep, NAP), range(NAPS))):
        pending.result()
        if number == NAPS // 3:
            os.kill(victim, signal.SIGKILL)
    return time.monotonic() - start


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "cluster")
        try:
            engine = DaskEngine(cluster.address)
            while engine.slots < 2:
                time.sleep(0.1)
            seconds_for(engine, 20, 0)
            each = seconds_for(engine, TASKS, 0) / TASKS
            question = Question("https://git.example/team/api.git@main:Dockerfile", "0" * 40, ("--builder", "auto"))
            size = len(pickle.dumps(_Order("0" * 40, None, prove, (question, 1800.0))))
            print(f"{each * 1000:.1f} ms and {size} bytes a task")
            print(f"{memory(cluster.scheduler.pid) / 1e6:.0f} MB the scheduler,", end=" ")
            print(f"{memory(cluster.workers[0].pid) / 1e6:.0f} MB a worker with its nanny")
            plain = seconds_for(engine, NAPS, NAP)
            print(f"{NAPS} naps of {NAP:g} s on 2 workers: {plain:.1f} s;", end=" ")
            print(f"with a worker killed after a third: {naps_with_a_kill(engine):.1f} s")
        finally:
            cluster.close()


if __name__ == "__main__":
    main()
