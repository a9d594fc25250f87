"""Docker, buildah and podman, each for real: the same verdicts, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder import BuilderMissing, TestBuilder
from builder.machine import must_have_builder
from builder.others import listed, open_other
from builder.plugin import leave_out
from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.outcome import Step
from dslim.support.run_mark import run_mark
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span
from dslim.verify.builders import find_builder
from dslim.verify.errors import BuildError
from dslim.verify.verdict import FileChange, compare_builds

pytestmark = pytest.mark.builder

#: What the OCI format would drop is here too: SHELL, HEALTHCHECK, ONBUILD.
BEFORE = """FROM busybox
RUN mkdir /made && echo a > /made/a && ln /made/a /made/hard && ln -s a /made/soft
RUN chown -R 7:8 /made
SHELL ["/bin/sh", "-ec"]
HEALTHCHECK --interval=5s CMD true
ONBUILD RUN true
COPY src /srv/src
RUN chmod 700 /srv/src/run.sh
RUN rm /made/a
CMD ["x"]
"""
AFTER = BEFORE.replace("RUN chown", "RUN true && chown").replace("CMD [", "USER 5\nCMD [").replace("700", "701")


@pytest.fixture(params=["docker", "classic", "buildah", "podman"])
def each(request: pytest.FixtureRequest, builder: TestBuilder) -> Iterator[TestBuilder]:
    """Each builder in turn; those that are not there are left out, and loudly."""
    if request.param in ("docker", "classic"):
        if builder.builder.name != "docker":
            leave_out(request, "no docker")
        yield builder if request.param == "docker" else without_buildx(builder, request)
        return
    try:
        other = open_other(request.param, builder)
    except BuilderMissing as error:
        assert not must_have_builder()
        leave_out(request, str(error))
    yield other


def without_buildx(builder: TestBuilder, request: pytest.FixtureRequest) -> TestBuilder:
    """Docker's classic builder, which is what docker falls back to."""
    if "DOCKER_HOST" not in builder.env:
        leave_out(request, "the machine's own docker may have buildx installed for all")
    config = builder.work / "empty"
    config.mkdir(exist_ok=True)
    env = {**builder.env, "DOCKER_CONFIG": str(config)}
    classic = TestBuilder(find_builder("docker", env), env, builder.work)
    assert classic.builder.is_classic
    return classic


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/run.sh").write_text("#!/bin/sh\n")
    return tmp_path


def change(before: str, after: str) -> FileChange:
    edits = (Edit(0, len(before), after),)
    finding = Finding("planted", Span(0, len(before)), Fix(edits, Safety.SAFE), line=2, rule="SL901")
    return FileChange(before, after, (Step((finding,), edits, after),))


def test_the_verdict_is_the_same_with_each_builder(each: TestBuilder, context: Path) -> None:
    with each.session(context, context / "Dockerfile") as session:
        same = compare_builds(session, change(BEFORE, BEFORE.replace("RUN chown", "RUN true && chown")))
        assert same.is_same, same.differences
        told = compare_builds(session, change(BEFORE, AFTER))
    assert {(d.path, d.aspect, f.rule if f else "") for d, f in told.differences} == {
        ("/srv/src/run.sh", "mode", "SL901"), ("config.User", "config", "SL901"),
    }  # fmt: skip
    lines = [part.lines[0] for row in same.layer_rows for part in row.before]
    assert lines == [0, 2, 3, 7, 8, 9]  # each layer found its line in the history
    # chown -R copies each name of a file up by itself: 4 bytes for a file of 2 with two names
    assert [part.size for row in same.layer_rows for part in row.before][1:] == [2, 4, 10, 10, 0]


def test_a_failing_build_is_told_whole_and_leaves_nothing(each: TestBuilder, context: Path) -> None:
    token = uuid.uuid4().hex
    text = f"FROM busybox\nRUN touch /{token}\nRUN echo {token}; exit 7\n"
    with (
        pytest.raises(BuildError, match=rf"(?s){token}.*7"),
        each.session(context, context / "Dockerfile") as session,
    ):
        session.build(text)
    assert left(each, token) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing_behind(each: TestBuilder, context: Path, number: signal.Signals) -> None:
    token = f"{random.randrange(10**8, 10**9)}"  # finds the RUN among all processes
    runs = (f"head -c 99 /dev/zero > /{token}", f"chmod 600 /{token}", f"sleep {token}")
    (context / "Dockerfile").write_text("FROM busybox\n" + "".join(f"RUN {run}\n" for run in runs))
    (context / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "dslim", "verify", "--builder", each.builder.name, "--network", "host"],
        cwd=context, env={**each.env, "TMPDIR": str(context / "tmp")}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    while not running(["sleep", token]):
        assert process.poll() is None, process.communicate()[0].decode()
        time.sleep(0.05)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as the terminal does it: to the builder as well
    else:
        process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert all(line.endswith(b" ...") for line in output.split(b"\n") if line.strip())  # what is done now
    assert list((context / "tmp").iterdir()) == []
    for _ in range(100):  # the daemon ends the step a moment later
        if not running(["sleep", token]):
            break
        time.sleep(0.05)
    assert not running(["sleep", token])
    assert left(each, token) == []
    assert str(context) not in Path("/proc/mounts").read_text()


@pytest.mark.parametrize("victim", ["proof", "run"])
def test_a_killed_proof_of_a_fleet_leaves_nothing_behind(each: TestBuilder, tmp_path: Path, victim: str) -> None:
    """SIGKILL of the process that proves one file, as by the kernel, and of the whole run."""
    if each.builder.is_classic and victim == "proof":
        pytest.skip("the classic builder keeps the images of steps, which nobody can tell from others")
    token = f"{random.randrange(10**8, 10**9)}"
    (tmp_path / "work").mkdir()
    (tmp_path / "tmp").mkdir()
    text = f"FROM busybox\nRUN head -c 99 /dev/zero > /{token}\nRUN chmod 600 /{token}\nRUN sleep {token}\n"
    (tmp_path / "work/Dockerfile").write_text(text)
    words = ["fleet", "verify", "work", "--store", "store", "--builder", each.builder.name, "--network", "host"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dslim", *words], cwd=tmp_path, env={**each.env, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    while not running(["sleep", token]):
        assert process.poll() is None, process.communicate()[0].decode()
        time.sleep(0.05)
    (work,) = (path for path in (tmp_path / "tmp").iterdir() if path.name.startswith("dslim-verify-"))
    run = work.name.split("-")[2]  # what its folders in /tmp begin with
    os.kill(child_of(process.pid) if victim == "proof" else process.pid, signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert (b"exit status -9" in output) == (victim == "proof")
    for _ in range(600):  # after the end of a run its proofs clean up by themselves
        if not list((tmp_path / "tmp").iterdir()) and not running(["sleep", token]):
            break
        time.sleep(0.05)
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list(Path("/tmp").glob(f"dslim-{run}-*")) == []
    assert not running(["sleep", token])
    assert left(each, token) == []
    assert str(tmp_path) not in Path("/proc/mounts").read_text()


def test_the_next_proof_removes_images_and_containers_of_a_dead_one(each: TestBuilder, tmp_path: Path) -> None:
    """And no image of a run that lives, as ours is."""
    words = [sys.executable, "-c", "from dslim.support.run_mark import run_mark; print(run_mark())"]
    dead = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    gone, stays = f"dslim-verify:{dead}-1", f"dslim-verify:{run_mark()}-{random.randrange(10**8)}"
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    if each.builder.name != "docker":  # they keep images of proofs in stores of their own, which go with their folders
        (Path("/tmp") / f"dslim-{dead}-run").mkdir()
        (tmp_path / "tmp").mkdir()
    else:
        each.docker("tag", "busybox", gone)
        each.docker("tag", "busybox", stays)
        each.docker("create", "--name", f"dslim-shrink-{dead}-1", "busybox", "true")
    try:
        with each.session(tmp_path, tmp_path / "Dockerfile"):
            assert not list(Path("/tmp").glob(f"dslim-{dead}-*"))
            if each.builder.name == "docker":
                assert not each.has_image(gone)
                assert each.has_image(stays)
                assert dead not in each.docker("ps", "--all", "--format", "{{.Names}}")
    finally:
        if each.builder.name == "docker":
            each.docker("rmi", stays)


def child_of(parent: int) -> int:
    """The one process that another has started."""
    threads = Path(f"/proc/{parent}/task").glob("*/children")
    (child,) = (word for thread in threads for word in thread.read_text().split())
    return int(child)


def left(builder: TestBuilder, token: str) -> list[str]:
    """Images and containers left behind by a build whose RUNs name `token`; other tests build meanwhile."""
    if builder.builder.name != "docker":
        return listed(builder).split()[1:]  # all but busybox, in a store that nobody else has
    told = builder.docker("ps", "--all", "--no-trunc").splitlines()
    for image in builder.docker("images", "--quiet", "--filter", "dangling=true").split():
        with contextlib.suppress(RuntimeError):  # gone meanwhile
            told.append(builder.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image))
    return [line for line in told if token in line]


def running(command: list[str]) -> bool:
    """Whether a process runs that was started so."""
    wanted = "\0".join(command).encode() + b"\0"
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes() == wanted:
                return True
        except OSError:
            continue
    return False
