"""The workers of a dask cluster do as this machine does, whoever is killed; what is not ours or not safe is refused."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dslim
from builder.api import TestBuilder
from cluster import TTL, Cluster, dies
from dslim.cli.input_files import read_dockerfile
from dslim.diagnostics.options import Options
from dslim.fleet.workers.dask_engine import DaskEngine
from dslim.fleet.workers.engine import Refused
from dslim.fleet.workers.process_pool import ProcessPool
from dslim.fleet.workers.runner import Runner, TaskResult
from dslim.fleet.workers.task import Render, Task
from dslim.report.diff import hunks_of
from fleet_site import CHANGES, HANGS, Site, until

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path / "site")
    yield found
    for cluster in found.clusters:
        cluster.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster") / "c")
    yield cluster
    cluster.close()


def fixed(folder: Path, texts: list[str], render: Render, cluster: Cluster | None) -> list[TaskResult]:
    for i, text in enumerate(texts):
        (folder / f"{i:03}.Dockerfile").write_text(text)
    tasks = [Task(str(folder / f"{i:03}.Dockerfile"), Options(), str(folder)) for i in range(len(texts))]
    engine = DaskEngine(cluster.address, seconds=60) if cluster else None
    with ProcessPool(Runner(read_dockerfile, render, 2), engine) as pool:
        return list(pool.run(tasks))


def test_300_files_are_fixed_as_here_in_their_order(shared: Cluster, tmp_path: Path) -> None:
    texts = [f"FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN {i}\nRUN b\n" for i in range(300)]
    there, here = (fixed(tmp_path, texts, hunks_of, cluster) for cluster in (shared, None))
    assert [(one.task, one.data, one.result) for one in there] == [(one.task, one.data, one.result) for one in here]
    assert all(one.result.hunks for one in there)


def test_a_thousand_rows_of_parquet_are_as_here_also_after_a_kill(shared: Cluster, tmp_path: Path) -> None:
    texts = [f"FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN {i}\nRUN b\n" for i in range(1000)]
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": texts, "n": range(1000)}), source, row_group_size=50)
    command = [sys.executable, "-m", "dslim", "corpus", str(source), "-o"]
    subprocess.run([*command, str(tmp_path / "here")], check=True, capture_output=True)
    there = [*command, str(tmp_path / "there"), "--cluster", shared.address]
    with subprocess.Popen(there, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = [process.stderr.readline() for _ in range(3)]
        process.kill()
    assert all("50 texts, 50 changed" in line for line in told), told
    done = subprocess.run(there, capture_output=True, text=True, check=True)
    assert 3 <= done.stderr.count("there already") < 20
    assert done.stdout == "1000 texts in 20 parts, 1000 changed, 0 with an error\n"
    written = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("here", "there")]
    assert written[0] == written[1]


def test_a_poison_file_among_64_costs_one_result(shared: Cluster, tmp_path: Path) -> None:
    texts = [f"FROM a\nRUN pip install {'POISON' if i == 40 else i}\n" for i in range(64)]
    found = fixed(tmp_path, texts, dies, shared)
    assert [i for i, one in enumerate(found) if one.result.error] == [40]
    assert found[40].result.error.endswith("the process that looked at it died; the file is as it was")


def test_a_frozen_worker_is_taken_over(site: Site) -> None:
    cluster = site.cluster()
    engine = DaskEngine(cluster.address)
    until(lambda: engine.slots == 2)
    assert list(engine.notes()) == []
    pending = [engine.submit(os.getpid), engine.submit(os.getpid)]
    until(lambda: all(one.done() for one in pending))
    frozen = pending[0].result()
    slow = [engine.submit(time.sleep, 2), engine.submit(time.sleep, 2)]
    time.sleep(0.5)
    os.kill(frozen, signal.SIGSTOP)
    try:
        until(lambda: all(one.done() for one in slow), 6 * TTL)
        assert [one.result() for one in slow] == [None, None]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(frozen, signal.SIGCONT)
        engine.close()


def test_a_killed_worker_loses_nothing_and_doubles_nothing(site: Site) -> None:
    listed = site.repository([CHANGES] * 9)
    cluster = site.cluster()
    process = site.start(listed, "--cluster", cluster.address)
    until(lambda: site.verdicts >= 3)
    (worker,) = children(cluster.workers[0].pid, "spawn_main")
    os.kill(worker, signal.SIGKILL)
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, err
    assert "9 the same image" in out
    told = [line.split("] ")[1] for line in err.splitlines() if line.startswith("[")]
    assert len(told) == len(set(told)) == 9
    until(lambda: site.left == [])


def children(parent: int, word: str) -> list[int]:
    """The processes that one has started whose command line holds a word."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if above == parent and word.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def test_a_killed_client_leaves_nothing_and_a_rerun_does_what_is_missing(site: Site) -> None:
    listed = site.repository([*[CHANGES] * 3, HANGS])
    cluster = site.cluster()
    process = site.start(listed, "--cluster", cluster.address)
    until(lambda: site.verdicts == 3 and (site.root / "state/hangs").exists())
    process.kill()
    process.communicate()
    until(lambda: site.left == [])  # the build that nobody waits for was ended
    code, out, err = site.run(listed, "--cluster", cluster.address, "--seconds", "5")
    assert "4 files, 3 with a verdict already" in err
    assert (code, "1 out of time" in out, "3 the same image" in out) == (0, True, True), err
    until(lambda: site.left == [])  # and the build that took too long was ended with all that it began


def test_a_killed_scheduler_ends_the_run_in_one_line_and_what_has_come_stays(site: Site) -> None:
    listed = site.repository([*[CHANGES] * 4, HANGS])
    first = site.cluster()
    process = site.start(listed, "--cluster", first.address)
    until(lambda: site.verdicts == 4 and (site.root / "state/hangs").exists())
    first.scheduler.kill()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert err.splitlines()[-1] == f"error: {first.address}: the scheduler is gone; what has come is kept"
    first.close()
    until(lambda: site.left == [])
    (site.root / "state/hangs").unlink()
    code, _, err = site.run(listed, "--cluster", site.cluster(1).address, "--seconds", "5")
    assert "5 files, 4 with a verdict already" in err
    assert code == 0


def test_a_work_tree_with_uncommitted_changes_is_proven_as_here(site: Site) -> None:
    site.repository([CHANGES, CHANGES, "FROM scratch\nRUN touch /only\n", CHANGES])
    work = site.root / "work"
    (work / "00/Dockerfile").write_text(CHANGES + "RUN touch /changed\n")
    (work / "02/Dockerfile").write_text(CHANGES.replace("\n", "\nCOPY x /\nRUN chmod 755 /x\n", 1))
    (work / "02/x").write_text("not in git, executable here\n")
    (work / "02/x").chmod(0o755)
    (work / "03/Dockerfile").unlink()
    (work / "new").mkdir()
    (work / "new/Dockerfile").write_text(CHANGES)
    found = []
    for words in (["--cluster", site.cluster().address], []):
        shutil.rmtree(site.store, ignore_errors=True)
        code, out, err = site.run(work, *words)
        assert (code, "4 the same image" in out) == (0, True), err
        verdicts = [json.loads(path.read_text()) for path in (site.store / "verdicts").glob("*.json")]
        found.append(sorted((v["file"], v["state"], v["before"], v["after"], v["saved_by_rule"]) for v in verdicts))
        assert "4 files, 4 with a verdict already" in site.run(work, *words)[2]
    assert found[0] == found[1]
    assert [Path(file).parent.name for file, *_ in found[0]] == ["00", "01", "02", "new"]
    until(lambda: site.left == [])
    (site.root / "Dockerfile").write_text(CHANGES)
    code, _, err = site.run(site.root / "Dockerfile", "--cluster", site.clusters[0].address)
    assert (code, err.splitlines()[-1]) == (
        2, f"error: --cluster: {site.root}/Dockerfile lies in no git repository, whose files could go to the workers"
    )  # fmt: skip


def test_a_worker_of_other_code_or_of_several_threads_is_refused(site: Site, tmp_path: Path) -> None:
    copy = tmp_path / "other/rewrite/dslim"
    shutil.copytree(Path(dslim.__file__).parents[2] / "grammar", tmp_path / "other/grammar")
    shutil.copytree(Path(dslim.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "api.py").open("a") as file:
        file.write("# another\n")
    cluster = site.cluster(0)
    start = f"{copy.parent}{os.pathsep}{Path(__file__).parents[1]}"
    cluster.workers.append(cluster.add_worker(env={"PYTHONPATH": start}))
    with pytest.raises(Refused, match=r"^worker tcp://\S+ runs another dslim \(\w{8}, here it is \w{8}\): install"):
        DaskEngine(cluster.address)
    other = site.cluster(0)
    other.workers.append(other.add_worker(2))
    with pytest.raises(Refused, match="several threads"):
        DaskEngine(other.address)


@pytest.fixture
def certificate(tmp_path: Path) -> dict[str, str]:
    key, cert = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*words, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], check=True,
                   capture_output=True)  # fmt: skip
    names = {"CA_FILE": cert}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        names |= {f"{role}__CERT": cert, f"{role}__KEY": key}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": value for name, value in names.items()}


def test_tls_with_certificates_of_both_sides(certificate: dict[str, str], site: Site) -> None:
    listed = site.repository([CHANGES])
    site.env |= certificate
    cluster = site.cluster(1)
    assert cluster.address.startswith("tls://")
    code, out, err = site.run(listed, "--cluster", cluster.address)
    assert (code, "1 the same image" in out) == (0, True), err
    with pytest.raises(Refused, match="no certificates: set DASK_DISTRIBUTED__COMM__TLS__CA_FILE"):
        DaskEngine(cluster.address)


@pytest.mark.builder
def test_four_real_verifies_two_at_once_are_as_here(builder: TestBuilder, site: Site) -> None:
    texts = [f"FROM busybox\nRUN head -c 99 /dev/zero > /{i}\nRUN chmod 600 /{i}\n" for i in range(3)]
    listed = site.repository([*texts, "FROM busybox\nRUN head -c 99 /dev/zero > /a\nRUN chmod 600 /a && false\n"])
    site.env = {**builder.env, "TMPDIR": str(site.root / "tmp")}
    found = []
    for words in (["--cluster", site.cluster().address], []):
        shutil.rmtree(site.store, ignore_errors=True)
        code, _, err = site.run(listed, "--network", "host", *words)
        assert code == 0, err
        verdicts = [json.loads(path.read_text()) for path in (site.store / "verdicts").glob("*.json")]
        found.append(sorted((v["file"], v["state"], v["before"] - v["after"]) for v in verdicts))
    assert found[0] == found[1]
    assert [state for _, state, _ in found[0]] == ["same", "same", "same", "failed"]
    assert site.left == []


@pytest.mark.builder
def test_a_strangers_dockerfile_gets_the_hosts_network_only_where_it_is_allowed(
    builder: TestBuilder, tmp_path: Path
) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM busybox\nRUN --network=host true\nRUN head -c 99 /dev/zero > /a\nRUN chmod 600 /a\n")
    command = [sys.executable, "-m", "dslim", "verify", str(file), "--builder=docker", "--network=none"]
    env = {**os.environ, **builder.env}
    found = [
        subprocess.run([*command, *words], env=env, capture_output=True, text=True, check=False)
        for words in ([], ["--builder-option=--allow=network.host"])
    ]
    assert [done.returncode for done in found] == [2, 0], found
    assert "network.host is not allowed" in found[0].stderr
