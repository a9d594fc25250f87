"""`python -m dslim` is the program `dslim`, and no module of the working directory is run by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dslim.__main__ import leave_out_working_directory


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dslim", *args], cwd=folder, capture_output=True, text=True)


def test_it_is_the_same_program(tmp_path: Path) -> None:
    done = run(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: dslim [OPTIONS] COMMAND")


def test_a_module_of_the_working_directory_is_not_run(tmp_path: Path) -> None:
    for name in ("click", "lark", "difflib"):
        (tmp_path / f"{name}.py").write_text("open('was-run', 'w')\nraise SystemExit(9)\n")
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN a >/x\nRUN chmod 600 /x\n")
    done = run(tmp_path, "fix", "-q", "--no-cache", "Dockerfile")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "was-run").exists()


def test_only_the_working_directory_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for first, left in ((str(tmp_path), ["/x"]), ("/y", ["/y", "/x"])):
        monkeypatch.setattr("sys.path", [first, "/x"])
        leave_out_working_directory()
        assert sys.path == left
