"""Work handed to an engine on this machine: what comes back, what is told to end, and who dies alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from dslim.fleet.workers.engine import Died, LocalThreads, as_they_end, stop_event
from dslim.fleet.workers.local_processes import LocalProcesses


def square(number: int) -> int:
    if number == 13:
        os._exit(9)
    return number * number


def wait_for_the_end() -> bool:
    stop = stop_event()
    assert stop is not None
    return stop.wait(60)


def test_threads_do_work_and_hear_when_nobody_waits() -> None:
    engine = LocalThreads(2)
    assert engine.submit(square, 3).result() == 9
    pending = engine.submit(wait_for_the_end)
    while not pending.running():
        time.sleep(0.01)
    engine.close()
    assert pending.result()
    assert stop_event() is None


def test_a_piece_that_ends_its_process_dies_alone() -> None:
    engine = LocalProcesses(2)
    try:
        pending = [engine.submit(square, number) for number in (*range(10, 17), 13)]
        found: list[int | None] = []
        for one in pending:
            try:
                found.append(one.result())
            except Died:
                found.append(None)
        assert found == [100, 121, 144, None, 196, 225, 256, None]
        assert engine.submit(square, 5).result() == 25
    finally:
        engine.close()


def test_what_a_piece_raises_is_raised() -> None:
    engine = LocalProcesses(1)
    with pytest.raises(ValueError, match="invalid literal"):
        engine.submit(int, "x").result()
    engine.close(at_once=True)


class Counting:
    """An engine of two slots whose work is done at once, and under way until somebody takes its result."""

    slots = 2

    def __init__(self) -> None:
        self.running = self.most = 0

    def submit(self, work: Callable[..., Any], *args: Any) -> Any:
        self.running += 1
        self.most = max(self.most, self.running)
        return self

    def done(self) -> bool:
        return True

    def result(self) -> None:
        self.running -= 1

    def close(self) -> None:
        pass


def test_no_more_is_under_way_than_the_engine_has_slots() -> None:
    engine = Counting()
    for _, pending in as_they_end(engine, lambda item: engine.submit(square, item), range(9)):
        pending.result()
    assert (engine.most, engine.running) == (2, 0)
