"""The modes that dslim is told are those that git tells, asked on each kind of repository without any precaution."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dslim.facts.build_context.context import Context
from dslim.support.git import program, questions
from dslim.support.git.locate import GitError
from dslim.support.git.questions import index_mode

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


def plain(folder: Path, name: str) -> int | None:
    """The same from git as anybody calls it."""
    command = ["git", "-C", str(folder), "ls-files", "--stage", "-z", "--", f":(literal){name}"]
    told = subprocess.run(command, check=False, capture_output=True).stdout
    return {b"100644": 0o644, b"100755": 0o755}.get(told[:6])


def compare(folder: Path, names: tuple[str, ...] = ()) -> None:
    for name in [*NAMES, "nothing", "a/b", "un", *names]:
        assert index_mode(str(folder), name) == plain(folder, name), name


def starts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that git is started with from now on."""
    told: list[str] = []
    ask = program.Git.ask

    def counted(git: program.Git, *words: str) -> bytes:
        told.append(words[0])
        return ask(git, *words)

    monkeypatch.setattr(program.Git, "ask", counted)
    return told


def test_it_says_what_git_says_and_asks_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "un").write_text("untracked")
    started = starts(monkeypatch)
    compare(repository)
    compare(repository / "sub")
    assert started == ["config", "ls-files"]
    assert index_mode(str(repository), "run.sh") == 0o755
    assert index_mode(str(repository / "sub"), "a") == 0o644
    assert index_mode(str(repository), "é") == 0o644
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


def test_the_index_of_a_running_commit_counts_and_none_of_another_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "x")
    assert index_mode(str(repository), "run.sh") == 0o755
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "other"))
    assert index_mode(str(repository), "run.sh") is None
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere"))
    assert index_mode(str(repository), "run.sh") == 0o755


def test_sides_of_a_merge_that_agree_count(repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "a").decode().strip()
    lines = "".join(f"100644 {blob} {stage}\ta\n" for stage in (1, 2, 3))
    lines += f"100644 {blob} 1\tb\n100755 {blob} 2\tb\n"
    git(repository, "rm", "-qf", "--cached", "a")
    subprocess.run(["git", "-C", str(repository), "update-index", "--index-info"], input=lines.encode(), check=True)
    assert index_mode(str(repository), "a") == 0o644
    with pytest.raises(GitError, match="differ in a merge"):
        index_mode(str(repository), "b")


def test_a_sparse_index_and_the_newer_hash(repository: Path, tmp_path: Path) -> None:
    git(repository, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x")
    git(repository, "sparse-checkout", "set", "--cone", "--sparse-index", "nosuch")
    compare(repository)
    (tmp_path / "new").mkdir()
    git(tmp_path / "new", "init", "-q", "--object-format=sha256")
    (tmp_path / "new" / "a").write_text("a")
    git(tmp_path / "new", "add", "a")
    compare(tmp_path / "new")
    assert index_mode(str(tmp_path / "new"), "a") == 0o644


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("core.worktree", "/elsewhere", "core.worktree"),
        ("core.bare", "true", "core.bare"),
        ("extensions.somethingNew", "1", "'somethingnew'"),
        ("extensions.objectFormat", "sha3", "'sha3'"),
    ],
)
def test_a_repository_that_is_not_understood_is_not_guessed_at(
    repository: Path, setting: str, value: str, told: str
) -> None:
    git(repository, "config", setting, value)
    with pytest.raises(GitError, match=told):
        index_mode(str(repository), "a")


def test_without_git_nothing_is_known_of_a_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions._known_modes.cache_clear()
    monkeypatch.setenv("PATH", "bin:.:")
    with pytest.raises(GitError, match="git cannot be run"):
        index_mode(str(repository), "a")
    assert Context(repository).mode("run.sh") is None
    assert Context(repository).recorded_mode("run.sh") is None
    questions._known_modes.cache_clear()
    monkeypatch.undo()
    assert Context(repository).mode("run.sh") == 0o755
    assert Context(repository).recorded_mode("run.sh") == 0o755
