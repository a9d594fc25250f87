"""`dslim fleet`: many files proven at once, each verdict kept, with a stand-in for docker."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dslim.cli import fleet as command
from dslim.cli.signals import end_with_parent_process
from dslim.proofs.page import summary_page
from dslim.proofs.run_many import Question, prove_all
from dslim.proofs.stored_verdict import StoredVerdict, from_json, verdict_of
from dslim.proofs.summary import Summary
from dslim.proofs.verdict_store import VerdictStore
from dslim.verify.question_key import question_key

FILES = {
    "a/Dockerfile": "FROM scratch\nRUN touch /a\nRUN touch /b\n",
    "b/Dockerfile": "FROM scratch\nRUN touch /a FAIL\nRUN touch /b\n",
    "c/Dockerfile": "FROM scratch\nRUN touch /a\n",
    "d/Dockerfile": "FROM scratch\nRUN touch /a\nRUN touch /b\n",
}


class Machine:
    """A folder of Dockerfiles, and a stand-in as the only builder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("bin", "state", "tmp", "work"):
            (root / name).mkdir()
        program = root / "bin/docker"
        script = Path(__file__).parents[2] / "fake_docker.py"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"\n')
        program.chmod(0o755)
        for name, text in FILES.items():
            path = root / "work" / name
            path.parent.mkdir()
            path.write_text(text)

    @property
    def env(self) -> dict[str, str]:
        folders = {"PATH": str(self.root / "bin"), "FAKE_STATE": str(self.root / "state")}
        return {**os.environ, **folders, "TMPDIR": str(self.root / "tmp")}

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "dslim", "fleet", *words], cwd=self.root / "work", env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    @property
    def builds(self) -> int:
        log = self.root / "state/log"
        return sum("buildx build" in line for line in log.read_text().splitlines()) if log.exists() else 0

    @property
    def left(self) -> list[str]:
        names = [path.name for folder in ("tmp", "state") for path in (self.root / folder).iterdir()]
        return sorted(set(names) - {"log", "hangs"})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_every_file_is_proven_and_a_rerun_builds_only_what_changed(machine: Machine) -> None:
    code, out, err = machine.run("verify", ".", "--store", "../store", "-j", "2")
    assert code == 0, err
    assert out.splitlines()[0] == "4 files, 4 with a verdict"
    assert "1 does not build" in out
    assert "b/Dockerfile: failed" in err
    assert machine.left == []
    builds = machine.builds
    code, out, err = machine.run("verify", ".", "--store", "../store")
    assert "4 files, 4 with a verdict already" in err
    assert machine.builds == builds
    (machine.root / "work/d/Dockerfile").write_text(FILES["d/Dockerfile"] + "RUN touch /c\n")
    assert "3 with a verdict already" in machine.run("verify", ".", "--store", "../store")[2]
    assert machine.builds == builds + 2
    assert "3 with a verdict already" in machine.run("verify", ".", "--store", "../store", "--again")[2]


def test_another_image_is_exit_1_and_is_told(machine: Machine) -> None:
    machine.root.joinpath("bin/docker").write_text(
        machine.root.joinpath("bin/docker").read_text().replace("exec", 'FAKE_FAULT="&&" exec', 1)
    )
    code, out, _ = machine.run("verify", "d", "--store", "../store")
    assert (code, "1 another image" in out) == (1, True), out
    assert "d/Dockerfile: different: /extra: extra" in machine.run("report", "../store")[1]


def test_status_and_report_ask_the_store_alone(machine: Machine) -> None:
    machine.run("verify", ".", "--store", "../store", "--shard", "1/2")
    machine.root.joinpath("bin/docker").unlink()
    assert machine.run("status", "../store")[1].splitlines()[0] == "2 files, 2 with a verdict"
    data = json.loads(machine.run("report", "../store", "--format=json")[1])
    assert [verdict["file"] for verdict in data["verdicts"]] == ["a/Dockerfile", "c/Dockerfile"]
    assert data["states"]["same"] + data["states"]["unchanged"] == 2
    assert machine.run("report", "../store", "--html", "../page.html")[0] == 0
    assert "a/Dockerfile" in (machine.root / "page.html").read_text()
    code, _, err = machine.run("status", ".")
    assert (code, "no verdicts" in err) == (2, True)
    assert "which of how many" in machine.run("verify", ".", "--store", "../store", "--shard", "3/2")[2]


def test_a_file_that_takes_too_long_is_ended_and_the_others_are_proven(machine: Machine) -> None:
    (machine.root / "work/c/Dockerfile").write_text("FROM scratch\nRUN touch /a HANG\nRUN touch /b\n")
    code, out, _ = machine.run("verify", "a", "c", "d", "--store", "../store", "-j", "2", "--seconds", "25")
    assert code == 0
    assert "1 out of time" in out
    assert "2 the same image" in out
    assert machine.left == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_nothing_and_goes_on(machine: Machine, number: signal.Signals) -> None:
    hanging = machine.root / "work/d/Dockerfile"
    hanging.write_text("FROM scratch\nRUN touch /a HANG\nRUN touch /b\n")
    process = machine.start("verify", "a", "d", "--store", "../store", "-j", "1")
    for _ in range(600):
        if (machine.root / "state/hangs").exists():
            break
        time.sleep(0.1)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    for _ in range(300):
        if machine.left == []:
            break
        time.sleep(0.1)
    assert machine.left == []
    hanging.write_text(FILES["d/Dockerfile"])
    code, _, err = machine.run("verify", "a", "d", "--store", "../store")
    assert code == 0
    assert "2 files, 1 with a verdict already" in err


def test_without_a_builder_it_is_one_line(machine: Machine) -> None:
    machine.root.joinpath("bin/docker").unlink()
    code, out, err = machine.run("verify", ".", "--store", "../store")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "no builder" in err
    assert command.fleet.name == "fleet"
    assert callable(end_with_parent_process)


# the parts

SAME = StoredVerdict("x", "k", "same", 100, 40, {"SL201": 50, "SL101": 10}, seconds=3)
WORSE = StoredVerdict("<b>y", "k", "different", 5, 5, {}, "/x: mode")


def test_a_verdict_is_stored_and_found(tmp_path: Path) -> None:
    store = VerdictStore(str(tmp_path / "s"))
    store.prepare(["x", "none"])
    store.add(SAME)
    assert store.find("x") == SAME
    assert store.find("none") is None
    assert list(store.verdicts()) == [SAME]
    assert from_json(SAME.as_json()) == SAME
    for text in ("[]", '{"file": "x"}', '{"file": "x", "key": "k", "state": "who knows"}'):
        with pytest.raises(ValueError):  # noqa: PT011
            from_json(text)


def test_what_verify_prints_is_a_verdict() -> None:
    layers = [{"saved": 9, "fixes": [{"rule": "SL1"}, {"rule": "SL2"}, {"rule": "SL1"}]}]
    data = {"file": "x", "same": True, "differences": [], "layers": layers, "size": {"before": 10, "after": 1}}
    found = verdict_of("x", "k", 0, "a note\n" + json.dumps(data, indent=2) + "\n", 1.0)
    assert (found.state, found.saved, dict(found.saved_by_rule)) == ("same", 9, {"SL1": 4, "SL2": 4})
    broken = "x: error: the rewritten file does not build, the original does\n"
    assert verdict_of("x", "k", 2, broken, 1.0).state == "broken"
    assert verdict_of("x", "k", 2, "no {json\n", 1.0).reason == "no {json"


def test_the_summary_counts_only_what_is_proven() -> None:
    summary = Summary(3, [SAME, WORSE])
    assert (summary.missing, summary.saved, summary.is_proven) == (1, 60, False)
    assert summary.saved_by_rule == {"SL201": 50, "SL101": 10}
    page = summary_page(summary)
    assert "&lt;b&gt;y" in page
    assert "<b>y" not in page
    assert "<script" not in page


def test_a_question_is_another_with_another_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("1")
    first = question_key({"a": "b"}, [str(tmp_path / "f")])
    (tmp_path / "f").chmod(0o755)
    assert question_key({"a": "b"}, [str(tmp_path / "f")]) != first


def test_nothing_to_prove_is_done_at_once() -> None:
    assert list(prove_all([], 2, 1)) == []
    assert Question("x", "k").options == ()
