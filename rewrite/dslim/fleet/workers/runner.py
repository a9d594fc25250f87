"""Runs many tasks, in this process or in several; what the cache knows is not result again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from dslim.diagnostics.options import Options
from dslim.fleet.discovery.generated_files import may_be_generated
from dslim.fleet.workers.task import FileResult, Render, Task, clear_context_cache, fix_task, open_build_context

if TYPE_CHECKING:
    from dslim.fleet.cache.outcome_cache import OutcomeCache
    from dslim.fleet.cache.recorded_reads import Question
    from dslim.support.reading import FileRead, Identity

#: Fewer files than this are fixed in this process: to start processes costs more.
MIN_FILES_FOR_PROCESSES = 40


class TaskResult(NamedTuple):
    """A task with the bytes that were read, and its result. `is_fresh`: not from the cache.

    `identity`: which file was read; None for standard input, and where nothing could be read.
    """

    task: Task
    data: bytes
    result: FileResult
    is_fresh: bool
    identity: Identity | None = None


class Runner(NamedTuple):
    """Runs tasks. `processes`: how many; 1 for none but this one. `read_file` raises OSError. `render`: makes diffs."""

    read_file: Callable[[str], FileRead]
    render: Render
    processes: int = 1
    cache: OutcomeCache | None = None

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[TaskResult]:
        """The results of `count` tasks, in the order of the tasks whatever is ready first."""
        clear_context_cache()
        if self.processes < 2 or count < MIN_FILES_FOR_PROCESSES:
            yield from map(self._finish_task, self.queue_tasks(tasks))
            return
        from dslim.fleet.workers.process_pool import ProcessPool  # processes cost their imports

        with ProcessPool(self) as pool:
            yield from pool.run(tasks)

    def run_one(self, task: Task) -> TaskResult:
        """The result of one task, made in this process."""
        return self._finish_task(next(self.queue_tasks([task])))

    def _finish_task(self, queued: QueuedTask) -> TaskResult:
        if queued.result is not None:
            return TaskResult(queued.task, queued.data, queued.result, False, queued.identity)
        recorded = fix_task(queued.task, queued.data, self.render, self.cache is not None)
        if self.cache is not None and recorded.context_reads is not None:
            from dslim.fleet.cache.serialization import serialize_result

            self.store_result(queued, serialize_result(recorded.result), recorded.context_reads, recorded.result)
        return TaskResult(queued.task, queued.data, recorded.result, True, queued.identity)

    def queue_tasks(self, tasks: Iterable[Task]) -> Iterator[QueuedTask]:
        """The tasks with their bytes, and the results of those that the cache knows."""
        if self.cache is None:
            yield from map(self._queue_task, tasks)
            return
        from dslim.fleet.cache.outcome_cache import MAX_KEYS_AT_ONCE

        left = iter(tasks)
        while ahead := [self._queue_task(task) for task in islice(left, MAX_KEYS_AT_ONCE)]:
            unknown = [(s.key, partial(open_build_context, s.task)) for s in ahead if s.result is None]
            kept = iter(self.cache.get_all(unknown))
            for queued in ahead:
                yield _from_cache(queued, next(kept)) if queued.result is None else queued

    def _queue_task(self, task: Task) -> QueuedTask:
        """A task with its bytes, and its key in the cache if there is one."""
        try:
            file = self.read_file(task.path)
        except OSError as error:
            return QueuedTask(task, b"", b"", FileResult(error=f": error: {error.strerror or error}"))
        data = file.data
        if self.cache is None:
            return QueuedTask(task, data, b"", None, file.identity)
        options = (*_options_key(task.options), task.with_look, task.if_generated if may_be_generated(data) else "")
        key = self.cache.first_key(data, options, task.context is None, *task.related_files)
        return QueuedTask(task, data, key, None, file.identity)

    def store_result(
        self, queued: QueuedTask, packed: bytes, reads: Mapping[Question, object], result: FileResult
    ) -> None:
        """Keep the result of a task in the cache. `packed`: `result` serialized. `reads`: what it rests on."""
        if self.cache is not None:
            from dslim.fleet.cache.serialization import has_nothing_to_write

            opener = partial(open_build_context, queued.task)
            self.cache.put(queued.key, reads, opener, packed, has_nothing_to_write(result))


class QueuedTask(NamedTuple):
    """A task that waits to be run, with the bytes of its file and its key in the cache; `result` if it is known."""

    task: Task
    data: bytes
    key: bytes
    result: FileResult | None
    identity: Identity | None = None


def _from_cache(queued: QueuedTask, kept: bytes | None) -> QueuedTask:
    from dslim.fleet.cache.outcome_cache import SEALED
    from dslim.fleet.cache.serialization import deserialize_result, has_nothing_to_write

    try:
        text = queued.data.decode("utf-8", "surrogateescape")
        result = deserialize_result(kept[1:], text) if kept is not None else None
    except ValueError:
        result = None  # damaged: as if it were not there
    if result is not None and kept is not None and kept[:1] != SEALED and not has_nothing_to_write(result):
        result = None  # somebody else's text
    return QueuedTask(queued.task, queued.data, queued.key, result, queued.identity)


@lru_cache(maxsize=256)
def _options_key(o: Options) -> tuple[object, ...]:
    """Options as a value whose `repr` is the same in every run: sets have no order of their own."""
    rules = None if o.rules is None else tuple(sorted(o.rules))
    return (rules, tuple(sorted(o.ignore)), *(v for n, v in vars(o).items() if n not in ("rules", "ignore")))


def count_processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
