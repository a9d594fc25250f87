"""A builder's command line is run with bounds on what it may print."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.verify import builders
from dslim.verify.builders import Builder, docker_builder
from dslim.verify.errors import BuildError


def builder_that(does: str, folder: Path) -> Builder:
    """A docker that runs a line of shell when it is asked to save an image."""
    program = folder / "docker"
    program.write_text(f'#!/bin/sh\ncase " $* " in *" save "*) ;; *) exit 0 ;; esac\n{does}\n')
    program.chmod(0o755)
    return docker_builder({"PATH": f"{folder}:/usr/bin:/bin"})


def test_a_builder_that_prints_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(builders, "MAX_OUTPUT", 100_000)
    monkeypatch.setattr(builders, "LOOK_EVERY", 0.01)
    builder = builder_that("exec yes", tmp_path)
    with pytest.raises(BuildError, match="printed more than 100000 bytes"):
        builder.save_image("a", tmp_path / "out")


def test_of_what_a_builder_prints_the_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(builders, "READ_OUTPUT", 100)
    builder = builder_that("seq 100000; echo the reason; exit 1", tmp_path)
    with pytest.raises(BuildError) as caught:
        builder.save_image("a", tmp_path / "out")
    assert str(caught.value).endswith("the reason")
    assert len(str(caught.value)) <= 100


def test_of_a_short_answer_no_more_is_held_than_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builders, "MAX_ANSWER", 100)
    program = tmp_path / "docker"
    program.write_text("#!/bin/sh\nseq 100000; seq 100000 >&2; exit $1\n")
    program.chmod(0o755)
    builder = Builder((str(program),), (), (), (), {})
    assert len(builder.output_of(["0"])) == 100
    assert builder.output_of(["1"]) == ""
    assert builders._failure_reason([str(program), "0"], {}) is None
    assert len(builders._failure_reason([str(program), "1"], {}) or "") < 100
    assert "No such file" in (builders._failure_reason([str(tmp_path / "nothing")], {}) or "")
