"""The index read by us says what git says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import dslim.facts.git_index as git_index
from dslim.facts.git_index import index_mode

NAMES = ["a", "ba", "sub/a", "sub/deep/a", "x" * 80, "run.sh", "sub/run.sh", "é", "with space", "link"]


def git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in os.environ:
        if key.startswith("GIT_"):
            monkeypatch.delenv(key)
    top = tmp_path / "top"
    (top / "sub/deep").mkdir(parents=True)
    git(top, "init", "-q")
    for name in NAMES[:-1]:
        (top / name).write_text(name)
    for name in ("run.sh", "sub/run.sh"):
        (top / name).chmod(0o755)
    (top / "link").symlink_to("a")
    git(top, "add", ".")
    return top


def asks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that git is asked for from now on."""
    asked: list[str] = []

    def ask(folder: str, name: str) -> int | None:
        asked.append(name)
        return ask_git(folder, name)

    ask_git = git_index._asked
    monkeypatch.setattr(git_index, "_asked", ask)
    return asked


def compare(folder: Path) -> None:
    for name in [*NAMES, "nothing", "a/b", "un"]:
        assert index_mode(str(folder), name) == git_index._asked(str(folder), name), name


def test_it_says_what_git_says(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "un").write_text("untracked")
    asked = asks(monkeypatch)
    for folder in (repository, repository / "sub"):
        for name in [*NAMES, "nothing", "un"]:
            if name.isascii():
                index_mode(str(folder), name)
    assert asked == []
    compare(repository)
    compare(repository / "sub")
    assert index_mode(str(repository), "run.sh") == 0o755
    assert index_mode(str(repository / "sub"), "a") == 0o644
    assert index_mode(str(repository), "ub/a") is None


def test_what_is_new_counts_at_once(repository: Path) -> None:
    git(repository, "update-index", "--chmod=-x", "run.sh")
    assert index_mode(str(repository), "run.sh") == 0o644
    git(repository, "rm", "-qf", "--cached", "run.sh")
    assert index_mode(str(repository), "run.sh") is None


@pytest.mark.parametrize(
    "words",
    [
        ["update-index", "--index-version", "4"],
        ["update-index", "--split-index"],
        ["config", "core.worktree", ".."],
        ["update-index", "--skip-worktree", "a"],
        ["add", "-N", "."],
    ],
    ids=" ".join,
)
def test_other_kinds_of_index(repository: Path, words: list[str]) -> None:
    (repository / "un").write_text("new")
    git(repository, *words)
    compare(repository)


def test_a_repository_without_an_index_a_work_tree_and_a_submodule(repository: Path, tmp_path: Path) -> None:
    git(repository, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")
    git(repository, "worktree", "add", "-q", str(tmp_path / "beside"))
    compare(tmp_path / "beside")
    assert index_mode(str(tmp_path / "beside"), "run.sh") == 0o755
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "module")
    compare(repository / "module")
    compare(repository)
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "-q")
    assert index_mode(str(tmp_path / "empty"), "a") is None
    assert index_mode("/", "a") is None


def test_settings_of_git_are_git_s(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asks(monkeypatch)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "x")
    assert index_mode(str(repository), "run.sh") == 0o755
    assert asked == []
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "other"))
    assert index_mode(str(repository), "run.sh") is None
    assert asked == ["run.sh"]


def test_in_a_merge_git_is_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asks(monkeypatch)
    blob = git(repository, "hash-object", "-w", "a").decode().strip()
    lines = "".join(f"100644 {blob} {stage}\ta\n" for stage in (1, 2, 3))
    git(repository, "rm", "-qf", "--cached", "a")
    subprocess.run(["git", "-C", str(repository), "update-index", "--index-info"], input=lines.encode(), check=True)
    assert index_mode(str(repository), "a") == 0o644
    assert asked == ["a"]
