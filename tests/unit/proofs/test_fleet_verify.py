"""`dslim fleet`: many files proven at once, each verdict kept, with a stand-in for docker."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from dslim.cli import fleet as command
from dslim.cli.fleet_verify import FleetArguments
from dslim.fleet.workers.engine import LocalThreads
from dslim.proofs.page import summary_page
from dslim.proofs.progress import Progress, time_text
from dslim.proofs.questions import Shard, shard_from
from dslim.proofs.run_many import Question, prove_all
from dslim.proofs.stored_verdict import StoredVerdict, from_json, verdict_of
from dslim.proofs.summary import Summary
from dslim.proofs.verdict_store import VerdictStore
from dslim.verify.question_key import question_key

FILES = {
    "a/Dockerfile": "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n",
    "b/Dockerfile": "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b FAIL\n",
    "c/Dockerfile": "FROM scratch\nRUN touch /a\n",
    "d/Dockerfile": "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n",
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

    def start(self, *words: str, command: str = "fleet", **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "dslim", command, *words], cwd=self.root / "work", env={**self.env, **env},
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, command: str = "fleet", **env: str) -> tuple[int, str, str]:
        process = self.start(*words, command=command, **env)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def repository(self, texts: Mapping[str, str], links: Mapping[str, str]) -> str:
        """A repository of these files and links; a list of them."""
        folder = self.root / "repository"
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True)
            (folder / name).write_text(text)
        for name, target in links.items():
            (folder / name).symlink_to(target)
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-C", str(folder)]
        for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run([*git, *words], check=True)
        listed = self.root / "repos.tsv"
        listed.write_text("".join(f"{folder}\tmain\t{name}\n" for name in [*texts, *links]))
        (self.root / "bin/git").symlink_to(str(shutil.which("git")))
        return str(listed)

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


def test_verify_with_a_store_is_fleet_verify(machine: Machine) -> None:
    code, out, err = machine.run("a", "d", "--store", "../store", command="verify")
    assert (code, out.splitlines()[0]) == (0, "2 files, 2 with a verdict"), err
    assert "2 files, 2 with a verdict already" in machine.run("verify", "a", "d", "--store", "../store")[2]
    for words in (("a",), ("a/Dockerfile", "d/Dockerfile")):
        code, _, err = machine.run(*words, command="verify")
        assert (code, err.splitlines()[-1].endswith("For folders and several files: --store DIR")) == (2, True), err
    assert "--store" not in machine.run("a/Dockerfile", "--target", command="verify")[2]


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
    (machine.root / "work/c/Dockerfile").write_text("FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b HANG\n")
    code, out, _ = machine.run("verify", "a", "c", "d", "--store", "../store", "-j", "2", "--seconds", "25")
    assert code == 0
    assert "1 out of time" in out
    assert "2 the same image" in out
    assert machine.left == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_nothing_and_goes_on(machine: Machine, number: signal.Signals) -> None:
    hanging = machine.root / "work/d/Dockerfile"
    hanging.write_text("FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b HANG\n")
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


def test_a_verdict_of_a_list_stands_until_a_base_has_moved(machine: Machine) -> None:
    texts = {name: text.replace("scratch", "base:1") for name, text in FILES.items() if name < "d"}
    listed = machine.repository(texts, {})
    words = ("verify", listed, "--store", "../store")
    code, out, err = machine.run(*words, FAKE_DIGEST="sha256:1")
    assert (code, "1 the same image" in out) == (0, True), err
    for digest, kept in (("sha256:1", 3), ("", 3), ("sha256:2", 2), ("sha256:2", 3)):
        assert f"3 files, {kept} with a verdict already" in machine.run(*words, FAKE_DIGEST=digest)[2]


def test_a_listed_file_may_be_a_link_that_stays_in_its_repository(machine: Machine) -> None:
    outside = machine.root / "outside"
    outside.mkdir()
    (outside / "Dockerfile").write_text(FILES["a/Dockerfile"])
    links = {"inner": "a/Dockerfile", "outer": str(outside / "Dockerfile"), "up": "../outside/Dockerfile", "x": "none"}
    listed = machine.repository({"a/Dockerfile": FILES["a/Dockerfile"]}, links)
    with Path(listed).open("a") as file:
        file.write(Path(listed).read_text().splitlines()[0].replace("a/Dockerfile", "folder/Dockerfile") + "\n")
    folder = machine.root / "repository"
    (folder / "folder").symlink_to(outside)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-C", str(folder)]
    for words in (["add", "."], ["commit", "-qm", "y"]):
        subprocess.run([*git, *words], check=True)
    machine.run("verify", listed, "--store", "../store")
    data = json.loads(machine.run("report", "../store", "--format=json")[1])
    found = {verdict["file"].rpartition(":")[2]: (verdict["state"], verdict["reason"]) for verdict in data["verdicts"]}
    refused = ("failed", "a symbolic link that leaves the repository")
    assert found == {
        "a/Dockerfile": ("same", ""), "inner": ("same", ""), "outer": refused, "up": refused,
        "folder/Dockerfile": refused, "x": ("failed", "No such file or directory"),
    }  # fmt: skip
    assert machine.left == []


def test_a_spent_budget_begins_no_more_files_and_the_same_command_goes_on(machine: Machine) -> None:
    words = ("verify", "a", "d", "--store", "../store", "-j", "1")
    code, out, err = machine.run(*words, "--budget", "0")
    assert (code, machine.builds) == (1, 0)
    assert err.splitlines()[-1] == "2 files not begun: the budget of 0 h is spent; the same command goes on"
    assert out.splitlines()[0] == "2 files, 0 with a verdict"
    assert machine.run(*words, "--budget", "0", "--exit-zero")[0] == 0
    code, out, err = machine.run(*words, "--budget", "8")
    assert (code, out.splitlines()[0]) == (0, "2 files, 2 with a verdict"), err
    assert "not begun" not in err
    assert "0 files not begun" not in machine.run(*words, "--budget", "0")[2], "nothing is left to begin"


# the parts

SAME = StoredVerdict("x", "k", "same", 100, 40, {"SL201": 50, "SL101": 10}, seconds=3)
WORSE = StoredVerdict("<b>y", "k", "different", 5, 5, {}, "/x: mode")


def test_a_verdict_is_stored_and_found(tmp_path: Path) -> None:
    store = VerdictStore(str(tmp_path / "s"))
    store.prepare({"x": "k", "none": "k"})
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
    assert page.count("<script") == 1


def test_a_question_is_another_with_another_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("1")
    first = question_key({"a": "b"}, [str(tmp_path / "f")])
    (tmp_path / "f").chmod(0o755)
    assert question_key({"a": "b"}, [str(tmp_path / "f")]) != first


def test_nothing_to_prove_is_done_at_once() -> None:
    assert list(prove_all([], LocalThreads(2), 1)) == []
    assert Question("x", "k").options == ()


def test_progress_tells_what_has_come_what_was_saved_and_what_is_left() -> None:
    progress = Progress(4)
    first = progress.line(SAME, 30)
    assert first == "[1/4: 1 same, 0 different, 0 failed, 60 B saved, 2 min left] x: same, 60 B saved"
    assert progress.line(WORSE, 40).startswith("[2/4: 1 same, 1 different, 0 failed, 60 B saved, 40 s left] <b>y: ")
    late = StoredVerdict("z", "k", "late", reason="it did not end within 1 s")
    assert progress.line(late, 60).startswith("[3/4: 1 same, 1 different, 1 failed,")
    assert [time_text(seconds) for seconds in (5, 600, 11_100)] == ["5 s", "10 min", "3 h 5 min"]


def test_a_failure_is_told_in_the_builders_words() -> None:
    output = "(9 lines of the build before these are not shown)\n#5 1.2 E: no such package\nERROR: exit code: 100\n"
    found = verdict_of("a/x", "k", 2, output + "a/x: error: does not build\n", 1.0)
    assert (found.state, found.reason) == ("failed", "does not build: ERROR: exit code: 100")


def test_nothing_that_could_be_built_is_exit_2() -> None:
    failed = StoredVerdict("z", "k", "failed", reason="does not build")
    runs = ((1, [failed]), (2, [failed, SAME]), (2, [failed, WORSE]), (2, [SAME]))
    assert [Summary(count, verdicts).exit_code for count, verdicts in runs] == [2, 0, 1, 1]
    assert Summary(0, []).exit_code == 0


def test_a_shard_is_every_nth_file() -> None:
    assert Shard(2, 3).of(list("abcdefg")) == ["b", "e"]
    assert shard_from("2/3") == Shard(2, 3)
    for text in ("0/2", "3/2", "1", "a/b", "1/0"):
        with pytest.raises(ValueError, match="which of how many"):
            shard_from(text)


def test_exit_zero_tells_and_never_fails(machine: Machine) -> None:
    code, out, _ = machine.run("verify", "b", "--store", "../store")
    assert code == 2
    code, again, _ = machine.run("verify", "b", "--store", "../store", "--exit-zero")
    assert (code, again) == (0, out)
    assert "does not build" in out
    given = arguments(network="host", image_builder="docker", builder_options=("--x",), unsafe_fixes=True)
    words = "--builder docker --network host --builder-option=--x --unsafe-fixes"
    assert given.verify_options == tuple(words.split())


def arguments(**given: object) -> FleetArguments:
    usual = dict.fromkeys(FleetArguments._fields) | {"paths": (), "store": "s", "image_builder": "auto"}
    return FleetArguments(**{**usual, "builder_options": (), "seconds": 60.0, **given})  # type: ignore[arg-type]


def test_what_a_killed_proof_leaves_is_removed(machine: Machine) -> None:
    """As by the kernel, out of memory: the process itself can remove nothing."""
    hanging = machine.root / "work/d/Dockerfile"
    hanging.write_text("FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n")
    docker = machine.root / "bin/docker"
    docker.write_text(docker.read_text().replace("exec", "FAKE_HANG=save exec", 1))
    process = machine.start("verify", "d", "--store", "../store")
    for _ in range(600):
        if (machine.root / "state/hangs").exists():
            break
        time.sleep(0.1)
    assert machine.left, "there is an image, and a folder"
    (proof,) = children(process.pid)
    os.kill(proof, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert "d/Dockerfile: failed: exit status -9" in err
    assert machine.left == []


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                    found.append(int(entry.name))
    return found
