"""Tasks with what other files of their repository say about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from dslim.facts.related_files import Fences, Neighbours
from dslim.fleet.config.plan import STDIN, Plan
from dslim.fleet.config.settings import config_for
from dslim.fleet.related_files.repository import Repository, root_of
from dslim.fleet.workers.runner import Result
from dslim.fleet.workers.task import Task

if TYPE_CHECKING:
    from dslim.fleet.related_files.shared_prefix import Shared


class Around:
    """Looks into the repository of each task, where there is a reason to. `look`: what becomes of a task."""

    def __init__(self, plan: Plan, look: Callable[[Task], Result]) -> None:
        self.plan = plan
        self.look = look
        self._repositories: dict[str, Repository] = {}
        self._shared: dict[str, Shared] = {}

    def tasks(self, tasks: Iterable[Task]) -> tuple[list[Task], list[str]]:
        """The tasks with their neighbours, and with those of files that must change too; and notes on these."""
        found = [self._with(task) for task in tasks]
        added: list[Task] = []
        for root, shared in self._shared.items():
            given = {os.path.abspath(task.path): task.path for task in found if task.path != STDIN}
            for path, fences in shared.companions(given).items():
                if root_of(path) == root:
                    task = self._plain(path)
                    resolved = self._repository(root).resolved(path)
                    kept = replace(task.neighbours, fences=fences)
                    added.append(replace(task, path=os.path.relpath(path), neighbours=kept, resolved=resolved))
        notes = [f"{task.path}: it begins like a file given, and changes with it (shared-prefix)" for task in added]
        return found + added, [note for one in self._repositories.values() for note in one.unread.values()] + notes

    def _plain(self, path: str) -> Task:
        """The task of an absolute path, with heirs and without fences."""
        root = root_of(path)
        assert root is not None
        return replace(self.plan.task(path), neighbours=Neighbours(self._repository(root).heirs(path)))

    def _with(self, task: Task) -> Task:
        if task.path == STDIN and self.plan.stdin_name is None:
            return task
        path = os.path.abspath(self.plan.stdin_name or STDIN if task.path == STDIN else task.path)
        root = root_of(path)
        if root is None:
            return task
        repository = self._repository(root)
        heirs = repository.heirs(path)
        fences = Fences()
        if task.path != STDIN and config_for(root).settings.shared_prefix == "keep":
            fences = self._shared_of(root).fences(path)
        return replace(task, neighbours=Neighbours(heirs, fences)) if heirs or fences.regions else task

    def _repository(self, root: str) -> Repository:
        if root not in self._repositories:
            self._repositories[root] = Repository(root)
        return self._repositories[root]

    def _shared_of(self, root: str) -> Shared:
        if root not in self._shared:
            from dslim.fleet.related_files.shared_prefix import Shared  # parses every file of the repository

            self._shared[root] = Shared(
                self._repository(root), self._plain, lambda task: self.look(task).done.outcome
            )
        return self._shared[root]
