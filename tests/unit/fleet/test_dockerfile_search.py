"""Which files are found: by name, by config, by what builds them, and by what git says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dslim.fleet.config.task_plan import clear_caches
from dslim.fleet.discovery.changed_files import changed_since, staged_paths
from dslim.fleet.discovery.dockerfile_search import find_dockerfiles, select_changed
from dslim.support.git.locate import GitError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory that is the root of a repository, and nothing known of it."""
    clear_caches()
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(name: str, text: str = "FROM a\n") -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def found(*paths: str) -> list[str]:
    clear_caches()
    return find_dockerfiles(paths or (".",)).files


def test_gitignore_counts_at_every_level_and_the_innermost_decides() -> None:
    for name in ("Dockerfile", "build/Dockerfile", "a/Dockerfile", "a/x.Dockerfile", "a/b/x.Dockerfile"):
        write(name)
    write(".gitignore", "build/\n*.Dockerfile\n")
    write("a/b/.gitignore", "!x.Dockerfile\n")
    assert found() == ["Dockerfile", "a/Dockerfile", "a/b/x.Dockerfile"]
    assert found("a") == ["a/Dockerfile", "a/b/x.Dockerfile"], "the root's file counts below it too"


def test_info_exclude_counts() -> None:
    write("x/Dockerfile")
    write(".git/info/exclude", "x\n")
    assert found() == []


def test_a_work_tree_beside_has_the_exclude_file_of_the_first() -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q", "first"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "a"], cwd="first", check=True)
    subprocess.run([*git, "worktree", "add", "-q", "../second"], cwd="first", check=True)
    write("first/.git/info/exclude", "x\n")
    write("second/x/Dockerfile")
    write("second/y/Dockerfile")
    assert found("second") == ["second/y/Dockerfile"]
    write("second/.git", "gitdir: /nowhere\n")
    assert found("second") == ["second/x/Dockerfile", "second/y/Dockerfile"]


def test_a_file_given_by_name_is_always_taken() -> None:
    write("x/Dockerfile")
    write("notes.txt")
    write(".gitignore", "x\n")
    write("dslim.toml", 'exclude = ["x"]\n')
    assert found("x/Dockerfile", "notes.txt", "gone") == ["x/Dockerfile", "notes.txt", "gone"]
    clear_caches()
    assert find_dockerfiles(["x/Dockerfile", "notes.txt"], force_exclude=True).files == ["notes.txt"]


def test_include_and_exclude_of_the_nearest_config() -> None:
    for name in ("docker/web", "docker/README", "old/Dockerfile", "sub/old/Dockerfile", "sub/docker/web"):
        write(name)
    write("dslim.toml", 'include = ["docker/*"]\nexclude = ["old", "README"]\n')
    write("sub/pyproject.toml", "[tool.dslim]\n")
    assert found() == ["docker/web", "sub/old/Dockerfile"]


def test_what_compose_and_bake_build_is_found_whatever_its_name() -> None:
    for name in ("docker/web", "docker/job", "docker/other", "Dockerfile"):
        write(name)
    write("compose.yaml", "services:\n  web: {build: {context: ., dockerfile: docker/web}}\n  own: {build: .}\n")
    write("docker-bake.json", '{"target": {"job": {"dockerfile": "docker/job"}}}')
    assert found() == ["Dockerfile", "docker/job", "docker/web"]
    assert found("docker") == [], "the file that names them lies outside"


def test_a_build_that_leads_out_of_the_folder_is_not_followed(here: Path) -> None:
    up, link = "{build: {context: .., dockerfile: other}}", "{build: {dockerfile: link}}"
    write("in/compose.yaml", f"services: {{x: {up}, y: {link}}}\n")
    write("other")
    (here / "in" / "link").symlink_to("../other")
    assert found("in") == []


@pytest.mark.parametrize("folder", [".git", "a/node_modules/b", ".venv"])
def test_a_build_in_a_folder_that_is_not_searched_is_not_found(folder: str) -> None:
    write(f"{folder}/evil")
    write("compose.yaml", f"services: {{x: {{build: {{context: ., dockerfile: {folder}/evil}}}}}}\n")
    assert found() == []


def test_templates_are_told_and_not_taken() -> None:
    for name in ("Dockerfile.j2", "a/Dockerfile.tmpl", "b/Dockerfile-x.erb", "c/Dockerfile.in", "d/page.tmpl"):
        write(name)
    search = find_dockerfiles(["."])
    assert search.files == []
    assert search.templates == [
        ("Dockerfile.j2", "a Jinja template"), ("a/Dockerfile.tmpl", "a template"),
        ("b/Dockerfile-x.erb", "an ERB template"), ("c/Dockerfile.in", "a template of cpp or m4"),
    ]  # fmt: skip


def test_links_are_not_followed(here: Path) -> None:
    write("real/Dockerfile")
    (here / "link").symlink_to("real")
    (here / "loop").symlink_to(".")
    (here / "Dockerfile").symlink_to("real/Dockerfile")
    assert found() == ["real/Dockerfile"]
    assert found("real", "link/Dockerfile", "real/Dockerfile") == ["real/Dockerfile"], "each file once"


def test_a_very_deep_tree_is_walked(here: Path) -> None:
    deep = "/".join(["d"] * 400)
    os.makedirs(deep)
    write(f"{deep}/Dockerfile")
    assert found() == [f"{deep}/Dockerfile"]


def git(*args: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *args], check=True, capture_output=True)


@pytest.fixture
def repository(here: Path) -> Path:
    """A repository with a commit on main, and one on a branch."""
    (here / ".git").rmdir()
    git("init", "-q", "-b", "main", ".")
    for name in ("a/Dockerfile", "b/Dockerfile", "gone/Dockerfile", "README.md"):
        write(name)
    git("add", ".")
    git("commit", "-qm", "one")
    git("switch", "-qc", "branch")
    write("a/Dockerfile", "FROM b\n")
    Path("gone/Dockerfile").unlink()
    git("commit", "-qam", "two")
    git("switch", "-q", "main")
    write("b/Dockerfile", "FROM main\n")
    git("commit", "-qam", "three")
    git("switch", "-q", "branch")
    clear_caches()
    return here


def test_since_a_revision_by_what_the_branch_and_the_work_tree_changed(repository: Path) -> None:
    write("new é/Dockerfile")
    write("new é/notes.md")
    assert select_changed(changed_since("main", "."), ["."]).files == ["a/Dockerfile", "new é/Dockerfile"]
    assert select_changed(changed_since("main", "a"), ["a"]).files == ["a/Dockerfile"]
    assert select_changed(changed_since("main", "."), ["b", "a/Dockerfile"]).files == ["a/Dockerfile"]


def test_what_is_staged(repository: Path) -> None:
    write("b/Dockerfile", "FROM staged\n")
    write("a/Dockerfile", "FROM unstaged\n")
    git("add", "b")
    assert select_changed(staged_paths("."), ["."]).files == ["b/Dockerfile"]


def test_changed_files_are_subject_to_config_and_ignore_files(repository: Path) -> None:
    write("x/Dockerfile")
    write("x/Dockerfile.j2")
    write("docker/web")
    write("compose.yaml", "services: {web: {build: {dockerfile: docker/web}}}\n")
    search = select_changed(changed_since("main", "."), ["."])
    assert search.files == ["a/Dockerfile", "docker/web", "x/Dockerfile"]
    assert search.templates == [("x/Dockerfile.j2", "a Jinja template")]
    write("dslim.toml", 'exclude = ["x"]\n')
    clear_caches()
    assert select_changed(changed_since("main", "."), ["."]).files == ["a/Dockerfile", "docker/web"]


def test_git_s_complaints_are_told(here: Path, repository: Path) -> None:
    with pytest.raises(GitError, match="nosuch"):
        changed_since("nosuch", ".")
    with pytest.raises(GitError, match="no revision"):
        changed_since("--output=x", ".")
