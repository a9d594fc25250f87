"""Hands many tasks to an engine; results come in the order of the tasks, whatever is ready first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from dslim.fleet.cache.recorded_reads import Question
from dslim.fleet.cache.serialization import deserialize_result, serialize_result
from dslim.fleet.workers.engine import Died, Engine, Pending
from dslim.fleet.workers.local_processes import LocalProcesses
from dslim.fleet.workers.runner import QueuedTask, Runner, TaskResult
from dslim.fleet.workers.task import FileResult, Render, Task, fix_task

#: Files a worker gets at once: enough that handing them over costs little, few enough that none waits long.
CHUNK_SIZE = 16
#: What a worker sends back for one file: its serialized result, and what was read of the build context for it.
SerializedResult: TypeAlias = "tuple[bytes, Mapping[Question, object] | None]"


def _run_chunk(tasks: list[tuple[Task, bytes]], render: Render, is_kept: bool) -> list[SerializedResult]:
    """In a worker: some files, one after another."""
    found: list[SerializedResult] = []
    for task, data in tasks:
        recorded = fix_task(task, data, render, is_kept)
        found.append((serialize_result(recorded.result), recorded.context_reads))
    return found


class ProcessPool:
    """An engine, and a bounded queue of tasks that wait for it: memory does not grow with the tasks.

    `engine`: None for processes on this machine.
    """

    def __init__(self, runner: Runner, engine: Engine | None = None) -> None:
        self.runner = runner
        self.engine: Engine = engine or LocalProcesses(runner.processes)
        self.queue: deque[list[QueuedTask]] = deque()
        self.pending: deque[Pending[list[SerializedResult]] | None] = deque()

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if isinstance(self.engine, LocalProcesses):
            self.engine.close(at_once=kind is not None)
        else:
            self.engine.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """The results of the tasks, in their order."""
        chunk: list[QueuedTask] = []
        waiting = 0
        for queued in self.runner.queue_tasks(tasks):
            chunk.append(queued)
            waiting += queued.result is None
            # known ones pass through, but a chunk of nothing else must not grow without end
            if waiting >= CHUNK_SIZE or len(chunk) >= 8 * CHUNK_SIZE:
                self._queue_chunk(chunk, waiting)
                chunk, waiting = [], 0
                while len(self.queue) > 3 * self.engine.slots or (self.queue and self._is_first_ready()):
                    yield from self._results_of_first_chunk()
        if chunk:
            self._queue_chunk(chunk, waiting)
        while self.queue:
            yield from self._results_of_first_chunk()

    def _is_first_ready(self) -> bool:
        pending = self.pending[0]
        return pending is None or pending.done()

    def _queue_chunk(self, chunk: list[QueuedTask], waiting: int) -> None:
        self.queue.append(chunk)
        self.pending.append(self._submit([s for s in chunk if s.result is None]) if waiting else None)

    def _submit(self, tasks: list[QueuedTask]) -> Pending[list[SerializedResult]]:
        work = [(queued.task, queued.data) for queued in tasks]
        return self.engine.submit(_run_chunk, work, self.runner.render, self.runner.cache is not None)

    def _results_of_first_chunk(self) -> Iterator[TaskResult]:
        chunk, pending = self.queue.popleft(), self.pending.popleft()
        missing = [queued for queued in chunk if queued.result is None]
        packed: Iterator[SerializedResult | None] = iter(())
        if pending is not None:
            try:
                packed = iter(pending.result())
            except Died:
                packed = iter(self._run_one_by_one(missing))
        for queued in chunk:
            if queued.result is not None:
                yield TaskResult(queued.task, queued.data, queued.result, False, queued.identity)
                continue
            found = next(packed)
            if found is None:
                message = ": internal error: the process that looked at it died; the file is as it was"
                yield TaskResult(queued.task, queued.data, FileResult(error=message), True, queued.identity)
                continue
            data, reads = found
            result = deserialize_result(data, queued.data.decode("utf-8", "surrogateescape"))
            if reads is not None:
                self.runner.store_result(queued, data, reads, result)
            yield TaskResult(queued.task, queued.data, result, True, queued.identity)

    def _run_one_by_one(self, tasks: list[QueuedTask]) -> Iterator[SerializedResult | None]:
        """A worker died (out of memory, say): each file by itself, so that one alone is lost."""
        for queued in tasks:
            try:
                yield self._submit([queued]).result()[0]
            except Died:
                yield None
