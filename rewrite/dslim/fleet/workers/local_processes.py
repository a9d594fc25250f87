"""An engine of processes on this machine, for work that computes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dslim.fleet.workers.engine import Died

Result = TypeVar("Result")


class LocalProcesses:
    """So many processes, started with the first piece of work, and anew when one of them died."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[..., Result], *args: Any) -> PendingLocal[Result]:
        """Begin `work(*args)` in one of the processes."""
        future = self._begin(work, args)
        return PendingLocal(self, self._executor, future, work, args)

    def _begin(self, work: Callable[..., Result], args: tuple[Any, ...]) -> Future[Result]:
        try:
            if self._executor is not None:
                return self._executor.submit(work, *args)
            with _blocked_signals():  # the processes start here
                self._executor = _make_executor(self.slots)
                return self._executor.submit(work, *args)
        except BrokenProcessPool as error:
            failed: Future[Result] = Future()
            failed.set_exception(error)
            return failed

    def drop(self, executor: ProcessPoolExecutor | None) -> None:
        """Have no more work done by an executor of which a process died; the next piece of work starts another."""
        if executor is not None and self._executor is executor:
            executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def run_alone(self, work: Callable[..., Result], args: tuple[Any, ...]) -> Result:
        """Do a piece of work once more, in a process of its own. Raises Died."""
        with _make_executor(1) as alone:
            try:
                with _blocked_signals():
                    future = alone.submit(work, *args)
                return future.result()
            except BrokenProcessPool:
                raise Died("the process that did it died") from None

    def close(self, at_once: bool = False) -> None:
        """End the processes; `at_once`: nobody waits for what they are at, after a signal, say."""
        if self._executor is None:
            return
        if at_once:
            for worker in multiprocessing.active_children():
                worker.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class PendingLocal(Generic[Result]):
    """A piece of work in one of the processes. One that dies fails all of them: so each is tried once more, alone."""

    engine: LocalProcesses
    executor: ProcessPoolExecutor | None
    future: Future[Result]
    work: Callable[..., Result]
    args: tuple[Any, ...]

    def done(self) -> bool:
        """Whether it has ended, however."""
        return self.future.done()

    def result(self) -> Result:
        """What came of it. Raises Died, and what the work raised."""
        try:
            return self.future.result()
        except BrokenProcessPool:
            self.engine.drop(self.executor)
            return self.engine.run_alone(self.work, self.args)


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
