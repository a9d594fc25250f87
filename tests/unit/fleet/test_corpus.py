"""Dockerfiles in Arrow batches and Parquet files: each row fixed as a file is, parts whole, runs that go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import dslim
from dslim.cli.corpus import CorpusArguments
from dslim.cli.main import main
from dslim.fleet.corpus.arrow_batch import FixedText, fix_batch, fix_batch_with, fix_one
from dslim.fleet.corpus.parquet_parts import fix_part, fix_parts, parts_of
from dslim.fleet.workers import task
from dslim.fleet.workers.engine import Refused
from dslim.fleet.workers.local_processes import LocalProcesses

Result = TypeVar("Result")
BLOATED = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"
FIXED = dslim.fix_text(BLOATED).after
TEXTS = [BLOATED, "FROM a\n", None, "FROM a\nRUNN b\n", "FROM {{ base }}\n"]


def test_each_row_keeps_its_columns_and_gets_four_more() -> None:
    table = pa.table({"id": [1, 2, 3, 4, 5], "text": TEXTS})
    found = fix_batch(table)
    assert found.column_names == ["id", "text", "fixed", "changed", "rules", "error"]
    assert found.column("id").to_pylist() == [1, 2, 3, 4, 5]
    assert found.column("fixed").to_pylist() == [FIXED, *TEXTS[1:]]
    assert found.column("changed").to_pylist() == [True, False, False, False, False]
    assert found.column("rules").to_pylist() == [["SL201"], [], [], [], []]
    errors = found.column("error").to_pylist()
    assert errors[:3] == [None] * 3
    assert errors[3] == "2:1: error: unknown instruction 'RUNN': RUNN b"
    assert "template" in errors[4]
    (batch,) = table.to_batches()
    assert isinstance(dslim.fix_batch(batch), pa.RecordBatch)
    assert pa.Table.from_batches([dslim.fix_batch(batch)]).equals(found)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.large_string()])
def test_texts_may_be_bytes_and_come_back_as_such(kind: pa.DataType) -> None:
    raw = [BLOATED.encode(), b"FROM a\nRUN echo \xff\n"] if "binary" in str(kind) else [BLOATED]
    found = fix_batch(pa.table({"x": pa.array(raw, kind)}), column="x")
    assert found.schema.field("fixed").type == kind
    assert found.column("fixed").to_pylist()[1:] == raw[1:]
    assert found.column("changed").to_pylist()[0]


@pytest.mark.parametrize(
    ("columns", "message"),
    [({"a": ["x"]}, "no column 'text'; there is a"), ({"text": [1]}, "of type int64"),
     ({"text": ["x"], "rules": [1]}, "a column 'rules' already")],
)  # fmt: skip
def test_another_table_is_refused(columns: dict[str, list[object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fix_batch(pa.table(columns))


def test_rules_may_be_named() -> None:
    table = pa.table({"text": [BLOATED]})
    assert fix_batch(table, dslim.Options(ignore=frozenset({"apt-lists"}))).column("changed").to_pylist() == [False]
    with pytest.raises(ValueError, match="no rule"):
        fix_batch(table, dslim.Options(rules=frozenset({"no-such"})))
    assert fix_one(None) == FixedText(None)


ROWS, GROUP = 60, 20


@pytest.fixture
def source(tmp_path: Path) -> Path:
    texts = [f"{BLOATED}RUN echo {i}\nRUN echo {i} again\n" for i in range(ROWS)]
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": texts, "n": list(range(ROWS))}), path, row_group_size=GROUP)
    return path


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["corpus", *map(str, words)])
    return done.exit_code, done.output


def test_a_part_a_row_group_equal_to_one_batch_and_kept(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told = run(source, "-o", out, "-j", 2)
    assert code == 0
    assert told.splitlines()[-1] == f"{ROWS} texts in 3 parts, {ROWS} changed, 0 with an error"
    names = [f"in-{i:05}.parquet" for i in range(3)]
    assert sorted(os.listdir(out)) == names
    assert pa.concat_tables([pq.read_table(out / name) for name in names]).equals(fix_batch(pq.read_table(source)))
    before = {name: (out / name).stat().st_mtime_ns for name in names}
    (out / names[1]).write_bytes((out / names[1]).read_bytes()[:-9])  # as of a disk that was full
    code, told = run(source, "-o", out, "-j", 2)
    assert (code, told.count("there already")) == (0, 2)
    assert [(out / name).stat().st_mtime_ns == before[name] for name in names] == [True, False, True]
    assert run(source, "-o", out, "--merge", "off")[1].count("there already") == 0


@pytest.mark.slow
def test_killed_and_resumed_is_equal(source: Path, tmp_path: Path) -> None:
    texts = [f"{BLOATED}RUN echo {i}\nRUN echo {i} again\n" for i in range(1000)]
    pq.write_table(pa.table({"text": texts}), source, row_group_size=50)
    command = [sys.executable, "-m", "dslim", "corpus", str(source), "-o", str(tmp_path / "out"), "-j2"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        while process.poll() is None and len(list((tmp_path / "out").glob("in-*"))) < 3:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)  # its workers too, which would end the parts that they are at
    done = len(list((tmp_path / "out").glob("in-*")))
    assert 3 <= done < 20
    resumed = subprocess.run(command, capture_output=True, text=True, check=True)
    assert resumed.stderr.count("there already") == done
    names = sorted(os.listdir(tmp_path / "out"))
    assert len(names) == 20, "and nothing half-written"
    found = pa.concat_tables([pq.read_table(tmp_path / "out" / name) for name in names])
    assert found.equals(fix_batch(pq.read_table(source)))


@pytest.mark.parametrize("has_files", [True, False])
def test_a_row_that_ends_its_process_is_one_row_lost(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_files: bool
) -> None:
    fix = task.fix_task

    def dies(one: task.Task, data: bytes, render: task.Render, is_kept: bool) -> task.RecordedResult:
        if b"echo 25\n" in data:
            os._exit(9)
        return fix(one, data, render, is_kept)

    monkeypatch.setattr("dslim.fleet.corpus.arrow_batch.fix_task", dies)
    parts = parts_of([str(source)], str(tmp_path / "out"), "text", dslim.Options())
    results = list(fix_parts(parts, LocalProcesses(2), has_files))
    assert sorted((result.rows, result.changed, result.errors) for result in results) == [
        (GROUP, GROUP - 1, 1), (GROUP, GROUP, 0), (GROUP, GROUP, 0),
    ]  # fmt: skip
    assert "died" in pq.read_table(tmp_path / "out/in-00001.parquet").column("error").to_pylist()[5]


def test_rows_that_travel_come_to_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """As to the workers of a cluster, which have no files of ours."""
    written = []
    for name, has_files in (("here", True), ("there", False)):
        parts = parts_of([str(source)], str(tmp_path / name), "text", dslim.Options())
        assert sum(result.rows for result in fix_parts(parts, LocalProcesses(2), has_files)) == ROWS
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    source.unlink()
    results = list(fix_parts([replace(parts[0], target=str(tmp_path / "none/x"))], LocalProcesses(2), has_files=False))
    assert ["No such file" in result.error for result in results] == [True]


def test_workers_without_pyarrow_are_refused_in_one_line(source: Path, tmp_path: Path) -> None:
    class Bare(LocalProcesses):
        """An engine of workers that have no pyarrow."""

        def submit(self, work: Callable[..., Result], *args: Any) -> Any:
            failed: Future[Result] = Future()
            failed.set_exception(ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow"))
            return failed

    parts = parts_of([str(source)], str(tmp_path / "out"), "text", dslim.Options())
    with pytest.raises(Refused, match="a worker has no pyarrow: pip install"):
        list(fix_parts(parts, Bare(1), has_files=False))


def test_what_is_wrong_is_one_line(source: Path, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no such thing")
    (tmp_path / "d").mkdir()
    (tmp_path / "d/in.parquet").write_bytes(source.read_bytes())
    out = tmp_path / "out"
    cases = {
        "error": run(tmp_path / "x.parquet", "-o", out),
        "No such file": run(tmp_path / "none.parquet", "-o", out),
        "no column 'content'; there is text, n": run(source, "-o", out, "--column", "content"),
        "parts of one name": run(source, tmp_path / "d/in.parquet", "-o", out),
    }
    for words, (code, told) in cases.items():
        assert (code, len(told.splitlines()), words in told) == (2, 1, True), told
    assert not out.exists()
    (part, *_) = parts_of([str(source)], str(tmp_path / "none"), "text", dslim.Options())
    assert fix_part(part).error
    assert CorpusArguments((), "o", "text", None, (), (), None, None, False).out == "o"


def test_without_the_extra_it_is_one_line(source: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nfrom dslim.cli.main import main; main()"
    command = [sys.executable, "-c", code, "corpus", str(source), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: pyarrow is not installed: pip install 'dslim[corpus]'\n"


def test_every_fix_can_be_given_by_hand() -> None:
    table = pa.table({"text": ["a", "b"]})
    found = fix_batch_with(table, "text", lambda text: FixedText(b"c", ("SL1",)))
    assert found.column("fixed").to_pylist() == ["c", "c"]
