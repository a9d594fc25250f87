"""GitHub's files: as their schemas say, every action by its commit, no more rights than needed, no text run as code."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dslim.syntax import parse

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
DEPENDABOT = ROOT / ".github" / "dependabot.yml"
#: The rights that a job may have beyond reading the repository, and why there is one that has them.
RIGHTS = {
    ("release.yml", "attest"): {"id-token": "write", "attestations": "write"},
    ("release.yml", "publish"): {"id-token": "write"},
}
#: What may stand in a text that a shell runs: nothing that a stranger can choose.
HARMLESS = re.compile(r"\$\{\{\s*(matrix\.\w+|runner\.\w+)\s*\}\}")


def read(path: Path) -> dict[Any, Any]:
    value: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return value


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield path.name, name, job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for file, name, job in jobs():
        for step in job.get("steps", []):
            yield f"{file}: {name}", step
    for step in read(ACTION)["runs"]["steps"]:
        yield "action.yml", step


def check(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def schema_of(path: Path) -> str:
    names = {ACTION: "vendor.github-actions", DEPENDABOT: "vendor.dependabot"}
    return names.get(path, "vendor.github-workflows")


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION, DEPENDABOT], ids=lambda path: path.name)
def test_the_file_is_as_its_schema_says(path: Path) -> None:
    done = check(schema_of(path), path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_runs_for_hours(path: Path) -> None:
    done = check("custom.github-workflows-require-timeout", path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_that_differs_from_its_schema_is_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "ci.yml"
    wrong.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("    runs-on:", "    runs_on:"))
    assert check("vendor.github-workflows", wrong).returncode == 1


def test_the_workflows_are_there() -> None:
    assert {path.name for path in WORKFLOWS} == {"ci.yml", "release.yml"}
    assert len(list(steps())) > 10


def test_every_action_is_pinned_by_its_commit() -> None:
    """The version stands in a comment, for people and for Dependabot; files of this repository need no pin."""
    for path in (*WORKFLOWS, ACTION):
        for line in re.findall(r"^.*\buses: .*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            if "uses: ./" not in line:
                assert re.search(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$", line), line


def test_one_action_has_one_commit() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pinned = set(re.findall(r"uses: ([\w./-]+@.*)$", text, flags=re.MULTILINE))
    assert len(pinned) == len({one.partition("@")[0] for one in pinned})


def test_images_are_pinned_by_digest() -> None:
    for file, name, job in jobs():
        image = job.get("container", {}).get("image", "a@sha256:" + "0" * 64)
        assert re.search(r"@sha256:[0-9a-f]{64}$", image), f"{file}: {name}"


def test_a_workflow_has_no_rights_and_its_jobs_what_they_need() -> None:
    for path in WORKFLOWS:
        assert read(path)["permissions"] == {}
    for file, name, job in jobs():
        assert job["permissions"] == RIGHTS.get((file, name), {"contents": "read"}), f"{file}: {name}"


def test_no_workflow_runs_with_secrets_on_the_code_of_strangers() -> None:
    for path in WORKFLOWS:
        triggers = read(path)[True]  # YAML 1.1 reads `on` as true
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers), path.name
        assert "secrets." not in path.read_text(encoding="utf-8")


def test_no_shell_runs_a_text_that_a_stranger_chose() -> None:
    for where, step in steps():
        text = HARMLESS.sub("", step.get("run", "") + step.get("with", {}).get("script", ""))
        assert "${{" not in text, f"{where}: {step}: give it as an environment variable"


def test_no_checkout_leaves_a_token_behind() -> None:
    found = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert found
    assert all(step["with"]["persist-credentials"] is False for step in found)


def test_a_release_is_checked_attested_and_published_without_a_password() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert [jobs[name].get("needs") for name in jobs] == [None, "checks", "build", "attest"]
    assert jobs["publish"]["environment"]["name"] == "pypi"
    last = jobs["publish"]["steps"][-1]
    assert last["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert last["with"] == {"attestations": True}
    attested = jobs["attest"]["steps"][-1]
    assert attested["uses"].startswith("actions/attest-build-provenance@")
    assert attested["with"] == {"subject-path": "dist/*"}


def test_ci_tries_the_pins_with_every_python_that_is_supported() -> None:
    matrix = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["pins"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.10", "3.11", "3.12", "3.13", "3.14"]


def test_dependabot_moves_all_that_is_pinned() -> None:
    kinds = {one["package-ecosystem"]: one["directory"] for one in read(DEPENDABOT)["updates"]}
    assert kinds == {"pip": "/requirements", "github-actions": "/", "npm": "/editors/vscode", "docker": "/"}
    assert all((ROOT / folder.strip("/")).is_dir() for folder in kinds.values())


def audited(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--strict-collection", "--collect=all", "--quiet"]
    files = [*folder.glob(".github/workflows/*"), *folder.glob(".github/dependabot.yml"), *folder.glob("action.yml")]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)


def test_the_auditor_of_workflows_finds_nothing() -> None:
    done = audited(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_auditor_would_find_a_text_run_as_code(tmp_path: Path) -> None:
    text = ACTION.read_text(encoding="utf-8").replace('read -r -a args <<< "$ARGS"', "args=(${{ inputs.args }})")
    (tmp_path / "action.yml").write_text(text)
    done = audited(tmp_path)
    assert done.returncode > 1
    assert "template-injection" in done.stdout


def test_the_container_is_pinned_and_runs_without_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = parse(text).stages
    bases = [line.split() for line in re.findall(r"^FROM .*$", text, flags=re.MULTILINE)]
    assert len(stages) == len(bases)
    names = {words[3] for words in bases if len(words) > 3}
    for words in bases:
        assert words[1] in names or re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", words[1]), words
    last = text.rpartition("\nFROM ")[2]
    user, group = re.findall(r"^USER (\d+):(\d+)$", last, flags=re.MULTILINE)[-1]
    assert int(user) > 0
    assert int(group) > 0
    assert not re.search(r"^(RUN|COPY|ADD) ", last.partition("\nUSER ")[2], flags=re.MULTILINE)


def test_git_is_told_to_trust_no_folder() -> None:
    for path in (*WORKFLOWS, ACTION, ROOT / "Dockerfile", ROOT / ".ci" / "run", ROOT / ".pre-commit-hooks.yaml"):
        assert "safe.directory" not in path.read_text(encoding="utf-8"), path.name
