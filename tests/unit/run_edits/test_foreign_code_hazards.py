"""What a script of another language may leave behind."""

from __future__ import annotations

import pytest

from dslim.run_edits.foreign_code_hazards import may_leave_process, why_foreign_code_forbids
from one_run import run_in


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import os\nos.fork()", "a process running"),
        ("open('/dev/shm/x', 'w')", "uses /dev/shm, which is fresh in each RUN"),
        ("File.write('/etc/group', x)", "users and groups"),
        ("os.symlink('/bin/dash', '/bin/sh')", "replace the shell"),
        ("shutil.rmtree('/app')", "the working directory"),
        ("open('/data/x', 'w')", "VOLUME /data"),
    ],
)
def test_what_forbids(text: str, reason: str) -> None:
    _, run, _ = run_in("FROM a\nWORKDIR /app\nVOLUME /data\nRUN x\n")
    assert reason in (why_foreign_code_forbids(run, text) or "")


@pytest.mark.parametrize("text", ["#!/bin/sh\nwrite", "print('/etc/passwd')", "open('out', 'w').write(x)"])
def test_what_does_not(text: str) -> None:
    _, run, _ = run_in("FROM a\nWORKDIR /app\nRUN x\n")
    assert why_foreign_code_forbids(run, text) is None


def test_a_process_that_is_waited_for() -> None:
    assert may_leave_process("subprocess.Popen(['x'])")
    assert not may_leave_process("subprocess.Popen(['x']).wait()")
