"""A mark tells whether the process that made it lives, and is nobody's where it cannot be known."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dslim.support import run_mark as module
from dslim.support.run_mark import is_of_dead_process, run_mark

_PRINT = "from dslim.support.run_mark import run_mark; print(run_mark(), flush=True); input()"


def test_a_process_is_dead_once_it_has_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", _PRINT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    mark = process.stdout.readline().strip()
    assert mark.isalnum()
    assert not is_of_dead_process(mark)
    assert not is_of_dead_process(f"{mark}x1a2b")
    process.communicate("\n")
    assert is_of_dead_process(mark)
    assert is_of_dead_process(f"{mark}x1a2b")


def test_a_process_of_the_same_number_that_began_later_is_another_one() -> None:
    begun = run_mark().partition("t")[0]
    assert is_of_dead_process(f"{begun}t1")
    assert not is_of_dead_process(run_mark())


@pytest.mark.parametrize("mark", ["", "abc", "k000000p1t1", "k00000gp1t1"])
def test_what_nobody_here_can_know_is_not_dead(mark: str) -> None:
    assert not is_of_dead_process(mark)


def test_a_process_that_proc_hides_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = run_mark()
    monkeypatch.setattr(module, "_start_of", lambda pid: None)
    assert not is_of_dead_process(mark)


def test_a_mark_is_short_enough_for_the_run_root_of_podman() -> None:
    assert len(f"/tmp/dslim-{run_mark()}x1a2b-12345678") <= 50
