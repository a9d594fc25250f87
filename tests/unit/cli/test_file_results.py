"""What becomes of the result of one file: written, shown, counted, and what goes wrong in one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import pytest

from dslim.cli.file_results import ResultHandler
from dslim.cli.fix import fix
from dslim.cli.fix_arguments import FixArguments
from dslim.cli.fix_run import run_fix
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.fleet.workers.runner import TaskResult
from dslim.fleet.workers.task import FileResult, Task
from dslim.support.reading import read_file

BLOAT, SLIM = "FROM a\nRUN a >/x\nRUN chmod 600 /x\n", "FROM a\nRUN a >/x && \\\n    chmod 600 /x\n"


def arguments(*args: str) -> FixArguments:
    given: dict[str, Any] = click.Command.make_context(fix, "fix", [*args, "--no-cache"]).params
    return FixArguments(**given)


def handler(*args: str) -> ResultHandler:
    return ResultHandler(arguments(*args), colour=False, load_names=lambda: {"SL101": "merge-runs"})


def result_of(path: Path, text: str = BLOAT, **done: Any) -> TaskResult:
    path.write_text(text)
    read = read_file(str(path), "Dockerfile")
    result = FileResult(**{"outcome": fix_text(text, Options(merge="all")), "hunks": "@@\n", **done})
    task = Task(str(path), Options(), None, resolved=os.path.realpath(path))
    return TaskResult(task, read.data, result, True, read.identity)


def test_a_file_is_written_only_in_place(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Dockerfile"
    shown = handler("x")
    shown.handle_result(result_of(path), is_named=True)
    assert path.read_text() == BLOAT
    assert capfd.readouterr().out.endswith("@@\n")
    written = handler("-i", "x")
    written.handle_result(result_of(path), is_named=True)
    assert path.read_text() == SLIM
    assert capfd.readouterr().out == ""
    assert (written.tally.read, written.tally.changed, written.tally.failed) == (1, 1, 0)


def test_what_cannot_be_written_is_one_line_and_counts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Dockerfile"
    result = result_of(path)
    path.write_text("FROM changed\n")
    written = handler("-i", "x")
    written.handle_result(result, is_named=True)
    assert path.read_text() == "FROM changed\n"
    assert capfd.readouterr().err == f"{path}: error: not written: changed since it was read\n"
    assert (written.tally.failed, written.tally.exit_code(False)) == (1, 2)


def test_a_template_is_left_alone_and_named_to_whom_it_concerns(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    result = result_of(tmp_path / "Dockerfile.j2", outcome=None, note="a Jinja template")
    quiet = handler("x")
    quiet.handle_result(result, is_named=False)
    assert capfd.readouterr().err == ""
    assert "1 template left alone (-v names them)." in list(quiet.summary_lines())
    handler("x").handle_result(result, is_named=True)
    assert capfd.readouterr().err == f"{result.task.path}: left alone: a Jinja template\n"


def test_check_prints_a_line_for_each_fix(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    checked = handler("--check", "x")
    checked.handle_result(result_of(tmp_path / "Dockerfile"), is_named=True)
    assert capfd.readouterr().out.startswith(f"{tmp_path / 'Dockerfile'}:")
    assert checked.tally.exit_code(True) == 1


def test_one_bad_file_does_not_stop_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.Dockerfile").write_text("FROM a\nRUNN x\n")
    (tmp_path / "b.Dockerfile").write_text(BLOAT)
    assert run_fix(arguments("-i", "--merge", "all", "a.Dockerfile", "b.Dockerfile"), colour=False) == 2
    assert capfd.readouterr().err.startswith("a.Dockerfile:2:1: error: unknown instruction 'RUNN'")
    assert (tmp_path / "b.Dockerfile").read_text() == SLIM


@pytest.mark.parametrize("words", [[], ["--check"], ["--format", "json"], ["--format", "junit"]], ids=" ".join)
def test_the_output_file_holds_what_would_be_printed(
    tmp_path: Path, words: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(BLOAT)
    code = run_fix(arguments("Dockerfile", *words), colour=False)
    printed = capfd.readouterr().out
    assert run_fix(arguments("Dockerfile", *words, "-o", "report"), colour=False) == code
    assert capfd.readouterr().out == ""
    assert (tmp_path / "report").read_text() == printed != ""


def test_an_output_file_that_cannot_be_written_is_one_line_and_exit_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(BLOAT)
    os.symlink("elsewhere", "report")
    assert run_fix(arguments("Dockerfile", "-o", "report"), colour=False) == 2
    assert "report: error: not written: it is a symbolic link\n" in capfd.readouterr().err
    assert not (tmp_path / "elsewhere").exists()
