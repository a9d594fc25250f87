"""Files of this machine go to workers with the work tree they lie in: what git tracks, and their contexts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dslim.fleet.workers.engine import Refused
from dslim.proofs import working_trees
from dslim.proofs.run_many import Question
from dslim.proofs.working_trees import packed
from dslim.support.git.bundle import unpack_bundle
from dslim.support.git.locate import find_repository

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    for name in ("a/Dockerfile", "b/Dockerfile", "c/other"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("FROM a\n")
    subprocess.run([*GIT, "init", "-q", str(folder)], check=True)
    subprocess.run([*GIT, "-C", str(folder), "add", "a"], check=True)
    (folder / "b/submodule").mkdir()
    (folder / "b/submodule/.git").write_text("gitdir: elsewhere\n")
    return folder


def test_a_tree_holds_what_git_tracks_and_the_contexts(work: Path, tmp_path: Path) -> None:
    listed = Question("url@main:x", "k", repository=("url", "0" * 40, "x"))
    below = Question(str(work / "b/Dockerfile"), "k")
    found, trees = packed([listed, below], 0o022)
    assert found[0] == listed
    assert (found[1].file, found[1].repository) == (below.file, (str(work), "", "b/Dockerfile"))
    (tmp_path / "bundle").write_bytes(trees[str(work)].data)
    unpack_bundle(str(tmp_path / "bundle"), str(tmp_path / "there"))
    names = {path.relative_to(tmp_path / "there") for path in (tmp_path / "there").rglob("*") if path.is_file()}
    assert {str(name) for name in names if name.parts[0] != ".git"} == {"a/Dockerfile", "b/Dockerfile"}


def test_what_lies_in_no_repository_or_outside_of_it_is_refused(work: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    with pytest.raises(Refused, match="lies in no git repository"):
        packed([Question(str(tmp_path / "Dockerfile"), "k")], 0o022)
    repository = find_repository(str(work))
    assert repository is not None
    with pytest.raises(Refused, match="lies outside of the repository"):
        list(working_trees._entries(repository, str(tmp_path)))
