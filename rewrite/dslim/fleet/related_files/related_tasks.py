"""Adds to each task what other files of its repository mean for it, and the tasks of files that must change too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dslim.facts.related_files import LaterCommand, ProtectedRegions, RelatedFiles, SharedBase
from dslim.fleet.config.settings import config_for
from dslim.fleet.config.task_plan import STDIN, TaskPlan, configured_build_files, repository_top
from dslim.fleet.related_files.later_commands import clear_later_commands, later_commands
from dslim.fleet.related_files.repository import Repository, project_root
from dslim.fleet.workers.runner import TaskResult
from dslim.fleet.workers.task import Task, where_not_named

if TYPE_CHECKING:
    from dslim.fleet.related_files.shared_prefix import SharedPrefixes


def _with_bases(task: Task, bases: tuple[SharedBase, ...]) -> Task:
    return task._replace(related_files=task.related_files._replace(shared_bases=bases)) if bases else task


class RelatedFilesFinder:
    """Looks into the repository of each task, where there is a reason to. `run_task`: fixes one file, unwritten.

    `with_shared_bases`: whether it is looked for what the files given begin with, which only advice needs.
    """

    def __init__(self, plan: TaskPlan, look: Callable[[Task], TaskResult], with_shared_bases: bool = False) -> None:
        self.plan = plan
        self.run_task = look
        clear_later_commands()
        self.with_shared_bases = with_shared_bases
        self._repositories: dict[str, Repository] = {}
        self._prefixes_by_root: dict[str, SharedPrefixes] = {}

    def add_related_files(self, tasks: Iterable[Task]) -> tuple[list[Task], list[str]]:
        """The tasks with what is known of other files, those of files that must change too, and notes on these."""
        found = [self._with_related_files(task) for task in tasks]
        if self.with_shared_bases:
            found = self._with_shared_bases(found)
        added: list[Task] = []
        for root, shared in self._prefixes_by_root.items():
            given = {os.path.abspath(task.path): task.path for task in found if task.path != STDIN}
            for path, protected in shared.companion_files(given).items():
                if project_root(path) == root:
                    task = self._unprotected_task(path)
                    resolved = self._repository_at(root).real_path(path)
                    kept = task.related_files._replace(protected=protected)
                    added.append(task._replace(path=os.path.relpath(path), related_files=kept, resolved=resolved))
        notes = [f"{task.path}: it begins like a file given, and changes with it (shared-prefix)" for task in added]
        return found + added, [note for one in self._repositories.values() for note in one.unread.values()] + notes

    def _with_shared_bases(self, tasks: list[Task]) -> list[Task]:
        """The tasks, each with what it is the first to begin with of those of its repository."""
        from dslim.fleet.related_files.shared_base import find_shared_bases  # parses every file given

        by_root: dict[str, list[str]] = {}
        for task in tasks:
            path = os.path.abspath(task.path)
            root = project_root(path) if task.path != STDIN else None
            if root is not None:
                by_root.setdefault(root, []).append(path)
        bases = {}
        for root, paths in by_root.items():
            if len(paths) > 1:
                repository = self._repository_at(root)
                texts = {path: repository.text_of(path) for path in paths}
                bases.update(find_shared_bases(texts, repository.display_path))
        return [_with_bases(task, bases.get(os.path.abspath(task.path), ())) for task in tasks]

    def _unprotected_task(self, path: str) -> Task:
        """The task of an absolute path that nobody named, with child stages and without protected regions."""
        root = project_root(path)
        assert root is not None
        related_files = RelatedFiles(
            self._repository_at(root).child_stages(path), later_commands=_later_commands_of(path)
        )
        return where_not_named(self.plan.make_task(path))._replace(related_files=related_files)

    def _with_related_files(self, task: Task) -> Task:
        if task.path == STDIN and self.plan.stdin_name is None:
            return task
        path = os.path.abspath(self.plan.stdin_name or STDIN if task.path == STDIN else task.path)
        task = task._replace(related_files=RelatedFiles(later_commands=_later_commands_of(path)))
        root = project_root(path)
        if root is None:
            return task
        repository = self._repository_at(root)
        child_stages = repository.child_stages(path)
        protected = ProtectedRegions()
        if task.path != STDIN and config_for(root).settings.shared_prefix == "keep":
            protected = self._prefixes_of(root).protected(path)
        if not child_stages and not protected.regions:
            return task
        return task._replace(related_files=task.related_files._replace(child_stages=child_stages, protected=protected))

    def _repository_at(self, root: str) -> Repository:
        if root not in self._repositories:
            self._repositories[root] = Repository(root)
        return self._repositories[root]

    def _prefixes_of(self, root: str) -> SharedPrefixes:
        if root not in self._prefixes_by_root:
            from dslim.fleet.related_files.shared_prefix import SharedPrefixes  # parses every file of the repository

            self._prefixes_by_root[root] = SharedPrefixes(
                self._repository_at(root), self._unprotected_task, lambda task: self.run_task(task).result.outcome
            )
        return self._prefixes_by_root[root]


def _later_commands_of(path: str) -> tuple[LaterCommand, ...]:
    """What other files run in a container of the image of the Dockerfile at an absolute path."""
    return later_commands(path, repository_top(path), configured_build_files(config_for(os.path.dirname(path))))
