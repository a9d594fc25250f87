"""The seam between what has work to do and who does it: threads or processes here, or the workers of a cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result", covariant=True)
#: Seconds between looks at what has ended, and at whether somebody pressed Ctrl-C.
_LOOK_EVERY = 0.05
_stop: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


class Died(Exception):
    """Whoever did a piece of work is gone, and it is this piece that ends workers; others are not touched."""


class Refused(Exception):
    """An engine cannot be used at all; its message is one line on why."""


def first_line_of(error: BaseException) -> str:
    """The first line of an error's text, or the name of its kind where it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@dataclass(frozen=True, eq=False)
class Shared:
    """An argument of many pieces of work, which an engine hands over once."""

    data: bytes


class Pending(Protocol[Result]):
    """A piece of work that is under way."""

    def done(self) -> bool:
        """Whether `result` would return at once."""
        ...

    def result(self) -> Result:
        """What came of it; raises Died, or what the work raised."""
        ...


class Engine(Protocol):
    """Does pieces of work. `slots`: how many at once; more that are submitted wait."""

    @property
    def slots(self) -> int:
        """How many pieces of work are done at once."""
        ...

    def submit(self, work: Callable[..., Result], *args: Any) -> Pending[Result]:
        """Begin `work(*args)`, a function of a module with arguments that can be pickled. Raises Refused."""
        ...

    def close(self) -> None:
        """End what is under way, and what waits."""
        ...


def as_they_end(
    engine: Engine, begin: Callable[[Item], Pending[Result]], items: Iterable[Item]
) -> Iterator[tuple[Item, Pending[Result]]]:
    """The items and what was begun for each, as that ends, in no order; never more under way than the engine's slots.

    `begin`: submits the work for an item. The engine is closed at the end, also where the caller stops early.
    """
    todo = iter(items)
    running: list[tuple[Item, Pending[Result]]] = []
    try:
        while True:
            running += [(item, begin(item)) for item in islice(todo, max(0, engine.slots - len(running)))]
            if not running:
                return
            ended = [pair for pair in running if pair[1].done()]
            if not ended:
                time.sleep(_LOOK_EVERY)
            for pair in ended:
                running.remove(pair)
                yield pair
    finally:
        engine.close()


def stop_event() -> threading.Event | None:
    """What is set when nobody waits any longer for the work that asks; None outside of an engine."""
    return _stop.get()


def set_stop_event(stop: threading.Event) -> None:
    """For engines: what `stop_event` returns in this thread."""
    _stop.set(stop)


class LocalThreads:
    """An engine for work that waits, as for a builder: so many threads of this process."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._stop = threading.Event()
        self._executor = ThreadPoolExecutor(slots, "engine", set_stop_event, (self._stop,))

    def submit(self, work: Callable[..., Result], *args: Any) -> Future[Result]:
        """Begin `work(*args)`."""
        return self._executor.submit(work, *args)

    def close(self) -> None:
        """Tell what is under way to end, and wait for it."""
        self._stop.set()
        self._executor.shutdown(wait=True, cancel_futures=True)
