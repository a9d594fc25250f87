"""The seam between what has work to do and who does it: threads or processes here, or the workers of a cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result", covariant=True)
_stop: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


class Died(Exception):
    """Whoever did a piece of work is gone, and it is this piece that ends workers; others are not touched."""


class Refused(Exception):
    """An engine cannot be used at all; its message is one line on why."""


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
