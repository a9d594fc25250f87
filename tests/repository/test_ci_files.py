"""The files that CI systems read: pre-commit's hooks, GitHub's action, and our own Dockerfile."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from dslim.cli.main import main
from dslim.fleet.discovery.file_names import is_dockerfile_name

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
BLOAT, SLIM = "FROM a\nRUN a >/x\nRUN chmod 600 /x\n", "FROM a\nRUN a >/x && \\\n    chmod 600 /x\n"


def test_our_own_dockerfile_passes() -> None:
    result = CliRunner().invoke(main, ["fix", "--check", "--no-cache", str(ROOT / "Dockerfile")])
    assert (result.exit_code, result.stdout) == (0, "")
    text = (ROOT / "Dockerfile").read_text()
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    for source in re.findall(r"^COPY (?!--)(.*) \S+$", text, flags=re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name
            assert f"!{name.rstrip('/')}" in sent


@pytest.mark.parametrize(
    "path",
    ["Dockerfile", "a/Dockerfile.dev", "a/api.Dockerfile", "x/Containerfile", "b.dockerfile", "Dockerfile.j2",
     "Dockerfile.md", "Dockerfiles", "mydockerfile", "Dockerfile.in", "Dockerfile.dockerignore", "docker-compose.yml"],
)  # fmt: skip
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_hooks_take_the_files_that_dslim_takes(hook: dict[str, Any], path: str) -> None:
    taken = bool(re.search(hook["files"], path)) and not re.search(hook["exclude"], path)
    assert taken == is_dockerfile_name(path.rpartition("/")[2])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_the_hooks_run_once_and_heed_the_config(hook: dict[str, Any]) -> None:
    assert hook["require_serial"] is True
    assert "--force-exclude" in hook["entry"]
    program, *args = hook["entry"].split()
    assert program == "dslim"
    assert CliRunner().invoke(main, [*args, "--help"]).exit_code == 0


def test_the_action_s_own_words_are_its_inputs() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == ACTION["inputs"].keys()


def run_action(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's last step as GitHub runs it, with a dslim that is installed already."""
    program = folder / "temp" / "dslim" / "bin"
    program.mkdir(parents=True)
    (program / "dslim").symlink_to(Path(sys.executable).parent / "dslim")
    told = {name: one.get("default", "") for name, one in ACTION["inputs"].items()} | inputs
    step = ACTION["runs"]["steps"][-1]
    env = {k: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: told[m[1]], v) for k, v in step["env"].items()}
    env |= {"RUNNER_TEMP": str(folder / "temp"), "PATH": os.environ["PATH"], "DSLIM_CACHE_DIR": str(folder / "cache")}
    env |= {k: v for k, v in os.environ.items() if k == "PYTHONPATH"}
    env |= {"GITHUB_OUTPUT": str(folder / "temp" / "outputs")}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_action_fails_with_annotations_where_there_is_something_to_slim(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "Dockerfile").write_text(BLOAT)
    done = run_action(tmp_path, paths="a b\n\n")
    assert done.returncode == 1
    assert done.stdout.startswith("::warning file=a b/Dockerfile,line=2,title=SL101 merge-runs::")


def outputs(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / "temp" / "outputs").read_text().splitlines())


def test_the_action_starts_where_it_is_told_and_has_outputs(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "services" / "web").mkdir(parents=True)
    (tmp_path / "services" / "web" / "Dockerfile").write_text(BLOAT)
    (tmp_path / "Dockerfile").write_text(BLOAT)
    words = {"working-directory": "services", "format": "github", "output": "out.txt", "cache": "true"}
    done = run_action(tmp_path, **words)
    assert done.returncode == 1, done.stderr
    report = tmp_path.resolve() / "services" / "out.txt"
    assert outputs(tmp_path) == {"report": str(report), "exit-code": "1", "changed": "true"}
    assert [line.split(",")[0] for line in report.read_text().splitlines()] == [
        "::warning file=services/web/Dockerfile"
    ], "from the root of the repository"
    assert (tmp_path / "temp" / "dslim-cache").stat().st_mode & 0o777 == 0o700


def test_the_outputs_say_that_nothing_would_change_and_that_there_was_an_error(tmp_path: Path) -> None:
    for text, code in (("FROM a\n", "0"), ("FROM\n", "2")):
        folder = tmp_path / code
        folder.mkdir()
        (folder / "Dockerfile").write_text(text)
        assert run_action(folder).returncode == int(code)
        assert outputs(folder) == {"exit-code": code, "changed": "false"}


def test_the_action_starts_in_no_folder_outside_of_the_workspace(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "link").symlink_to(tmp_path)
    done = run_action(work, **{"working-directory": "link"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "not in the workspace" in done.stderr


def test_the_action_writes_a_report_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    done = run_action(tmp_path, format="sarif", output="out.sarif", args="--merge=off --statistics")
    assert (done.returncode, done.stdout) == (0, "")
    assert '"version": "2.1.0"' in (tmp_path / "out.sarif").read_text()


def test_a_report_goes_through_no_link_of_the_repository(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "Dockerfile").write_text("FROM a\n")
    victim = tmp_path / "victim"
    victim.write_text("mine\n")
    (work / "out.json").symlink_to(victim)
    done = run_action(work, format="json", output="out.json")
    assert done.returncode == 0, done.stderr
    assert victim.read_text() == "mine\n"
    assert not (work / "out.json").is_symlink()
    assert (work / "out.json").read_text()


def test_a_report_goes_into_no_folder_that_a_link_leads_to(tmp_path: Path) -> None:
    work, other = tmp_path / "work", tmp_path / "other"
    work.mkdir()
    other.mkdir()
    (work / "Dockerfile").write_text("FROM a\n")
    (work / "reports").symlink_to(other)
    done = run_action(work, format="json", output="reports/out.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not in the workspace" in done.stderr
    assert list(other.iterdir()) == []


def install_action(work: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's first step as GitHub runs it, in a folder that holds a repository."""
    (work.parent / "temp").mkdir()
    here = work.parent / "action"  # a copy: to build leaves files behind
    here.mkdir()
    for name in ("requirements", "grammar", "rewrite"):
        shutil.copytree(ROOT / name, here / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, here / name)
    step = ACTION["runs"]["steps"][0]
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {"RUNNER_TEMP": str(work.parent / "temp"), "HERE": str(here), "EXTRAS": inputs.get("extras", "")}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("extras", ["dev", "bake,nonsense", "bake]; touch marker", "$(touch marker)"])
def test_the_action_refuses_an_extra_that_is_not_there(tmp_path: Path, extras: str) -> None:
    (tmp_path / "work").mkdir()
    done = install_action(tmp_path / "work", extras=extras)
    assert (done.returncode, done.stdout) == (2, "")
    assert "choose from bake, progress and verify" in done.stderr
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.slow  # asks PyPI
@pytest.mark.parametrize("extras", ["", "bake, verify"])
def test_the_action_installs_and_runs_nothing_of_the_repository(tmp_path: Path, extras: str) -> None:
    work = tmp_path / "work"
    work.mkdir()
    mark = f"open({str(tmp_path / 'marker')!r}, 'w')\n"
    for module in ("venv", "pip", "sitecustomize", "usercustomize", "setuptools", "click", "dslim", "json"):
        (work / f"{module}.py").write_text(mark)
    (work / "Dockerfile").write_text("FROM a\n")
    done = install_action(work, extras=extras)
    assert done.returncode == 0, done.stdout + done.stderr
    program = tmp_path / "temp" / "dslim" / "bin" / "dslim"
    env = {**os.environ, "DSLIM_CACHE_DIR": str(tmp_path / "cache")}
    checked = subprocess.run([program, "fix", "--check", "."], cwd=work, env=env, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert not (tmp_path / "marker").exists()


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow  # asks PyPI
def test_pre_commit_runs_the_hooks_from_a_clone(tmp_path: Path) -> None:
    clone, work = tmp_path / "clone", tmp_path / "work"
    work.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    # what is not committed yet is tested too
    for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
        (clone / name).write_bytes((ROOT / name).read_bytes())
    git(clone, "add", ".")
    git(clone, "commit", "-q", "--allow-empty", "-m", "as it is")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, check=True, capture_output=True, text=True).stdout
    git(work, "init", "-q")
    (work / "a").mkdir()
    for name in ("a/Dockerfile", "b.Dockerfile", "old.Dockerfile"):
        (work / name).write_text(BLOAT)
    (work / "dslim.toml").write_text('exclude = ["old.Dockerfile"]\n')
    hooks = "repos:\n- repo: {}\n  rev: {}\n  hooks: [{{id: dslim-check}}, {{id: dslim}}]\n"
    (work / ".pre-commit-config.yaml").write_text(hooks.format(clone, head.strip()))
    git(work, "add", ".")
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"]
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "DSLIM_CACHE_DIR": str(tmp_path / "cache")}
    env.pop("PYTHONPATH", None)
    first = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert "+RUN a >/x && \\" in first.stdout
    texts = [(work / name).read_text() for name in ("a/Dockerfile", "b.Dockerfile", "old.Dockerfile")]
    assert texts == [SLIM, SLIM, BLOAT]
    git(work, "add", ".")
    second = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stdout + second.stderr
