"""Whatever goes wrong: exit code 2, a line that says what, and no file that was not there or is another."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from dslim.cli import shrink as module
from dslim.cli.shrink import shrink as command
from dslim.shrink.errors import OutOfBudgetError, ShrinkError
from dslim.shrink.images import image_store
from dslim.shrink.images.image_store import ImageStore, Limits
from dslim.support.processes import Finished
from dslim.verify import builders
from dslim.verify.builders import Builder, buildah_builder, podman_builder, with_containers
from dslim.verify.errors import BuildError, ImageError, NoBuilderError

DOCKER = Builder(("docker",), ("build",), (), (), {})
TEXT = "FROM scratch\nHEALTHCHECK CMD x\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Dockerfile").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(builders, "find_builder", lambda name, env=None: DOCKER)
    return tmp_path


def run(folder: Path, *words: str) -> list[str]:
    """The lines on standard error, after everything else was checked."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = CliRunner().invoke(command, list(words), standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 2
    assert result.stdout == ""
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return result.stderr.splitlines()


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError(28, "No space left on device", "/tmp/x/a.tar"), "/tmp/x/a.tar: No space left on device"),
        (OutOfBudgetError("out of time; --time allows more"), "out of time; --time allows more"),
        (ShrinkError("the test wavers: it passed once and failed once"), "the test wavers"),
        (NoBuilderError("no builder: docker is not installed"), "no builder: docker is not installed"),
        (ImageError("not an image"), "not an image"),
        (AttributeError("odd\nthing"), "a fault of dslim itself, please report it: AttributeError: odd thing (cli/"),
        (RecursionError(), "a fault of dslim itself, please report it: RecursionError (cli/shrink.py:"),
    ],
)  # fmt: skip
def test_one_line_says_what_went_wrong(
    folder: Path, error: Exception, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "_found", found)
    (only,) = run(folder, "--in-place", "--html", "page.html")
    assert only.startswith(f"Dockerfile: error: {line}")


def test_what_does_not_build_shows_the_end_of_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object) -> None:
        raise BuildError("\n".join(f"#7 line {i}" for i in range(100)))

    monkeypatch.setattr(module, "_found", found)
    lines = run(folder, "-i")
    assert lines[-1] == "Dockerfile: error: does not build"
    assert len(lines) <= 22


@pytest.mark.parametrize("is_full_at_builder", [False, True])
def test_nothing_is_built_on_a_disk_that_is_nearly_full(
    tmp_path: Path, is_full_at_builder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = tmp_path / "images"
    images.mkdir()
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/log\n[ "$1" = info ] && echo {images}\n')
    docker.chmod(0o755)
    builder = SimpleNamespace(name="docker", program=(str(docker),), build_command=(str(docker), "build"), env={})
    store = ImageStore(SimpleNamespace(builder=builder), tmp_path, Limits(), "dslim-shrink-x", None)  # type: ignore[arg-type]
    full = images if is_full_at_builder else tmp_path
    free = {str(full): 5e8}
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=free.get(str(folder), 5e9)))
    with pytest.raises(OutOfBudgetError) as error:
        store.build("FROM scratch\n")
    assert str(error.value) == f"0.5 GB are free on the disk of {full}; 1.0 GB must be left for a build"
    assert "build" not in (tmp_path / "log").read_text()
    assert store.builds == 0


@pytest.mark.parametrize(
    ("words", "text", "line"),
    [
        (["none/Dockerfile"], TEXT, "none/Dockerfile: error: No such file or directory"),
        ([], "FROM a\nRUN <<E\n", "Dockerfile:2:"),
        ([], "FROM scratch\n", "Dockerfile: error: no test: give --test PROGRAM"),
        (["--run", "x", "--http", "80"], TEXT, "Dockerfile: error: one test"),
        (["--http", "99999/x"], TEXT, "Dockerfile: error: --http 99999/x: a port and a path"),
        (["--html", "none/page.html"], TEXT, "Dockerfile: error: none/page.html cannot be written: no such folder"),
    ],
)
def test_a_bad_question_is_told_before_anything_is_built(
    folder: Path, words: list[str], text: str, line: str
) -> None:
    (folder / "Dockerfile").write_text(text)
    (only,) = run(folder, *words)
    assert only.startswith(line)


def test_buildah_without_podman_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str, env: Any = None) -> Builder:
        if name == "podman":
            raise NoBuilderError("no builder: podman is not installed")
        return buildah_builder()

    monkeypatch.setattr(builders, "find_builder", found)
    (only,) = run(folder)
    assert only == "Dockerfile: error: no builder: podman starts the images that buildah builds, and " \
        "podman is not installed"


def test_what_buildah_builds_podman_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builders, "find_builder", lambda name, env=None: podman_builder(env))
    found = with_containers(buildah_builder({"A": "1"}))
    assert (found.program, found.build_command[:2]) == (("podman",), ("buildah", "build"))
    assert found.env == {"A": "1"}
    assert with_containers(DOCKER) is DOCKER
    assert DOCKER.build_command == ("docker", "build")


def test_without_a_builder_one_line_says_what_was_looked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", str(folder))
    (only,) = run(folder)
    assert only == "Dockerfile: error: no builder: docker is not installed; podman is not installed; " \
        "buildah is not installed"


def test_a_program_of_the_image_that_prints_without_end_is_ended_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\n[ "$1" != run ] || exec yes\n')
    docker.chmod(0o755)
    monkeypatch.setattr(image_store, "MAX_PRINTED", 100_000)
    builder = SimpleNamespace(name="docker", program=(str(docker),), env={})
    job = SimpleNamespace(builder=builder, network=None)
    store = ImageStore(job, tmp_path, Limits(), "dslim-shrink-x", None)  # type: ignore[arg-type]
    with pytest.raises(ShrinkError, match="what rpm prints in the image cannot be read: it printed more than 100000"):
        store.output_in("image", ["rpm", "-qa"])


def test_a_build_that_the_end_of_the_time_ends_is_out_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a build that fails it would be an answer: that a package is needed."""
    store = ImageStore(
        SimpleNamespace(builder=DOCKER, context=tmp_path, network=None), tmp_path, Limits(deadline=100), "x", None,  # type: ignore[arg-type]
    )  # fmt: skip
    now = [99.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])

    def run_command(*_: object) -> Finished:
        now[0] = 101.0
        return Finished(-15, "", "it did not end within 1 s")

    monkeypatch.setattr(image_store, "run_command", run_command)
    monkeypatch.setattr(ImageStore, "_request", lambda *_: SimpleNamespace(options=[]))
    with pytest.raises(OutOfBudgetError, match="out of time"):
        store.try_build("FROM scratch\n")
