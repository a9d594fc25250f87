"""Runs of `dslim shrink` that are killed and gone on with, that meet others on one builder, and that meet a fault."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import uuid
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from click.testing import CliRunner

from builder import TestBuilder
from builder.apt_suite import NAME
from dslim.cli.shrink import shrink as command
from dslim.support.run_mark import run_mark
from shrinking import opened

pytestmark = pytest.mark.builder

#: Two forms, a trace of the build, and a user who writes.
TEXT = f"""FROM {NAME}
RUN apt-get update && apt-get install -y maker daemon-user monitor && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
RUN useradd -r app
COPY src/ src/
RUN mkdir -m 750 out && maker out/run && chown -R app out
CMD ["/srv/out/run"]
USER app
"""
TEST = '#!/bin/sh\n[ "$(docker run --rm --network host $IMAGE)" = made ]\n'


@pytest.fixture
def context(builder: TestBuilder, tmp_path: Path) -> Path:
    builder.need(NAME)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.x").write_text("source\n")
    (tmp_path / "Dockerfile").write_text(TEXT)
    test = tmp_path / "test.sh"
    test.write_text(TEST)
    test.chmod(test.stat().st_mode | stat.S_IXUSR)
    return tmp_path


@dataclass
class Watched:
    """A docker that writes down what dslim asks it, in a folder; it may kill dslim after some commands of a kind."""

    folder: Path
    real: str

    def make(self, kind: str = "", count: int = 0) -> None:
        """Begin a new log."""
        log = self.folder / "log"
        log.write_text("")
        words = f'[ -n "$IMAGE" ] || echo "$@" >> {log}\n{self.real} "$@"\nstatus=$?\n'
        kill = f'[ "$(grep -c -e "{kind}" {log})" -lt {count} ] || kill -KILL $PPID\n' if kind else ""
        # the calls of a test, which has an IMAGE, are not dslim's
        (self.folder / "docker").write_text(f'#!/bin/sh\n{words}[ -n "$IMAGE" ] || {{ true; {kill}}}\nexit $status\n')
        (self.folder / "docker").chmod(0o755)

    def asked(self, kind: str) -> int:
        """How many commands with a word there were."""
        return sum(kind in line.split() for line in (self.folder / "log").read_text().splitlines())


@pytest.fixture
def docker(builder: TestBuilder, tmp_path: Path) -> Watched:
    folder = tmp_path.parent / f"{tmp_path.name}-docker"
    folder.mkdir()
    real = shutil.which("docker", path=builder.env.get("PATH"))
    assert real is not None
    return Watched(folder, real)


def start(builder: TestBuilder, context: Path, docker: Watched, cache: str = "cache") -> subprocess.Popen[str]:
    words = ["shrink", "--test", "./test.sh", "--network", "host", "--level", "unused"]
    kept = context.parent / f"{context.name}-{cache}"
    env = {**builder.env, "PATH": f"{docker.folder}:{builder.env['PATH']}", "DSLIM_CACHE_DIR": str(kept)}
    return subprocess.Popen(
        [sys.executable, "-m", "dslim", *words], cwd=context, env=env, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


# a run that is killed

def test_a_killed_run_is_gone_on_with_and_asks_nothing_twice(
    builder: TestBuilder, context: Path, docker: Watched
) -> None:
    """A probe ends with a commit, and what is proven is built without a cache; the original is built again by cache."""
    kinds = ("commit", "--no-cache")
    docker.make()
    out, err = (process := start(builder, context, docker, "undisturbed")).communicate(timeout=600)
    assert process.returncode == 0, err
    whole = {kind: docker.asked(kind) for kind in kinds}
    done = dict.fromkeys(kinds, 0)
    for kind, count in (("commit", 3), ("--no-cache", 1), ("--no-cache", 2)):
        docker.make(f"{kind} ", count)
        killed = start(builder, context, docker)
        _, err = killed.communicate(timeout=600)
        assert killed.returncode == -signal.SIGKILL, err
        done = {kind: done[kind] + docker.asked(kind) for kind in kinds}
    docker.make()
    again, err = (process := start(builder, context, docker)).communicate(timeout=600)
    assert process.returncode == 0, err
    assert again == out
    assert "going on where a run was interrupted" in err
    in_flight = 3  # what each killed run was at has no answer
    for kind in kinds:
        assert docker.asked(kind) < whole[kind], kind
        assert done[kind] + docker.asked(kind) <= whole[kind] + in_flight, kind
    left_over = [path for path in (context.parent / f"{context.name}-cache").rglob("*") if path.is_file()]
    assert len(left_over) == 1, left_over  # the result


# runs that meet

def test_two_runs_of_one_dockerfile_leave_each_other_alone(
    builder: TestBuilder, context: Path, docker: Watched
) -> None:
    docker.make()
    runs = [start(builder, context, docker, cache) for cache in ("one", "two")]
    ends = [(process.communicate(timeout=600), process.returncode) for process in runs]
    assert [code for _, code in ends] == [0, 0], ends
    (one, _), (two, _) = (answer for answer, _ in ends)
    assert one == two


def test_a_container_of_the_same_image_that_is_not_ours_stays(builder: TestBuilder, context: Path) -> None:
    """Two builds of one Dockerfile are one image to a builder, whatever it is called."""
    with opened(builder, context) as store, opened(builder, context) as other:
        image, theirs = store.build(TEXT), other.build(TEXT)
        assert store.id_of(image) == other.id_of(theirs)
        run = ("run", "--detach", "--network", "host", "--entrypoint", "sleep")
        started = builder.docker(*run, theirs, "600").strip()
        ours = [builder.docker(*run, name, "600").strip() for name in (image, image)]
        store.remove_containers_of(image)
        running = builder.docker("ps", "--all", "--quiet", "--no-trunc").split()
        assert started in running
        assert not set(ours) & set(running)
        store.remove(image)
        store.guard.finish()
        assert started in builder.docker("ps", "--quiet", "--no-trunc").split()
        assert other.id_of(theirs)
        other.remove(theirs)
        assert started not in builder.docker("ps", "--all", "--quiet", "--no-trunc").split()


def test_a_container_that_was_there_before_stays_though_its_image_has_no_other_name(
    builder: TestBuilder, context: Path
) -> None:
    text = f"FROM busybox\nRUN echo {uuid.uuid4().hex} > /made\n"
    with opened(builder, context) as store:
        container = builder.docker("run", "--detach", store.build(text), "sleep", "600").strip()
        builder.docker("tag", store.build(text), "dslim-test-before")
    try:
        assert container not in builder.docker("ps", "--all", "--quiet", "--no-trunc").split()
        container = builder.docker("run", "--detach", "dslim-test-before", "sleep", "600").strip()
        with opened(builder, context) as store:
            assert store.build(text)
            builder.docker("rmi", "dslim-test-before")
            store.remove_containers_of(store.build(text))
        assert container in builder.docker("ps", "--quiet", "--no-trunc").split()
    finally:
        builder.docker("rm", "--force", container)


# faults

#: One for each step of a run.
STEPS = (
    "images.image_store.ImageStore.build", "images.image_store.ImageStore.read_image", "answers.fingerprint",
    "proof.Proof.why_fails", "strength.entry_program", "strength.copied_paths", "images.file_tree.file_tree",
    "images.image_store.ImageStore.with_empty_file", "images.image_store.ImageStore.run_in",
    "images.image_store.ImageStore.remove_containers_of", "writable.writable_by_user", "trace.traced_runs.unique_image",
    "trace.opened_files._watch", "idle_context.root_copies", "packages.dpkg.read_dpkg", "forms.mentions.mentioned",
    "needed_packages.owners_of", "forms.preferred_names.prefer_named", "forms.two_stages.split_stage",
    "forms.artefacts.artefacts_of", "forms.two_stages.in_two_stages", "forms.package_lists.new_lists",
    "later_steps.LaterSteps._start", "laws.image_laws.broken_laws", "laws.image_laws.changed_users",
    "forms.dev_packages.project_installs", "result.Shrunk.__init__", "untouched.untouched_by",
    "stored_results.StoredResults.add", "report.text.shrunk_lines",
)  # fmt: skip


def test_a_fault_at_any_step_is_one_line_and_leaves_nothing(
    builder: TestBuilder, context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run goes on with the answers of the one before, so that each comes as far as its own fault."""
    for name, value in builder.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DSLIM_CACHE_DIR", str(context.parent / f"{context.name}-cache"))
    monkeypatch.chdir(context)
    (context / ".git").mkdir()
    (context / ".git/pack").write_text("x" * 200_000)
    text = TEXT.replace("COPY src/ src/", "COPY . .")
    (context / "Dockerfile").write_text(text)
    words = ["--test", "./test.sh", "--network", "host", "--level", "unused", "-i"]
    before = listed(builder)
    for step in STEPS if os.geteuid() == 0 else (step for step in STEPS if not step.startswith("trace.")):
        with monkeypatch.context() as patch:
            met = fail_at(patch, step)
            result = CliRunner().invoke(command, words, standalone_mode=False)
        assert met, f"{step} is not a step of this run: {result.stderr}"
        line = result.stderr.splitlines()[-1]
        fault = "a fault of dslim itself, please report it: AttributeError: odd thing"
        assert line.startswith(f"Dockerfile: error: {fault}"), step
        assert result.return_value == 2, step
        assert (context / "Dockerfile").read_text() == text or step == "report.text.shrunk_lines"
        assert listed(builder) == before, step


def fail_at(patch: pytest.MonkeyPatch, step: str) -> list[str]:
    """Have a function raise wherever it is known by its name; filled when it was called."""
    met: list[str] = []

    def fault(*_: Any, **__: Any) -> Any:
        met.append(step)
        raise AttributeError("odd\nthing")

    module, _, name = step.rpartition(".")
    if module.rpartition(".")[2][0].isupper():
        module, _, owner = module.rpartition(".")
        patch.setattr(getattr(import_module(f"dslim.shrink.{module}"), owner), name, fault)
        return met
    real = getattr(import_module(f"dslim.shrink.{module}"), name)
    for known in [known for key, known in sys.modules.items() if key.startswith("dslim.")]:
        if vars(known).get(name) is real:
            patch.setattr(known, name, fault)
    return met


def listed(builder: TestBuilder) -> set[str]:
    """Images, containers and folders of the runs of this process."""
    images, containers = ("images", "--format", "{{.Repository}}"), ("ps", "--all", "--format", "{{.Names}} {{.Image}}")
    names = f"{builder.docker(*images)} {builder.docker(*containers)}".split()
    folders = [path.name for path in Path(gettempdir()).glob("dslim-shrink-*")]
    return {name for name in [*names, *folders] if f"dslim-shrink-{run_mark()}" in name}
