"""The ways in which an owner can test an image: a script, a command inside, an address that answers, HEALTHCHECK."""

from __future__ import annotations

import http.client
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dslim.shrink.errors import ShrinkError
from dslim.shrink.images.image_store import ImageStore
from dslim.support.processes import Finished, run_command
from dslim.support.reading import read_file

#: Seconds between two looks at a service.
_POLL = 0.3


@dataclass(frozen=True, slots=True)
class OwnerVerdict:
    """Whether an image passed, and in a few words why not."""

    passed: bool
    reason: str = ""


class OwnerTest(ABC):
    """A test of an image. `seconds`: how long it may take."""

    seconds: float

    @property
    @abstractmethod
    def description(self) -> str:
        """The test in words that follow `test: `."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """What tells it from every other test: its content, where that is a file."""

    @abstractmethod
    def run(self, store: ImageStore, image: str) -> OwnerVerdict:
        """Test an image once; no container of it is left."""


@dataclass(frozen=True)
class ScriptTest(OwnerTest):
    """A program on this machine, with the image's name in $IMAGE; status 0 is a pass."""

    path: Path
    seconds: float = 300.0

    @property
    def description(self) -> str:
        """The test in words."""
        return str(self.path)

    @property
    def identity(self) -> str:
        """What tells the test from every other."""
        return read_file(self.path, "script").data.hex()

    def run(self, store: ImageStore, image: str) -> OwnerVerdict:
        """Test an image once."""
        env = {**store.env, "IMAGE": image}
        try:
            return _result(run_command([str(self.path.resolve())], self.seconds, env))
        except OSError as error:
            raise ShrinkError(f"{self.path}: the test cannot be run: {error.strerror or error}") from None
        finally:
            store.remove_containers_of(image)


@dataclass(frozen=True)
class CommandTest(OwnerTest):
    """A shell command inside the image; status 0 is a pass."""

    command: str
    seconds: float = 300.0

    @property
    def description(self) -> str:
        """The test in words."""
        return f"`{self.command}` inside the image"

    @property
    def identity(self) -> str:
        """What tells the test from every other."""
        return self.command

    def run(self, store: ImageStore, image: str) -> OwnerVerdict:
        """Test an image once."""
        network = ["--network", store.job.network] if store.job.network else []
        words = ["run", "--rm", *network, "--entrypoint", "/bin/sh", image, "-c", self.command]
        try:
            return _result(store.command(words, self.seconds))
        finally:
            store.remove_containers_of(image)


@dataclass(frozen=True)
class HttpTest(OwnerTest):
    """The image, started as it is, answers `GET path` on a port with a status below 400."""

    port: int
    path: str = "/"
    seconds: float = 60.0

    @property
    def description(self) -> str:
        """The test in words."""
        return f"GET http://localhost:{self.port}{self.path}"

    @property
    def identity(self) -> str:
        """What tells the test from every other."""
        return f"http {self.port} {self.path}"

    def run(self, store: ImageStore, image: str) -> OwnerVerdict:
        """Test an image once."""
        has_own_network = store.job.network not in ("host", "none")
        container = store.start(image, ["--publish", f"127.0.0.1::{self.port}"] if has_own_network else [])
        try:
            port = _published_port(store, container, self.port) if has_own_network else self.port
            return _poll(store, container, self.seconds, lambda: _answer_of(port, self.path))
        finally:
            store.remove_container(container)


@dataclass(frozen=True)
class HealthTest(OwnerTest):
    """The image's own HEALTHCHECK, asked each second instead of at its own interval."""

    seconds: float = 120.0

    @property
    def description(self) -> str:
        """The test in words."""
        return "the image's HEALTHCHECK"

    @property
    def identity(self) -> str:
        """What tells the test from every other."""
        return "healthcheck"

    def run(self, store: ImageStore, image: str) -> OwnerVerdict:
        """Test an image once."""
        container = store.start(image, ["--health-interval", "1s", "--health-start-period", "0s"])
        words = ["inspect", "--format", "{{.State.Health.Status}}", container]
        try:
            return _poll(store, container, self.seconds, lambda: _health_of(store.command(words).output.strip()))
        finally:
            store.remove_container(container)


def _result(done: Finished) -> OwnerVerdict:
    reason = done.reason or done.last_lines() or f"status {done.status}"
    return OwnerVerdict(done.succeeded, "" if done.succeeded else reason)


def _poll(store: ImageStore, container: str, seconds: float, ask: Callable[[], OwnerVerdict | None]) -> OwnerVerdict:
    """Asks until there is an answer, the container ends, or the time is over."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer is not None:
            return answer
        if store.command(["inspect", "--format", "{{.State.Running}}", container]).output.strip() != "true":
            return OwnerVerdict(False, f"the container ended: {store.command(['logs', container]).last_lines()}")
        if time.monotonic() > end:
            return OwnerVerdict(False, f"no answer within {seconds:g} s")
        time.sleep(_POLL)


def _published_port(store: ImageStore, container: str, port: int) -> int:
    """The port of this machine that leads to one of a container. Raises ShrinkError."""
    output = store.command(["port", container, f"{port}/tcp"]).output.strip()
    number = output.rpartition(":")[2]
    if not number.isdigit():
        raise ShrinkError(f"port {port} is not published: {output}")
    return int(number)


def _answer_of(port: int, path: str) -> OwnerVerdict | None:
    """What a service answers; None while it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return OwnerVerdict(status < 400, f"it answers with status {status}")


def _health_of(status: str) -> OwnerVerdict | None:
    if status == "healthy":
        return OwnerVerdict(True)
    return OwnerVerdict(False, "it is unhealthy") if status == "unhealthy" else None
