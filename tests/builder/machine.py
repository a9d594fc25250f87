"""Which builder this machine gives: one of our own on Debian as root, else the docker or podman it has."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dslim.verify.builders import find_builder
from dslim.verify.errors import NoBuilderError
from tests.builder import bases, daemon
from tests.builder.api import TestBuilder


class BuilderMissing(RuntimeError):
    """No builder, and why."""


def is_debian_root() -> bool:
    """Whether the builder can be set up here: Debian's packages, and the rights to run a daemon."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian\n" in "\n" + release.read_text()
    return debian and os.geteuid() == 0 and shutil.which("apt-get") is not None


def must_have_builder() -> bool:
    """Under CI on Debian as root a missing builder is a failure, never a skip."""
    return os.environ.get("CI", "").lower() in ("true", "1") and is_debian_root()


@contextmanager
def open_builder() -> Iterator[TestBuilder]:
    """The builder of this machine, its base images loaded. Raises BuilderMissing."""
    if is_debian_root():
        with daemon.running() as env:
            builder = TestBuilder(find_builder("docker", env), env, daemon.home())
            bases.load_own(builder)
            yield builder
        return
    try:
        builder = TestBuilder(find_builder(), {}, daemon.home())
    except NoBuilderError as error:
        raise BuilderMissing(str(error)) from None
    bases.load_foreign(builder)
    yield builder
