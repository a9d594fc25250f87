"""A command ends in time, with its children, and only the end of what it prints is kept."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dslim.support import processes
from dslim.support.processes import Limit, ending_with_this, run_command


def test_status_and_output() -> None:
    done = run_command(["sh", "-c", "echo one; echo; echo two >&2; exit 3"], 60)
    assert (done.status, done.succeeded, done.last_lines()) == (3, False, "one / two")
    assert run_command(["true"], 60).succeeded


def test_what_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    done = run_command(["sh", "-c", f"sleep 600 & echo $! > {pid}; wait"], 0.5)
    assert done.reason == "it did not end within 0.5 s"
    assert not done.succeeded
    child = int(pid.read_text())
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or " Z " in Path(f"/proc/{child}/stat").read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail(f"{child} still runs")


def test_what_is_left_in_the_background_goes_too(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    assert run_command(["sh", "-c", f"sleep 600 & echo $! > {pid}"], 60).succeeded
    for _ in range(100):
        try:
            os.kill(int(pid.read_text()), 0)
        except ProcessLookupError:
            return
        if " Z " in Path(f"/proc/{pid.read_text().strip()}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_a_command_that_prints_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "MAX_OUTPUT", 100_000)
    monkeypatch.setattr(processes, "KEPT_OUTPUT", 1_000)
    done = run_command(["yes"], 60)
    assert done.reason == "it printed more than 100000 bytes"
    assert len(done.output) == 1_000


def test_a_file_that_it_prints_into_is_bounded_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "MAX_OUTPUT", 1_000)
    with open(tmp_path / "out", "w+b") as target:
        assert run_command(["yes"], 60, target=target).reason == "it printed more than 1000 bytes"


def test_a_command_may_have_a_bound_of_its_own() -> None:
    assert run_command(["yes"], Limit(60, output=5_000)).reason == "it printed more than 5000 bytes"
    assert run_command(["head", "-c", "6000", "/dev/zero"], Limit(60, output=5_000)).reason


def test_variables_are_added_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONE", "1")
    done = run_command(["sh", "-c", "echo ${GONE-none} $NEW; umask"], 60, {"GONE": None, "NEW": "2"}, umask=0o027)
    assert done.output.split() == ["none", "2", "0027"]


def test_a_command_ends_with_whoever_started_it_also_if_that_is_killed() -> None:
    code = (
        "import subprocess, sys; from dslim.support.processes import ending_with_this;"
        "print(subprocess.Popen(ending_with_this(['sleep', '600'])).pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        sleeper = int(process.stdout.readline())
        wait_until(lambda: words_of(sleeper).startswith(b"sleep"))
        process.kill()
    wait_until(lambda: words_of(sleeper) == b"")


def test_a_program_that_cannot_be_started_is_told() -> None:
    done = subprocess.run(ending_with_this(["no-such-program"]), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "no-such-program: No such file or directory\n")


def words_of(pid: int) -> bytes:
    """A process's command line; b"" for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError
