"""A work tree that travels as a git bundle arrives as it is: content, modes, links, empty folders, git's index."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dslim.support.git import bundle
from dslim.support.git.bundle import make_bundle, unpack_bundle
from dslim.support.git.locate import GitError, find_repository
from dslim.support.git.questions import index_mode

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid"]


def git(folder: Path, *words: str) -> None:
    subprocess.run([*GIT, "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository whose work tree differs from its last commit in every way that a build may see."""
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for name in ("same", "changed", "gone", "tool.sh", "dos"):
        (folder / name).write_text(f"{name}\n")
    attributes = "dos text eol=crlf\nsame ident filter=mark\nchanged working-tree-encoding=UTF-16\n"
    (folder / ".gitattributes").write_text(attributes)
    (folder / "changed").write_text("changed\n", encoding="utf-16")
    git(folder, "config", "filter.mark.clean", f"touch {tmp_path}/mark; cat")
    git(folder, "add", "same", "gone", "tool.sh", "dos")
    git(folder, "commit", "-qm", "x")
    git(folder, "update-index", "--chmod=+x", "tool.sh")
    (tmp_path / "mark").unlink(missing_ok=True)
    (folder / "same").write_text("$Id$ x\n")
    (folder / "dos").write_bytes(b"a\nb\r\n")
    (folder / "gone").unlink()
    (folder / "new \"\n\\ name").write_bytes(bytes(range(256)))
    (folder / "new \"\n\\ name").chmod(0o4711)
    (folder / "link").symlink_to("/nowhere")
    (folder / "empty").mkdir(mode=0o701)
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/x").write_text("x")
    (folder / "deep/er").chmod(0o2750)
    return folder


def told(folder: Path) -> dict[str, object]:
    """What a build sees below a folder."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if name.split("/")[0] != ".git":
            content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
            found[name] = (path.lstat().st_mode, content)
    return found


def below(folder: Path) -> list[str]:
    return list(told(folder))


@pytest.mark.parametrize("umask", [0o022, 0o002])
def test_a_work_tree_arrives_as_it_is(work: Path, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        repository = find_repository(str(work))
        assert repository is not None
        (tmp_path / "bundle").write_bytes(make_bundle(repository, below(work)))
    finally:
        os.umask(before)
    there = tmp_path / "there"
    unpack_bundle(str(tmp_path / "bundle"), str(there), umask)
    assert told(there) == told(work)
    assert [index_mode(str(there), name) for name in ("tool.sh", "gone", "same", "deep/er/x")] == [
        0o755, 0o644, 0o644, None,
    ]  # fmt: skip
    assert not (tmp_path / "mark").exists(), "no filter of the repository ran"


def test_too_much_is_refused_and_a_merge_too(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = find_repository(str(work))
    assert repository is not None
    monkeypatch.setattr(bundle, "MAX_SIZE", 100)
    with pytest.raises(GitError, match="push a commit, and give a list"):
        make_bundle(repository, below(work))
    monkeypatch.undo()
    git(work, "stash", "-q")
    for branch in ("a", "b"):
        git(work, "checkout", "-q", "-B", branch, "main")
        (work / "same").write_text(branch)
        git(work, "commit", "-qam", branch)
    assert subprocess.run([*GIT, "-C", str(work), "merge", "-q", "a"], capture_output=True).returncode
    with pytest.raises(GitError, match="same: in the middle of a merge"):
        make_bundle(repository, [])


def test_what_lies_behind_a_link_is_not_sent(tmp_path: Path) -> None:
    work, outside = tmp_path / "work", tmp_path / "outside"
    for folder in (work / "a", outside):
        folder.mkdir(parents=True)
    (work / "a/b").write_text("in the repository")
    git(work, "init", "-q", "-b", "main")
    git(work, "add", "-A")
    (outside / "b").write_text("of somebody else")
    (work / "a/b").unlink()
    (work / "a").rmdir()
    (work / "a").symlink_to(outside)
    repository = find_repository(str(work))
    assert repository is not None
    (tmp_path / "bundle").write_bytes(make_bundle(repository, ["a"]))
    unpack_bundle(str(tmp_path / "bundle"), str(tmp_path / "there"), 0o022)
    assert told(tmp_path / "there") == told(work)
