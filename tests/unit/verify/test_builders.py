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
