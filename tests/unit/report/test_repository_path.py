"""Paths in reports start from the repository, wherever dslim was started."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.report.repository_path import repository_path


def test_from_the_root_of_the_repository_else_as_in_a_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r/.git").mkdir(parents=True)
    (tmp_path / "r/a/b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "r/a")
    assert repository_path("../Dockerfile") == "Dockerfile"
    assert repository_path("b/Dockerfile") == "a/b/Dockerfile"
    assert repository_path(str(tmp_path / "r/a/Dockerfile")) == "a/Dockerfile"
    assert repository_path("<stdin>") == "<stdin>"
    monkeypatch.chdir(tmp_path)
    assert repository_path("other/Dockerfile") == "other/Dockerfile"
