"""Runs many tasks in several processes; results come in the order of the tasks, whatever is ready first."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeAlias

from dslim.fleet.cache.recorded_reads import Question
from dslim.fleet.cache.serialization import deserialize_result, serialize_result
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
    """Processes, and a bounded queue of tasks that wait for them: memory does not grow with the tasks."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.executor: ProcessPoolExecutor | None = None
        self.queue: deque[list[QueuedTask]] = deque()
        self.futures: deque[Future[list[SerializedResult]] | None] = deque()

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.executor is not None:
            if kind is not None:  # a signal, say: nobody waits for what they are at
                for worker in multiprocessing.active_children():
                    worker.terminate()
            self.executor.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        chunk: list[QueuedTask] = []
        waiting = 0
        for queued in self.runner.queue_tasks(tasks):
            chunk.append(queued)
            waiting += queued.result is None
            # known ones pass through, but a chunk of nothing else must not grow without end
            if waiting >= CHUNK_SIZE or len(chunk) >= 8 * CHUNK_SIZE:
                self._queue_chunk(chunk, waiting)
                chunk, waiting = [], 0
                while len(self.queue) > 3 * self.runner.processes or (self.queue and self._is_first_ready()):
                    yield from self._results_of_first_chunk()
        if chunk:
            self._queue_chunk(chunk, waiting)
        while self.queue:
            yield from self._results_of_first_chunk()

    def _is_first_ready(self) -> bool:
        future = self.futures[0]
        return future is None or future.done()

    def _queue_chunk(self, chunk: list[QueuedTask], waiting: int) -> None:
        self.queue.append(chunk)
        self.futures.append(self._submit_chunk([s for s in chunk if s.result is None]) if waiting else None)

    def _submit_chunk(self, tasks: list[QueuedTask]) -> Future[list[SerializedResult]]:
        try:
            if self.executor is not None:
                return self._submit_to(self.executor, tasks)
            with _blocked_signals():  # the processes start here
                self.executor = _make_executor(self.runner.processes)
                return self._submit_to(self.executor, tasks)
        except BrokenProcessPool as error:
            failed: Future[list[SerializedResult]] = Future()
            failed.set_exception(error)
            return failed

    def _submit_to(self, executor: ProcessPoolExecutor, tasks: list[QueuedTask]) -> Future[list[SerializedResult]]:
        work = [(queued.task, queued.data) for queued in tasks]
        return executor.submit(_run_chunk, work, self.runner.render, self.runner.cache is not None)

    def _results_of_first_chunk(self) -> Iterator[TaskResult]:
        chunk, future = self.queue.popleft(), self.futures.popleft()
        missing = [queued for queued in chunk if queued.result is None]
        packed: Iterator[SerializedResult | None] = iter(())
        if future is not None:
            try:
                packed = iter(future.result())
            except BrokenProcessPool:
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
        """A worker died (out of memory, say): each file in a process of its own, so that the others are result."""
        if self.executor is not None:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = None
        for queued in tasks:
            with _make_executor(1) as alone:
                try:
                    with _blocked_signals():
                        future = self._submit_to(alone, [queued])
                    yield future.result()[0]
                except BrokenProcessPool:
                    yield None


def _make_executor(jobs: int) -> ProcessPoolExecutor:
    # a fork shares the tables that are loaded here; elsewhere Python's own way is the safe one
    method = "fork" if sys.platform == "linux" else None
    if method:
        import dslim.engine.fix_loop
        import dslim.syntax

        dslim.syntax.parse("FROM a\n")
    else:
        # a new interpreter would look for modules in the working directory, which is somebody's repository
        os.environ["PYTHONSAFEPATH"] = "1"
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _begin_worker)


#: Signals for the parent: Ctrl-C and the end of a terminal reach the workers too, a kill of the group does.
_SIGNALS_FOR_PARENT = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
_BLOCKED_SIGNALS = {*_SIGNALS_FOR_PARENT, signal.SIGTERM}


@contextlib.contextmanager
def _blocked_signals() -> Iterator[None]:
    """Signals wait: a new process, and a thread of the executor, must not answer with a handler of the parent's."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """In a worker: the parent ends it, by a SIGTERM that no handler of the parent's may catch here, or by its own end.

    multiprocessing holds a pipe to each worker, which the system closes however the parent ends.
    """
    for number in _SIGNALS_FOR_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED_SIGNALS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
