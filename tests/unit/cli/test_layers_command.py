"""`dslim layers`: what it takes its subject for, and what is wrong with one in one line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dslim.cli.layers import layers
from images import docker_archive, layer, member


def run(*args: str) -> Result:
    return CliRunner().invoke(layers, args, catch_exceptions=False, standalone_mode=False)


def test_a_dockerfile_an_archive_and_a_zipped_one_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian\nRUN a\nENV b=c\n")
    assert "1 of 2 instructions make a layer" in run(str(file)).stdout
    archive = docker_archive(tmp_path / "image", [layer(member("x", b"x" * 10))])
    assert f"{archive}: 10 B in 1 layer" in run(str(archive)).stdout
    zipped = tmp_path / "image.gz"
    zipped.write_bytes(gzip.compress(archive.read_bytes()))
    assert json.loads(run("--json", str(zipped)).stdout)["size"] == 10


@pytest.mark.parametrize(
    ("text", "said"), [("FROM a\nRUNN x\n", ":2:1: error: unknown instruction"), ("\0" * 600, "error: ")]
)
def test_what_is_neither_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "it"
    file.write_text(text)
    done = run(str(file))
    assert (done.return_value, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_files_of_one_layer_or_of_all(tmp_path: Path) -> None:
    archive = docker_archive(tmp_path / "i", [layer(member("x", b"x" * 10)), layer(member(".wh.x", b""))])
    assert run(str(archive), "--files", "2").stdout.splitlines()[1:] == ["D        10 B  /x"]
    assert run(str(archive), "--files").stdout.count("layer ") == 2
    data = json.loads(run(str(archive), "--files", "1", "--format", "json").stdout)
    assert data["layers"][0]["changes"] == [{"kind": "A", "path": "/x", "size": 10}]


def test_files_of_what_has_none_is_one_line(tmp_path: Path) -> None:
    archive = docker_archive(tmp_path / "i", [layer(member("x", b"x" * 10))])
    done = run(str(archive), "--files", "9")
    assert (done.return_value, done.stderr) == (2, "error: there is no layer 9: the image has 1, counted from 1\n")
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian\n")
    done = run(str(file), "--files")
    assert done.return_value == 2
    assert "not of a Dockerfile" in done.stderr
