"""What is asked of a cluster before any work goes there; the workers themselves: tests/slow/test_cluster.py."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dslim.fleet.workers.child_process import run_in_child
from dslim.fleet.workers.dask_engine import DaskEngine, check_address
from dslim.fleet.workers.engine import Died, Refused


@pytest.mark.parametrize("address", ["tls://10.1.2.3:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:1", "tcp://localhost:1"])
def test_addresses_that_are_taken(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("tcp://10.1.2.3:8786", "without TLS whoever reaches it runs code on the workers"),
        ("tcp://scheduler:8786", "without TLS"),
        ("tcp://127.0.0.1.example.org:8786", "without TLS"),
        ("ws://127.0.0.1:8786", "not the address of a scheduler"),
        ("127.0.0.1:8786", "not the address of a scheduler"),
        ("inproc://x", "not the address"),
    ],
)
def test_addresses_that_are_refused(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        DaskEngine(address)
    assert "\n" not in str(refused.value)


def test_without_certificates_nothing_is_connected_to() -> None:
    with pytest.raises(Refused, match="no certificates"):
        DaskEngine("tls://127.0.0.1:9")


def test_without_the_extra_it_is_one_line() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from dslim.fleet.workers.dask_engine import DaskEngine\n"
        "from dslim.fleet.workers.engine import Refused\n"
        "try: DaskEngine('tcp://127.0.0.1:9')\n"
        "except Refused as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "dask is not installed: pip install 'dslim[cluster]'\n"


def test_work_in_a_child_comes_back_raises_or_dies() -> None:
    assert run_in_child(divmod, (7, 2), 60) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        run_in_child(divmod, (7, 0), 60)
    import os
    import time

    with pytest.raises(Died, match="ended with status 9"):
        run_in_child(os._exit, (9,), 60)
    with pytest.raises(Died, match=r"did not end within 0\.5 s"):
        run_in_child(time.sleep, (60,), 0.5)
