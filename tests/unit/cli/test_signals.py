"""A signal ends a command when what it has begun is cleaned up, and once."""

from __future__ import annotations

import os
import signal

import pytest

from dslim.cli.signals import CleanEnd


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_is_an_interrupt_that_cleans_up(number: int, code: int) -> None:
    before = signal.getsignal(number)
    end = CleanEnd()

    def work() -> None:
        with end:
            try:
                os.kill(os.getpid(), number)
            finally:
                os.kill(os.getpid(), number)  # a second one does not disturb

    with pytest.raises(KeyboardInterrupt):
        work()
    assert (end.has_come, end.exit_code) == (True, code)
    assert signal.getsignal(number) == before


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with CleanEnd() as end:
            os.kill(os.getpid(), signal.SIGHUP)
        assert not end.has_come
    finally:
        signal.signal(signal.SIGHUP, before)
