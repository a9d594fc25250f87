"""The public names, as a Python caller uses them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dslim

BLOATED = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"


def test_every_public_name_is_there() -> None:
    assert {name for name in dslim.__all__ if getattr(dslim, name) is not None} == set(dslim.__all__)
    assert set(dslim.__all__) <= set(dir(dslim))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dslim.nothing  # noqa: B018


def test_a_file_is_fixed_and_written_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(BLOATED)
    outcome = dslim.fix_file(file)
    assert outcome.changed
    assert file.read_text() == BLOATED
    assert dslim.fix_file(file, write=True).after == file.read_text() == outcome.after
    assert not dslim.fix_file(file).changed


def test_options_and_context_are_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(BLOATED)
    assert not dslim.fix_file(file, dslim.Options(ignore=frozenset({"SL201"})), tmp_path).changed


def test_a_bad_file_names_itself(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM a\nNONSENSE\n")
    with pytest.raises(dslim.DockerfileSyntaxError, match="NONSENSE"):
        dslim.fix_file(file)


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, dslim; print([m for m in sys.modules if m.startswith(('dslim.', 'lark', 'click'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
