"""Many tasks, one after another or in a pool of processes: what is known from the cache first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options
from dslim.fleet.workers.task import Done, Render, Task, forget_contexts, judge, opened

if TYPE_CHECKING:
    from dslim.fleet.cache.context_reads import Question
    from dslim.fleet.cache.store import Cache
    from dslim.support.reading import FileRead, Identity

#: Fewer files than this are done here: to start processes costs more.
FEW = 40


@dataclass(frozen=True)
class Result:
    """A task with the bytes that were read, and what became of it. `fresh`: not from the cache.

    `identity`: which file was read; None for standard input, and where nothing could be read.
    """

    task: Task
    data: bytes
    done: Done
    fresh: bool
    identity: Identity | None = None


@dataclass(frozen=True)
class Runner:
    """How to run tasks. `jobs`: processes; 1 for none but this one. `read` raises OSError."""

    read: Callable[[str], FileRead]
    render: Render
    jobs: int = 1
    cache: Cache | None = None

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Result]:
        """The results of `count` tasks, in the order of the tasks whatever is ready first."""
        forget_contexts()
        if self.jobs < 2 or count < FEW:
            yield from map(self._looked, self.known(tasks))
            return
        from dslim.fleet.workers.pool import Pool  # processes cost their imports

        with Pool(self) as pool:
            yield from pool.run(tasks)

    def look(self, task: Task) -> Result:
        """The result of one task, found in this process."""
        return self._looked(next(self.known([task])))

    def _looked(self, slot: Slot) -> Result:
        if slot.done is not None:
            return Result(slot.task, slot.data, slot.done, False, slot.identity)
        judged = judge(slot.task, slot.data, self.render, self.cache is not None)
        if self.cache is not None and judged.asked is not None:
            from dslim.fleet.cache.packing import pack

            self.keep(slot, pack(judged.done), judged.asked, judged.done)
        return Result(slot.task, slot.data, judged.done, True, slot.identity)

    def known(self, tasks: Iterable[Task]) -> Iterator[Slot]:
        """The tasks with their bytes, and what became of each if that is known without a look."""
        if self.cache is None:
            yield from map(self._read, tasks)
            return
        from dslim.fleet.cache.store import MOST

        left = iter(tasks)
        while ahead := [self._read(task) for task in islice(left, MOST)]:
            kept = iter(self.cache.get_all([(s.key, partial(opened, s.task)) for s in ahead if s.done is None]))
            for slot in ahead:
                yield _from_cache(slot, next(kept)) if slot.done is None else slot

    def _read(self, task: Task) -> Slot:
        """A task with its bytes, and its key in the cache if there is one."""
        try:
            file = self.read(task.path)
        except OSError as error:
            return Slot(task, b"", b"", Done(error=f": error: {error.strerror or error}"))
        data = file.data
        if self.cache is None:
            return Slot(task, data, b"", None, file.identity)
        heirs, fences = task.neighbours.heirs, task.neighbours.fences
        key = self.cache.key(data, _told(task.options), task.context is None, heirs, fences)
        return Slot(task, data, key, None, file.identity)

    def keep(self, slot: Slot, packed: bytes, asked: Mapping[Question, object], done: Done) -> None:
        """Keep what became of a task: `packed` is `done`."""
        if self.cache is not None:
            from dslim.fleet.cache.packing import is_at_rest

            self.cache.put(slot.key, asked, partial(opened, slot.task), packed, is_at_rest(done))


@dataclass(frozen=True)
class Slot:
    """A task in line: `done` if it is known already."""

    task: Task
    data: bytes
    key: bytes
    done: Done | None
    identity: Identity | None = None


def _from_cache(slot: Slot, kept: bytes | None) -> Slot:
    from dslim.fleet.cache.packing import is_at_rest, unpack
    from dslim.fleet.cache.store import SEALED

    try:
        done = unpack(kept[1:], slot.data.decode("utf-8", "surrogateescape")) if kept is not None else None
    except ValueError:
        done = None  # damaged: as if it were not there
    if done is not None and kept is not None and kept[:1] != SEALED and not is_at_rest(done):
        done = None  # somebody else's text
    return Slot(slot.task, slot.data, slot.key, done, slot.identity)


@lru_cache(maxsize=256)
def _told(o: Options) -> tuple[object, ...]:
    """Options as what `repr` gives the same for, run by run: sets have no order of their own."""
    rules = None if o.rules is None else tuple(sorted(o.rules))
    return (rules, tuple(sorted(o.ignore)), *(v for n, v in vars(o).items() if n not in ("rules", "ignore")))


def cpus() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
