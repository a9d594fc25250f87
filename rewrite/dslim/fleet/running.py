"""Many tasks, one after another or in a pool of processes: what is known from the cache first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial

from dslim.fleet.evidence import Question
from dslim.fleet.packing import Done, pack, unpack
from dslim.fleet.work import Render, Task, judge
from dslim.options import Options
from dslim.records import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslim.facts.context import Context
    from dslim.fleet.cache import Cache

#: Fewer files than this are done here: to start processes costs more.
FEW = 40


@dataclass(frozen=True)
class Result:
    """A task with the bytes that were read, and what became of it. `fresh`: not from the cache."""

    task: Task
    data: bytes
    done: Done
    fresh: bool


@dataclass(frozen=True)
class Runner:
    """How to run tasks. `jobs`: processes; 1 for none but this one. `read` raises OSError."""

    read: Callable[[str], bytes]
    render: Render
    jobs: int = 1
    cache: Cache | None = None

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Result]:
        """The results of `count` tasks, in the order of the tasks whatever is ready first."""
        _opened.cache_clear()
        if self.jobs < 2 or count < FEW:
            yield from map(self.look, tasks)
            return
        from dslim.fleet.pool import Pool  # processes cost their imports

        with Pool(self) as pool:
            yield from pool.run(tasks)

    def look(self, task: Task) -> Result:
        """The result of one task, found in this process."""
        slot = self.known(task)
        if slot.done is not None:
            return Result(task, slot.data, slot.done, False)
        judged = judge(task, slot.data, self.render, self.cache is not None)
        if self.cache is not None and judged.asked is not None:
            self.keep(slot, pack(judged.done), judged.asked)
        return Result(task, slot.data, judged.done, True)

    def known(self, task: Task) -> Slot:
        """A task with its bytes, and what became of it if that is known without a look."""
        try:
            data = self.read(task.path)
        except OSError as error:
            return Slot(task, b"", b"", Done(error=f": error: {error.strerror or error}"))
        if self.cache is None:
            return Slot(task, data, b"", None)
        heirs, fences = task.neighbours.heirs, task.neighbours.fences
        key = self.cache.key(data, _told(task.options), task.context is None, heirs, fences)
        kept = self.cache.get(key, partial(_opened, task.context))
        if kept is not None:
            try:
                return Slot(task, data, key, unpack(kept, data.decode("utf-8", "surrogateescape")))
            except ValueError:
                pass  # damaged: as if it were not there
        return Slot(task, data, key, None)

    def keep(self, slot: Slot, packed: bytes, asked: Mapping[Question, object]) -> None:
        """Keep what became of a task."""
        if self.cache is not None:
            self.cache.put(slot.key, asked, partial(_opened, slot.task.context), packed)


@dataclass(frozen=True)
class Slot:
    """A task in line: `done` if it is known already."""

    task: Task
    data: bytes
    key: bytes
    done: Done | None


@lru_cache(maxsize=256)
def _told(o: Options) -> tuple[object, ...]:
    """Options as what `repr` gives the same for, run by run: sets have no order of their own."""
    rules = None if o.rules is None else tuple(sorted(o.rules))
    return (rules, tuple(sorted(o.ignore)), *(v for n, v in vars(o).items() if n not in ("rules", "ignore")))


@cache
def _opened(folder: str | None) -> Context | None:
    from dslim.facts.context import open_context

    return open_context(folder) if folder is not None else None


def cpus() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
