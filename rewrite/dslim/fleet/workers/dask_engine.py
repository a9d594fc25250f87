"""An engine of the workers of a dask cluster: one piece of work a worker at a time, with our own code only."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from logging import CRITICAL, getLogger
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter

from dslim.fleet.cache.outcome_cache import own_code
from dslim.fleet.workers.child_process import run_in_child
from dslim.fleet.workers.engine import Died, Refused, Shared, first_line_of, set_stop_event

if TYPE_CHECKING:
    from distributed import Client, Future, Security

Result = TypeVar("Result")
#: Seconds that a scheduler gets to answer, and workers to come.
CONNECT_SECONDS = 20.0
#: Seconds without the scheduler after which it counts as gone.
LOST_SECONDS = 15.0
#: Seconds within which a scheduler should take work from a worker that hangs; dask waits for 5 minutes by default.
LONG_TTL = 120.0


@dataclass(frozen=True, slots=True)
class _Order:
    """A piece of work as it travels. `code`: the sender's; `seconds`: None where the work has a child of its own."""

    code: str
    seconds: float | None
    work: Callable[..., Any]
    args: tuple[Any, ...]


class DaskEngine:
    """The workers of the scheduler at `address`, as many pieces of work at once as there are workers.

    `seconds`: each piece is done in a child process of its worker that is ended then; None for work that begins
    such a process itself. Raises Refused, one line long: for an address without TLS that is not this machine, a
    scheduler that does not answer, no workers, and workers of several threads or of another code.
    """

    def __init__(self, address: str, seconds: float | None = None) -> None:
        check_address(address)
        try:
            import distributed
        except ImportError:
            raise Refused("dask is not installed: pip install 'dslim[cluster]'") from None
        getLogger("distributed").setLevel(CRITICAL)  # we tell what is wrong ourselves
        self.address = address
        self._seconds = seconds
        self._code = own_code()
        self._gone_since: float | None = None
        self._handed_over: dict[Shared, Future[Shared]] = {}
        security = _security(address, distributed.Security())
        try:
            self._client: Client = distributed.Client(
                address, timeout=CONNECT_SECONDS, security=security, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise Refused(f"{address}: no scheduler answers: {first_line_of(error)}") from None
        try:
            self._check_workers()
        except BaseException:
            self.close()
            raise

    @property
    def slots(self) -> int:
        """How many workers there are now, which may come and go; one where none is."""
        return max(1, len(self._workers()))

    def notes(self) -> Iterator[str]:
        """What should be otherwise about the cluster, a line each."""

        def ttl(dask_scheduler: Any) -> Any:  # goes there as code: no module of ours need be there
            return dask_scheduler.worker_ttl

        with suppress(Exception):
            seconds = self._client.run_on_scheduler(ttl)
            if seconds is None or seconds > LONG_TTL:
                limit = "for ever" if seconds is None else f"{seconds:.0f} s"
                yield f"the scheduler waits {limit} for a hanging worker: DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL=60s"

    def submit(self, work: Callable[..., Result], *args: Any) -> PendingTask[Result]:
        """Begin `work(*args)` on one of the workers."""
        order = _Order(self._code, self._seconds, work, tuple(arg for arg in args if not isinstance(arg, Shared)))
        shared = [self._shared(arg) for arg in args if isinstance(arg, Shared)]
        # not pure: the same work may be wanted once more. No resources: they would bypass the scheduler's queue
        future = self._client.submit(carry_out, order, *shared, pure=False)
        return PendingTask(self, future)

    def _shared(self, value: Shared) -> Future[Shared]:
        """What stands for a shared argument: the scheduler keeps it, and gives it to a worker that lacks it."""
        if value not in self._handed_over:
            with catch_warnings():
                simplefilter("ignore")  # dask's advice on large ones is `scatter`, which is lost with its worker
                self._handed_over[value] = self._client.submit(_itself, value, pure=False)
        return self._handed_over[value]

    def is_lost(self) -> bool:
        """Whether the scheduler has been gone for LOST_SECONDS."""
        if self._client.status == "running":
            self._gone_since = None
            return False
        now = time.monotonic()
        self._gone_since = self._gone_since or now
        return self._client.status == "closed" or now - self._gone_since > LOST_SECONDS

    def close(self) -> None:
        """Forget all work; workers hear of it and end what they are at."""
        with suppress(Exception):
            self._client.close(timeout=5)

    def _workers(self) -> dict[str, Any]:
        found = self._client.scheduler_info(n_workers=-1)["workers"]
        return dict(found)

    def _check_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise Refused(f"{self.address}: the scheduler has no workers") from None
        for name, worker in self._workers().items():
            if worker["nthreads"] != 1:
                raise Refused(f"worker {name} has several threads: `dask worker --nworkers 1 --nthreads 1` has one")
        codes = self._client.run(own_code, on_error="return")
        for name, code in codes.items():
            if isinstance(code, BaseException):
                raise Refused(f"worker {name} cannot run this dslim: {first_line_of(code)}")
            if code != self._code:
                raise Refused(f"worker {name} {_other_code(self._code, code)}")


@dataclass(frozen=True, eq=False)
class PendingTask(Generic[Result]):
    """A piece of work on the cluster."""

    engine: DaskEngine
    future: Future[Result]

    def done(self) -> bool:
        """Whether it has ended, however, or the scheduler is gone."""
        return self.future.done() or self.engine.is_lost()

    def result(self) -> Result:
        """What came of it. Raises Died where it ends the workers that do it, and Refused without a scheduler."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        if not self.future.done() and self.engine.is_lost():
            raise Refused(f"{self.engine.address}: the scheduler is gone; what has come is kept")
        try:
            found: Result = self.future.result()
        except KilledWorker as error:
            raise Died(f"it ended the workers that did it, the last at {error.last_worker.address}") from None
        except CancelledError:
            raise Refused(f"{self.engine.address}: the scheduler is gone; what has come is kept") from None
        return found


def _itself(value: Shared) -> Shared:
    return value


def carry_out(order: _Order, *shared: Shared) -> Any:
    """On a worker: do a piece of work, and hear when nobody waits for it any longer.

    `shared`: its last arguments, which travel once.
    """
    if (code := own_code()) != order.code:
        raise Refused(f"a worker {_other_code(order.code, code)}")
    set_stop_event(_Released())
    if order.seconds is None:
        return order.work(*order.args, *shared)
    return run_in_child(order.work, (*order.args, *shared), order.seconds)


class _Released(threading.Event):
    """Is set once the scheduler has taken the work of this thread back: its client is gone, or another does it."""

    def __init__(self) -> None:
        super().__init__()
        from distributed import get_worker

        self._worker: Any = get_worker()
        self._key = self._worker.get_current_task()

    def is_set(self) -> bool:
        """Whether it was taken back."""
        task = self._worker.state.tasks.get(self._key)
        is_ours = task is not None and task.state in ("executing", "long-running")
        return super().is_set() or not is_ours or self._worker.status.name not in ("running", "paused")


def check_address(address: str) -> None:
    """Raises Refused for a scheduler that others could reach without TLS: each client can run code on the workers."""
    parts = urlsplit(address)
    if parts.scheme == "tls" and parts.hostname:
        return
    if parts.scheme == "tcp" and parts.hostname and _is_loopback(parts.hostname):
        return
    if parts.scheme == "tcp" and parts.hostname:
        raise Refused(f"{address}: without TLS whoever reaches it runs code on the workers; tls://, or tcp://127.0.0.1")
    raise Refused(f"{address}: not the address of a scheduler, such as tls://HOST:8786")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _security(address: str, security: Security) -> Security | None:
    """The certificates of dask's own config. Raises Refused where there are none for an address with TLS."""
    if not address.startswith("tls:"):
        return None
    values: Any = security
    if not (values.tls_ca_file and values.tls_client_cert):
        names = ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")
        wanted = ", ".join(f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in names)
        raise Refused(f"{address}: no certificates: set {wanted}")
    return security


def _other_code(ours: str, theirs: str) -> str:
    return f"runs another dslim ({theirs[:8]}, here it is {ours[:8]}): install the same one there"
