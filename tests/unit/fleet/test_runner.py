"""One process or several: the same results in the same order, and no file half written, whatever happens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dslim.cli.input_files import read_dockerfile
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.fleet.cache.outcome_cache import OutcomeCache
from dslim.fleet.workers import process_pool
from dslim.fleet.workers.runner import Runner, TaskResult
from dslim.fleet.workers.task import Task
from dslim.report.diff import hunks_of

COUNT = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dockerfiles of every kind: fixed, kept, refused by the parser, templates, and one that is not there."""
    work = tmp_path_factory.mktemp("files")
    kinds = ["FROM a\nRUN pip install {i}\n", "FROM a\nRUN {i}\n", "FROM a\nRUNN {i}\n", "FROM {{{{ x{i} }}}}\n"]
    for i in range(COUNT):
        (work / f"{i:03}.Dockerfile").write_text(kinds[i % 4].format(i=i))
    (work / "050.Dockerfile").unlink()
    return work


def tasks(folder: Path) -> list[Task]:
    return [Task(str(folder / f"{i:03}.Dockerfile"), Options(), str(folder)) for i in range(COUNT)]


def run(folder: Path, jobs: int, cache: OutcomeCache | None = None) -> list[TaskResult]:
    found = list(Runner(read_dockerfile, hunks_of, jobs, cache).run(tasks(folder), COUNT))
    if cache is not None:
        cache.close()
    return found


def test_processes_give_what_one_gives_in_the_order_of_the_files(folder: Path) -> None:
    alone = run(folder, 1)
    assert [r.task.path for r in alone] == [t.path for t in tasks(folder)]
    assert [bool(r.result.outcome and r.result.outcome.changed) for r in alone[:4]] == [True, False, False, False]
    assert "No such file" in alone[50].result.error
    assert run(folder, 3) == alone


def test_processes_fill_and_use_the_cache(folder: Path, tmp_path: Path) -> None:
    first = run(folder, 2, OutcomeCache(str(tmp_path)))
    second = run(folder, 2, OutcomeCache(str(tmp_path)))
    assert [r.result for r in second] == [r.result for r in first]
    assert not any(r.is_fresh for r in second)
    (folder / "000.Dockerfile").write_text("FROM a\nRUN pip install new\n")
    assert [r.is_fresh for r in run(folder, 2, OutcomeCache(str(tmp_path)))] == [True, *[False] * (COUNT - 1)]


def _dies(outcome: Outcome) -> str:
    if "install 40" in outcome.before:
        os._exit(9)
    return hunks_of(outcome)


def test_a_process_that_dies_costs_one_file(folder: Path) -> None:
    alone = run(folder, 1)
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # whatever the parent does with it
    try:
        found = list(Runner(read_dockerfile, _dies, 2).run(tasks(folder), COUNT))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert found[40].result.error == ": internal error: the process that looked at it died; the file is as it was"
    assert [r.result for i, r in enumerate(found) if i != 40] == [r.result for i, r in enumerate(alone) if i != 40]


def test_the_line_of_waiting_files_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool, "CHUNK_SIZE", 2)
    taken = 0

    def counted() -> object:
        nonlocal taken
        for task in tasks(folder):
            taken += 1
            yield task

    results = Runner(read_dockerfile, hunks_of, 2).run(counted(), COUNT)  # type: ignore[arg-type]
    next(results)
    assert taken < 40
    assert len(list(results)) == COUNT - 1


OLD, NEW = "FROM a\nRUN pip install {i}\n", "FROM a\nRUN pip install --no-cache-dir {i}\n"


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_kill_at_any_moment_leaves_each_file_old_or_new(tmp_path: Path, jobs: int) -> None:
    """Six kills at random moments, some of them certainly while files are being written."""
    files = [tmp_path / f"{i:03}.Dockerfile" for i in range(40)]
    command = [sys.executable, "-m", "dslim", "fix", "-i", "-q", f"-j{jobs}", "--no-cache", str(tmp_path)]
    chance, between = random.Random(jobs), 0
    for attempt in range(6):
        for i, file in enumerate(files):
            file.write_text(OLD.format(i=i))
        with subprocess.Popen(command, start_new_session=True) as process:
            # not before the first file was written, as long as that does not take for ever
            for _ in range(2000):
                if attempt == 0 or process.poll() is not None or "--no" in files[0].read_text():
                    break
                time.sleep(0.002)
            time.sleep(chance.random() * 0.05)
            os.killpg(process.pid, signal.SIGKILL)
        texts = [file.read_text() for file in files]
        assert all(text in (OLD.format(i=i), NEW.format(i=i)) for i, text in enumerate(texts))
        between += any("--no" in text for text in texts) and any("--no" not in text for text in texts)
    assert between >= 2, "too few of the kills hit a run in the middle"
    # what a kill may leave is a folder in which nothing is taken for a Dockerfile, and no run is stopped by it
    assert subprocess.run(command, check=False).returncode == 0
    assert all("--no" in file.read_text() for file in files)
    assert sorted(tmp_path.iterdir()) == files, "what the killed runs left is gone"


def start_many(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """`dslim fix` on many files in two processes, in a group of its own, when the first of its diffs comes."""
    for i in range(2000):
        (folder / f"{i}.Dockerfile").write_text(f"FROM a\nRUN pip install {i}\n")
    command = [sys.executable, "-m", "dslim", "fix", "--diff", "-j2", "--no-cache", *more, str(folder)]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def assert_group_ends(group: int) -> None:
    """The group of processes is gone, or will be in a moment."""
    for _ in range(500):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.killpg(group, signal.SIGKILL)
    raise AssertionError("a worker lives on")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("to_all", [True, False])
def test_a_signal_ends_the_processes_too(tmp_path: Path, number: signal.Signals, to_all: bool) -> None:
    with start_many(tmp_path, "-i") as process:
        (os.killpg if to_all else os.kill)(process.pid, number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert told.strip() == b""
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert all(path.name.endswith(".Dockerfile") for path in tmp_path.iterdir())


def test_the_exit_code_is_that_of_the_signal_wherever_it_comes() -> None:
    """Python itself ends with a SIGINT once a KeyboardInterrupt went through an exec, whoever caught it."""
    code = (
        "import os, signal, dslim.cli.rules as rules\n"
        "from dslim.cli.main import main\n"
        "rules.rules.callback = lambda *_, **__: exec('os.kill(os.getpid(), signal.SIGTERM); str()')\n"
        "main(['rules'])"
    )
    assert subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, check=False).returncode == 143


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with start_many(tmp_path) as process:
        process.kill()
        process.wait(timeout=60)
        assert_group_ends(process.pid)
        process.communicate(timeout=60)  # and nobody holds its pipes
