"""Tasks with what other files of their repository say: who builds on them, and what they share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dslim.diagnostics.outcome import Outcome
from dslim.fleet.config.task_plan import STDIN, TaskPlan, clear_caches
from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
from dslim.fleet.related_files.repository import Repository
from dslim.fleet.related_files.shared_prefix import SharedPrefixes
from dslim.fleet.workers.runner import TaskResult
from dslim.fleet.workers.task import Task, fix_task
from dslim.report.diff import hunks_of

HEAD = "FROM debian:12\nRUN one\nRUN two\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name, text in {"a": HEAD + "RUN a\n", "b": HEAD + "RUN b\n", "c": "FROM debian:11\nRUN one\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(text)
    clear_caches()
    return tmp_path


def look(task: Task) -> TaskResult:
    data = Path(task.path).read_bytes()
    return TaskResult(task, data, fix_task(task, data, hunks_of, False).result, True)


def finder() -> RelatedFilesFinder:
    return RelatedFilesFinder(TaskPlan({}, None), look)


def tasks(*paths: str) -> tuple[list[Task], list[str]]:
    plan = TaskPlan({}, None)
    return RelatedFilesFinder(plan, look).add_related_files([plan.make_task(path) for path in paths])


def test_files_that_have_nothing_to_do_with_each_other_stay_as_they_are() -> None:
    found, notes = tasks("a/Dockerfile", "c/Dockerfile")
    assert [task.path for task in found] == ["a/Dockerfile", "c/Dockerfile"]
    assert not any(task.related_files.protected.regions or task.related_files.child_stages for task in found)
    assert notes == []


def test_who_builds_on_an_image_is_known_to_its_task(here: Path) -> None:
    (here / "compose.yaml").write_text("services: {base: {build: ./a, image: 'corp/base'}}\n")
    (here / "c/Dockerfile").write_text("FROM corp/base\nRUN x\n")
    clear_caches()
    (task,), _ = tasks("a/Dockerfile")
    assert [child.name for child in task.related_files.child_stages] == ["c/Dockerfile"]


def test_with_shared_prefix_the_shared_lines_are_protected_and_the_sharer_comes_along(here: Path) -> None:
    (here / "dslim.toml").write_text('shared-prefix = "keep"\nmerge = "all"\n')
    clear_caches()
    found, notes = tasks("a/Dockerfile")
    region = found[0].related_files.protected.regions[0]
    assert (HEAD + "RUN a\n")[region.start : region.end] == "RUN one\nRUN two\n"
    assert "b/Dockerfile begins with the same instructions" in region.why
    assert [task.path for task in found] == ["a/Dockerfile", os.path.join("b", "Dockerfile")]
    assert notes == ["b/Dockerfile: it begins like a file given, and changes with it (shared-prefix)"]


def test_standard_input_without_a_name_has_no_related_files(here: Path) -> None:
    (here / "dslim.toml").write_text('shared-prefix = "keep"\n')
    clear_caches()
    task = TaskPlan({}, None).make_task(STDIN)
    assert finder().add_related_files([task]) == ([task], [])


def test_what_would_not_change_alike_frozen(here: Path) -> None:
    plan = TaskPlan({"merge": "all"}, None)
    def prefixes(alike: bool) -> SharedPrefixes:
        def outcome_of(task: Task) -> Outcome | None:
            # a file whose outcome is not known stays as it is
            return look(task).result.outcome if alike or not task.path.endswith("b/Dockerfile") else None

        return SharedPrefixes(Repository(str(here)), plan.make_task, outcome_of)

    path = str(here / "a/Dockerfile")
    assert [region.frozen for region in prefixes(True).protected(path).regions] == [False]
    (region,) = prefixes(False).protected(path).regions
    assert region.frozen
    assert "would not change alike" in region.why
