"""Lists of Dockerfiles in many repositories: read, told apart by revision, checked out as their users would."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dslim.proofs.estimate import estimate, ordered_by_base
from dslim.proofs.repositories import ListedFile, ListError, questions_of, read_list
from dslim.proofs.run_many import Question
from dslim.proofs.stored_verdict import StoredVerdict
from dslim.proofs.verdict_store import VerdictStore
from dslim.support.git.checkout import check_out, resolve_revision
from dslim.support.git.locate import GitError

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two commits, a tag on the first, and a hook that would leave a mark."""
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q", "-b", "main")
    (work / "run.sh").write_text("#!/bin/sh\n")
    (work / "run.sh").chmod(0o755)
    (work / "Dockerfile").write_text("FROM a\nCOPY run.sh /\nRUN chmod 755 /run.sh\n")
    git(work, "add", ".")
    git(work, "commit", "-qm", "x")
    git(work, "tag", "-a", "v1", "-m", "x")
    (work / "Dockerfile").write_text("FROM a\nRUN b\n")
    git(work, "commit", "-qam", "y")
    return work


def git(folder: Path, *words: str) -> str:
    done = subprocess.run([*GIT, "-C", str(folder), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_list_names_each_file_once(tmp_path: Path) -> None:
    path = tmp_path / "repos.tsv"
    path.write_text("# a comment\n\nhttps://x/a.git\tmain\tDockerfile\nhttps://x/a.git\tmain\tDockerfile\n")
    assert read_list(str(path)) == [ListedFile("https://x/a.git", "main", "Dockerfile")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("https://x/a.git main Dockerfile", "with tabs between"),
        ("https://x/a.git\t\tDockerfile", "with tabs between"),
        ("https://x/a.git\tmain\t../Dockerfile", "leaves the repository"),
        ("https://x/a.git\tmain\t/etc/passwd", "leaves the repository"),
        ("--upload-pack=touch x\tmain\tDockerfile", "not a repository"),
        ("ext::sh -c x\tmain\tDockerfile", "not a repository"),
        ("https://x/a.git\t--output=x\tDockerfile", "not a repository"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "repos.tsv"
    path.write_text(f"# x\n{line}\n")
    with pytest.raises(ListError, match=why) as refused:
        read_list(str(path))
    assert str(refused.value).startswith(f"{path}:2: error: ")


def test_a_branch_and_a_tag_are_where_they_are_now(repository: Path) -> None:
    first, second = git(repository, "rev-parse", "main~1"), git(repository, "rev-parse", "main")
    url = str(repository)
    assert [resolve_revision(url, name) for name in ("main", "v1", "HEAD", first)] == [second, first, second, first]
    with pytest.raises(GitError, match="there is no elsewhere"):
        resolve_revision(url, "elsewhere")
    listed = [ListedFile(url, "v1", "Dockerfile"), ListedFile(url, "main", "Dockerfile")]
    old, new = questions_of(listed, ())
    assert old.key != new.key
    assert (old.file, old.repository) == (f"{url}@v1:Dockerfile", (url, first, "Dockerfile"))
    assert questions_of(listed, ("--unsafe-fixes",))[0].key != old.key


def test_a_checkout_is_as_its_users_and_runs_nothing(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a mask of 002 a file has mode 664, which a clone here has too; git still knows what it is."""
    import dslim

    mark = tmp_path / "mark"
    hook = tmp_path / "templates/hooks/post-checkout"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(hook.parents[1]))
    clone, checkout = tmp_path / "clone", tmp_path / "checkout"
    before = os.umask(0o002)
    try:
        subprocess.run([*GIT, "clone", "-q", "-b", "v1", str(repository), str(clone)], check=True, capture_output=True)
    finally:
        os.umask(before)
    assert mark.exists(), "the hook would notice"
    mark.unlink()
    check_out(str(repository), git(repository, "rev-parse", "main~1"), str(checkout), 0o002)
    assert not mark.exists()
    for folder in (clone, checkout):
        assert [(folder / name).stat().st_mode & 0o777 for name in ("Dockerfile", "run.sh")] == [0o664, 0o775]
    found = [dslim.fix_file(folder / "Dockerfile") for folder in (clone, checkout)]
    assert (found[0].after, found[0].changed) == (found[1].after, found[1].changed)
    with pytest.raises(GitError):
        check_out(str(tmp_path / "none"), "0" * 40, str(tmp_path / "other"))


def test_the_estimate_tells_builds_pulls_and_hours(tmp_path: Path) -> None:
    kept = VerdictStore(str(tmp_path / "store"))
    kept.prepare({"x": "k"})
    todo = [Question(str(i), "k", bases=(f"base{i % 3}",)) for i in range(6)]
    line = "6 files to do: 12 builds or more on 3 base images, 9 min (at 3 min a file)"
    assert estimate(todo, kept, 2).line() == line
    kept.add(StoredVerdict("x", "k", "same", seconds=600.0))
    assert estimate(todo, kept, 1).line().endswith("1 h 0 min (by the files that have a verdict)")
    many = [Question(str(i), "k", bases=(f"base{i}",)) for i in range(101)]
    assert "a pull-through mirror" in estimate(many, kept, 1).line()
    assert [question.file for question in ordered_by_base(todo)] == ["0", "3", "1", "4", "2", "5"]
