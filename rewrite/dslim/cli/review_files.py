"""The files whose fixes a person decides on: found as `dslim fix` finds them, and read when their turn comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.cli.fix_run import find_files, plan_tasks
from dslim.cli.input_files import read_dockerfile
from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
from dslim.fleet.workers.runner import Runner, TaskResult
from dslim.fleet.workers.task import FileResult, clear_context_cache, open_task

if TYPE_CHECKING:
    from dslim.cli.fix_arguments import FixArguments
    from dslim.diagnostics.outcome import Outcome
    from dslim.facts import Facts
    from dslim.support.reading import FileRead


class ReviewFiles:
    """The files of a command line, by number. Raises ConfigError and GitError when it is made.

    `search`: what was found; `tasks`: what is to be done with each file.
    """

    def __init__(self, arguments: FixArguments) -> None:
        self.search = find_files(arguments)
        self.plan, tasks = plan_tasks(arguments, self.search)
        runner = Runner(self._read, lambda _: "")
        self.tasks, notes = RelatedFilesFinder(self.plan, runner.run_one).add_related_files(tasks)
        self.search.notes += [*self.plan.notes, *notes]
        self.results: dict[int, TaskResult] = {}
        clear_context_cache()

    def read(self, number: int) -> Facts | None:
        """The facts of a file; None where there is nothing to decide, of which `results` tells."""
        task = self.tasks[number]
        try:
            read = self._read(task.path)
        except OSError as error:
            failed = FileResult(error=f": error: {error.strerror or error}")
            self.results[number] = TaskResult(task, b"", failed, is_fresh=True)
            return None
        facts, result = open_task(task, read.data)
        self.results[number] = TaskResult(task, read.data, result, True, read.identity)
        return facts

    def result(self, number: int, outcome: Outcome | None) -> TaskResult:
        """What there is to do with a file that was opened; the outcome is what was decided, None without decisions."""
        known = self.results[number]
        if outcome is None:
            return known
        error = f": internal error: {outcome.error}; the file is as it was" if outcome.error else ""
        return known._replace(result=FileResult(None if error else outcome, error=error))

    def is_named(self, number: int) -> bool:
        """Whether the user named the file, and so learns where it is left alone."""
        return self.tasks[number].path in self.search.named

    def _read(self, path: str) -> FileRead:
        # what the user names may be a link; what a walk found was none, and must not have become one
        return read_dockerfile(path, path in self.search.named)
