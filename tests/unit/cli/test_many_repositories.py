"""The recipes of docs/ci.md for many repositories, run on bare repositories of this machine."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PAGE = (Path(__file__).parents[3] / "docs/ci.md").read_text(encoding="utf-8")
BLOATED = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid"]


def multi_gitter_command() -> str:
    found = re.search(r'multi-gitter run "(.*?)"', PAGE)
    assert found is not None
    return found[1]


def sourcegraph_command() -> str:
    spec = yaml.safe_load(PAGE.split("## Many repositories: Sourcegraph batch changes\n\n```yaml\n")[1].split("```")[0])
    (step,) = spec["steps"]
    return str(step["run"])


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with `dslim` and a stand-in for docker."""
    folder = tmp_path / "bin"
    folder.mkdir()
    docker = Path(__file__).parents[2] / "fake_docker.py"
    for name, words in {"dslim": ["-m", "dslim"], "docker": [str(docker)]}.items():
        (folder / name).write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, *words])} "$@"\n')
        (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def bare(folder: Path, files: dict[str, str]) -> Path:
    """A bare repository with these files on its only branch."""
    work, repository = folder / "work", folder / "bare.git"
    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text)
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*GIT, "-C", str(work), *words], check=True)
    subprocess.run([*GIT, "clone", "-q", "--bare", str(work), str(repository)], check=True)
    return repository


def change(repository: Path, clone: Path, command: str, env: dict[str, str]) -> str:
    """What multi-gitter and Sourcegraph do with one repository: none of its own code runs, as they are no packages."""
    subprocess.run([*GIT, "clone", "-q", str(repository), str(clone)], check=True)
    if subprocess.run(["sh", "-c", command], cwd=clone, env=env, capture_output=True).returncode:
        return "failed"
    git = [*GIT, "-C", str(clone)]
    if not subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True).stdout:
        return "unchanged"
    for words in (["checkout", "-qb", "dslim"], ["commit", "-qam", "dslim fix"], ["push", "-q", "origin", "dslim"]):
        subprocess.run([*git, *words], check=True)
    return "pushed"


@pytest.mark.parametrize("command", [multi_gitter_command(), sourcegraph_command()])
def test_a_branch_for_each_repository_in_which_something_changed(tmp_path: Path, path: str, command: str) -> None:
    repositories = {
        "smaller": {"Dockerfile": BLOATED, "README": "x\n"},
        "nothing": {"Dockerfile": "FROM a\n"},
        "half": {"a/Dockerfile": "FROM a\nRUNN b\n", "b/Dockerfile": BLOATED},
    }
    env = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    found = {}
    for name, files in repositories.items():
        repository = bare(tmp_path / name, files)
        found[name] = change(repository, tmp_path / name / "clone", command, env)
    assert found == {"smaller": "pushed", "nothing": "unchanged", "half": "pushed"}
    show = [*GIT, "-C", str(tmp_path / "half/bare.git"), "show", "--name-only", "--format=%s", "dslim"]
    assert subprocess.run(show, check=True, capture_output=True, text=True).stdout.split() == [
        "dslim", "fix", "b/Dockerfile",
    ]  # fmt: skip
    # without it the repository with one bad file would be left out
    assert change(tmp_path / "half/bare.git", tmp_path / "again", "dslim fix -i --quiet", env) == "failed"


def test_the_matrix_of_jobs_proves_each_file_once(tmp_path: Path, path: str) -> None:
    recipe = PAGE.split("## Proof for many files: a matrix of jobs")[1]
    jobs = yaml.safe_load(recipe.split("```yaml\n")[1].split("```")[0])
    prove, report = (
        next(step["run"] for step in jobs["jobs"][job]["steps"] if "dslim fleet" in step.get("run", ""))
        for job in ("prove", "report")
    )
    work = tmp_path / "work"
    for i in range(5):
        (work / f"{i}").mkdir(parents=True)
        (work / f"{i}/Dockerfile").write_text("FROM scratch\nRUN cp touch /a\nRUN chmod 600 /a touch /b\n")
    (tmp_path / "state").mkdir()
    env = {**os.environ, "PATH": path, "FAKE_STATE": str(tmp_path / "state")}
    shards = jobs["jobs"]["prove"]["strategy"]["matrix"]["shard"]
    for shard in shards:
        command = prove.replace("${{ matrix.shard }}", str(shard))
        subprocess.run(["sh", "-c", command], cwd=work, env=env, check=True, capture_output=True)
    subprocess.run(["sh", "-c", report], cwd=work, env=env, check=True, capture_output=True)
    page = (work / "proofs.html").read_text()
    assert all(f"{i}/Dockerfile" in page for i in range(5))
    told = subprocess.run(
        ["sh", "-c", "dslim fleet report proofs-* --format json"], cwd=work, env=env, check=True, capture_output=True
    )
    data = json.loads(told.stdout)
    assert (data["files"], data["missing"], data["states"]["same"]) == (5, 0, 5)
    log = (tmp_path / "state/log").read_text()
    assert log.count("buildx build") == 10
