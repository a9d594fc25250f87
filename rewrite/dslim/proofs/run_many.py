"""Proves many Dockerfiles, several at once, each in a process of its own with a time limit."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Queue

from dslim.proofs.stored_verdict import StoredVerdict, verdict_of
from dslim.support.processes import Limit, run_command

#: Starts dslim without looking for its modules in the working directory, which may be a stranger's.
_DSLIM = "import sys; sys.path[:] = [p for p in sys.path if p]; from dslim.cli.main import main; main()"
#: Seconds between looks at whether somebody pressed Ctrl-C.
_LOOK_EVERY = 0.5
#: Seconds that a file's process gets to end its builder and remove what it made.
_GRACE = 40.0


@dataclass(frozen=True, slots=True)
class Question:
    """One file to prove. `key`: tells it from the same file with another text, context, option or base."""

    file: str
    key: str
    options: tuple[str, ...] = ()


def prove_all(questions: Sequence[Question], at_once: int, seconds: float) -> Iterator[StoredVerdict]:
    """The verdicts as they come, in no order. `seconds`: that one file may take.

    Where the caller stops early, what runs is ended before this returns.
    """
    todo: Queue[Question] = Queue()
    for question in questions:
        todo.put(question)
    done: Queue[StoredVerdict] = Queue()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_work, args=(todo, done, seconds, stop), daemon=True)
        for _ in range(min(at_once, len(questions)))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in questions:
            yield _next(done)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _next(done: Queue[StoredVerdict]) -> StoredVerdict:
    while True:  # a wait without end would not be interrupted by a signal on every system
        try:
            return done.get(timeout=_LOOK_EVERY)
        except Empty:
            continue


def _work(todo: Queue[Question], done: Queue[StoredVerdict], seconds: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            question = todo.get_nowait()
        except Empty:
            return
        done.put(prove(question, seconds, stop))


def prove(question: Question, seconds: float, stop: threading.Event | None = None) -> StoredVerdict:
    """The verdict on one file, by `dslim verify` in a process that ends with this one."""
    words = [sys.executable, "-c", _DSLIM, "verify", question.file, "--format=json", "--end-with-parent"]
    words += question.options
    start = time.monotonic()
    try:
        finished = run_command(words, Limit(seconds, _GRACE, stop))
    except OSError as error:
        return StoredVerdict(question.file, question.key, "failed", reason=str(error))
    taken = time.monotonic() - start
    if finished.reason:
        return StoredVerdict(question.file, question.key, "late", reason=finished.reason, seconds=taken)
    return verdict_of(question.file, question.key, finished.status, finished.output, taken)
