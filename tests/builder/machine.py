"""Which builder this machine gives: one of our own on Debian as root, else the docker or podman it has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from builder import bases, daemon
from builder.api import TestBuilder
from dslim.verify.builders import find_builder
from dslim.verify.errors import NoBuilderError
from programs import is_debian_root


class BuilderMissing(RuntimeError):
    """No builder, and why."""


def must_have_builder() -> bool:
    """Under CI on Debian as root a missing builder is a failure, never a skip."""
    return os.environ.get("CI", "").lower() in ("true", "1") and is_debian_root()


@contextmanager
def open_builder() -> Iterator[TestBuilder]:
    """The builder of this machine, its base images loaded. Raises BuilderMissing."""
    with _found() as (name, env), TemporaryDirectory(prefix="dslim-test-") as work:
        builder = TestBuilder(find_builder(name, env), env, Path(work))
        (bases.load_own if env else bases.load_foreign)(builder)
        yield builder


@contextmanager
def _found() -> Iterator[tuple[str, dict[str, str]]]:
    """The builder to use, and the environment that leads to our own daemon: empty for any other."""
    if is_debian_root():
        with daemon.running() as env:
            yield "docker", env
        return
    try:
        yield find_builder().name, {}
    except NoBuilderError as error:
        raise BuilderMissing(str(error)) from None
