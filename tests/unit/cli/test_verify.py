"""`dslim verify` as its users meet it; with a stand-in for docker, so that it runs everywhere."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from images import docker_archive, layer, member

TWO_RUNS = "FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n"


@dataclass
class Fake:
    """A machine whose only builder is the stand-in."""

    root: Path

    command_name: str = "verify"

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "dslim", self.command_name, *args]

    @property
    def env(self) -> dict[str, str]:
        folders = {"PATH": str(self.root / "bin"), "FAKE_STATE": str(self.root / "state")}
        return {**os.environ, **folders, "TMPDIR": str(self.root / "tmp")}

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*args), cwd=self.root / "work", env={**self.env, **env}, capture_output=True, text=True
        )

    def write(self, text: str, name: str = "Dockerfile") -> None:
        (self.root / "work" / name).write_text(text)

    @property
    def log(self) -> list[str]:
        return (self.root / "state/log").read_text().splitlines()

    @property
    def left(self) -> list[str]:
        """Temporary files, and images."""
        names = [path.name for folder in ("tmp", "state") for path in (self.root / folder).iterdir()]
        return sorted(set(names) - {"log", "hangs"})


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    for name in ("bin", "state", "tmp", "work"):
        (tmp_path / name).mkdir()
    script = Path(__file__).parents[2] / "fake_docker.py"
    program = tmp_path / "bin/docker"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"\n')
    program.chmod(0o755)
    return Fake(tmp_path)


def test_the_same_image(fake: Fake) -> None:
    fake.write(TWO_RUNS)
    done = fake.run()
    assert (done.returncode, done.stderr.splitlines()) == (0, [
        "Dockerfile: docker builds it as it is ...",
        "Dockerfile: docker builds it rewritten ...",
        "Dockerfile: the images are compared ...",
    ])  # fmt: skip
    first, *_ = done.stdout.splitlines()
    assert first == "Dockerfile: the same image, 0 B smaller (2 B -> 2 B)"
    assert "2 paths and the config compared" in done.stdout
    assert done.stdout.splitlines()[3:8] == [
        "      before      after      saved   line  instruction",
        "         0 B        0 B                    base image",
        "         1 B                            2  RUN cp touch /a",
        "         1 B        2 B                 3  RUN chmod 600 /a touch /b  [SL101]",
        "         2 B        2 B                    in all",
    ]
    assert fake.left == []
    assert sum("buildx build" in line for line in fake.log) == 2  # no third build where nothing differs


def test_a_difference_is_told_with_its_fix_and_line(fake: Fake) -> None:
    fake.write("FROM scratch\nENV A=1\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n")
    done = fake.run("--format=json", "--html", "page.html", FAKE_FAULT="&&")
    assert (done.returncode, done.stderr) == (1, "")
    data = json.loads(done.stdout)
    assert data["same"] is False
    (found,) = data["differences"]
    assert (found["path"], found["aspect"]) == ("/extra", "extra")
    assert (found["blame"]["rule"], found["blame"]["line"]) == ("SL101", 3)
    assert "Not the same image: 1 difference" in (fake.root / "work/page.html").read_text()
    text = fake.run(FAKE_FAULT="&&")
    assert "/extra: extra (file)   <- SL101, line 3: " in text.stdout
    assert fake.left == []


def test_the_builders_error_comes_after_what_it_did(fake: Fake) -> None:
    fake.write(TWO_RUNS + "RUN FAIL\n")
    done = fake.run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Dockerfile: docker builds it as it is ...",
        "Step: reading the Dockerfile",
        "ERROR: process did not complete successfully: exit code: 7",
        "Dockerfile: error: does not build",
    ]
    assert fake.left == []


def test_a_fix_that_breaks_the_build_is_blamed(fake: Fake) -> None:
    fake.write(TWO_RUNS)
    done = fake.run(FAKE_BREAK="&&")
    assert (done.returncode, done.stdout) == (2, "")
    *steps, first, _, told = done.stderr.splitlines()
    assert len(steps) == 3
    assert first == "Step: reading the Dockerfile"
    assert told.startswith(
        "Dockerfile: error: the rewritten file does not build, the original does; to blame: SL101, line 2: "
    )
    assert fake.left == []


def test_nothing_to_verify_builds_nothing(fake: Fake) -> None:
    fake.write("FROM scratch\nRUN touch /a\n")
    done = fake.run()
    assert (done.returncode, done.stdout) == (0, "Dockerfile: nothing to verify, no fix applies\n")
    assert not (fake.root / "state/log").exists()


def test_against_another_file(fake: Fake) -> None:
    fake.write("FROM scratch\nRUN touch /a\n")
    fake.write("FROM scratch\nRUN touch /a && touch /b\n", "other")
    done = fake.run("--against", "other")
    assert done.returncode == 1
    assert "  /b: extra (file)\n" in done.stdout
    fake.write("FROM scratch\nRUN touch /a  # the same\n", "other")
    assert fake.run("--against", "other").returncode == 0


def test_the_config_counts_as_for_fix(fake: Fake) -> None:
    fake.write(TWO_RUNS)
    fake.write('merge = "off"\n', "dslim.toml")
    assert fake.run().stdout == "Dockerfile: nothing to verify, no fix applies\n"
    assert "the same image" in fake.run("--merge=all").stdout
    assert fake.run("--merge=all", "--ignore-rule=merge-runs").stdout.endswith("no fix applies\n")
    assert fake.run("--rule", "nonsense").returncode == 2
    fake.write("merge = 7\n", "dslim.toml")
    done = fake.run()
    assert done.returncode == 2
    assert "dslim.toml:1" in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [("FROM a\nNONSENSE\n", "Dockerfile:2:1: error: "), ("FROM {{ a }}\n", "Dockerfile: error: a template")],
)
def test_what_is_no_dockerfile(fake: Fake, text: str, message: str) -> None:
    fake.write(text)
    done = fake.run()
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_options_reach_the_builder(fake: Fake) -> None:
    (fake.root / "work/sub").mkdir()
    fake.write("FROM scratch AS one\nARG X\nRUN cp touch /a\nRUN chmod 600 /a touch /b\nFROM scratch\n", "D")
    words = ["--target", "one", "--build-arg", "X=1", "--build-arg", "Y", "--network", "none", "--context", "sub"]
    words += ["--builder-option=--secret=id=x,src=y"]
    done = fake.run("D", *words)
    assert done.returncode == 0, done.stderr
    build = next(line for line in fake.log if "buildx build" in line)
    more = ("--network none", "--no-cache", "--secret=id=x,src=y")
    assert all(option in build for option in ("--target one", "--build-arg X=1", "--build-arg Y", *more)), build
    assert build.endswith("/work/sub")


@pytest.mark.parametrize("builder", ["auto", "docker", "podman", "buildah"])
def test_no_builder_is_one_line(fake: Fake, builder: str) -> None:
    fake.write(TWO_RUNS)
    done = fake.run("--builder", builder, FAKE_DOWN="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: no builder: ")
    assert fake.left == []


def test_a_page_that_cannot_be_written(fake: Fake) -> None:
    fake.write(TWO_RUNS)
    done = fake.run("--html", "no/such/folder.html")
    assert done.returncode == 2
    assert done.stderr == "no/such/folder.html: error: not written: no such folder\n"
    assert not (fake.root / "state/log").exists()  # seen before anything is built


def test_layers_of_an_image_that_the_builder_has(fake: Fake) -> None:
    fake.command_name = "layers"
    docker_archive(fake.root / "state/mine:1", [layer(member("a", b"abc"))], words=["RUN /bin/sh -c touch /a"])
    done = fake.run("mine:1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mine:1: 3 B in 1 layer, ")
    assert "RUN touch /a" in done.stdout
    lost = fake.run("mine:2")
    told = "mine:2: no such file, and no such image: Error response from daemon: reference does not exist: mine:2"
    assert (lost.returncode, lost.stdout, lost.stderr) == (2, "", f"error: {told}\n")
    down = fake.run("mine:1", FAKE_DOWN="1")
    assert down.stderr.startswith("error: mine:1: no such file, and for images no builder: docker does not work: ")
    assert fake.left == ["mine:1"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("where", ["build", "save"])
def test_an_interruption_leaves_nothing_behind(fake: Fake, where: str, number: signal.Signals) -> None:
    fake.write(TWO_RUNS + ("RUN HANG\n" if where == "build" else ""))
    env = {**fake.env, "FAKE_HANG": where}
    process = subprocess.Popen(
        fake.command(), cwd=fake.root / "work", env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not (fake.root / "state/hangs").exists():
        assert process.poll() is None
        time.sleep(0.02)
    assert fake.left != []  # there is something to clean up
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in told
    assert fake.left == []
