"""A pool of processes for many tasks; results come in the order of the tasks, whatever is ready first."""

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

from dslim.fleet.cache.context_reads import Question
from dslim.fleet.cache.packing import pack, unpack
from dslim.fleet.workers.runner import Result, Runner, Slot
from dslim.fleet.workers.task import Done, Render, Task, judge

#: Files a worker gets at once: enough that handing them over costs little, few enough that none waits long.
CHUNK = 16
#: What one file may become in a worker: its packed outcome and its evidence.
Packed: TypeAlias = "tuple[bytes, Mapping[Question, object] | None]"


def _chunk(slots: list[tuple[Task, bytes]], render: Render, kept: bool) -> list[Packed]:
    """In a worker: some files, one after another."""
    found: list[Packed] = []
    for task, data in slots:
        judged = judge(task, data, render, kept)
        found.append((pack(judged.done), judged.asked))
    return found


class Pool:
    """Processes, and the line of tasks that wait for them. Bounded: memory does not grow with the tasks."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.executor: ProcessPoolExecutor | None = None
        self.line: deque[list[Slot]] = deque()
        self.futures: deque[Future[list[Packed]] | None] = deque()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.executor is not None:
            if kind is not None:  # a signal, say: nobody waits for what they are at
                for worker in multiprocessing.active_children():
                    worker.terminate()
            self.executor.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        chunk: list[Slot] = []
        waiting = 0
        for slot in self.runner.known(tasks):
            chunk.append(slot)
            waiting += slot.done is None
            # known ones pass through, but a chunk of nothing else must not grow without end
            if waiting >= CHUNK or len(chunk) >= 8 * CHUNK:
                self._send(chunk, waiting)
                chunk, waiting = [], 0
                while len(self.line) > 3 * self.runner.jobs or (self.line and self._is_ready()):
                    yield from self._next()
        if chunk:
            self._send(chunk, waiting)
        while self.line:
            yield from self._next()

    def _is_ready(self) -> bool:
        future = self.futures[0]
        return future is None or future.done()

    def _send(self, chunk: list[Slot], waiting: int) -> None:
        self.line.append(chunk)
        self.futures.append(self._submit([s for s in chunk if s.done is None]) if waiting else None)

    def _submit(self, slots: list[Slot]) -> Future[list[Packed]]:
        try:
            if self.executor is not None:
                return self._sent(self.executor, slots)
            with _blocked_signals():  # the processes start here
                self.executor = _executor(self.runner.jobs)
                return self._sent(self.executor, slots)
        except BrokenProcessPool as error:
            failed: Future[list[Packed]] = Future()
            failed.set_exception(error)
            return failed

    def _sent(self, executor: ProcessPoolExecutor, slots: list[Slot]) -> Future[list[Packed]]:
        work = [(slot.task, slot.data) for slot in slots]
        return executor.submit(_chunk, work, self.runner.render, self.runner.cache is not None)

    def _next(self) -> Iterator[Result]:
        chunk, future = self.line.popleft(), self.futures.popleft()
        missing = [slot for slot in chunk if slot.done is None]
        packed: Iterator[Packed | None] = iter(())
        if future is not None:
            try:
                packed = iter(future.result())
            except BrokenProcessPool:
                packed = iter(self._one_by_one(missing))
        for slot in chunk:
            if slot.done is not None:
                yield Result(slot.task, slot.data, slot.done, False, slot.identity)
                continue
            found = next(packed)
            if found is None:
                told = ": internal error: the process that looked at it died; the file is as it was"
                yield Result(slot.task, slot.data, Done(error=told), True, slot.identity)
                continue
            data, asked = found
            done = unpack(data, slot.data.decode("utf-8", "surrogateescape"))
            if asked is not None:
                self.runner.keep(slot, data, asked, done)
            yield Result(slot.task, slot.data, done, True, slot.identity)

    def _one_by_one(self, slots: list[Slot]) -> Iterator[Packed | None]:
        """A worker died (out of memory, say): each file in a process of its own, so that the others are done."""
        if self.executor is not None:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = None
        for slot in slots:
            with _executor(1) as alone:
                try:
                    with _blocked_signals():
                        future = self._sent(alone, [slot])
                    yield future.result()[0]
                except BrokenProcessPool:
                    yield None


def _executor(jobs: int) -> ProcessPoolExecutor:
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
_FOR_PARENT = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
_HELD = {*_FOR_PARENT, signal.SIGTERM}


@contextlib.contextmanager
def _blocked_signals() -> Iterator[None]:
    """Signals wait: a new process, and a thread of the executor, must not answer with a handler of the parent's."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """In a worker: the parent ends it, by a SIGTERM that no handler of the parent's may catch here, or by its own end.

    multiprocessing holds a pipe to each worker, which the system closes however the parent ends.
    """
    for number in _FOR_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
