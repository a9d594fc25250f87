"""Runs of `dslim shrink` that are killed and gone on with, that meet others on one builder, and that meet a fault."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builder import TestBuilder
from builder.apt_suite import NAME
from dslim.cli.shrink import shrink as command
from shrinking import left, opened, says, script_test, shrunk

pytestmark = pytest.mark.builder

#: Two forms, a trace of the build, and a user who writes.
TEXT = f"""FROM {NAME}
RUN apt-get update && apt-get install -y maker daemon-user monitor && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
RUN useradd -r app
COPY src/ src/
RUN mkdir -m 750 out && maker out/run && chown -R app out
CMD ["/srv/out/run"]
USER app
"""
TEST = '#!/bin/sh\n[ "$(docker run --rm --network host $IMAGE)" = made ]\n'


@pytest.fixture
def context(builder: TestBuilder, tmp_path: Path) -> Path:
    builder.need(NAME)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.x").write_text("source\n")
    (tmp_path / "Dockerfile").write_text(TEXT)
    test = tmp_path / "test.sh"
    test.write_text(TEST)
    test.chmod(test.stat().st_mode | stat.S_IXUSR)
    return tmp_path


@dataclass
class Watched:
    """A docker that writes down what it is asked, and kills who asks after the given number of commands of a kind."""

    folder: Path
    real: str

    def make(self, kind: str = "", count: int = 0) -> None:
        log = self.folder / "log"
        log.write_text("")
        program = self.folder / "docker"
        kill = f'[ "$(grep -c "^{kind}" {log})" -lt {count} ] || kill -KILL $PPID\n' if kind else ""
        # a test's own calls have another parent
        program.write_text(f'#!/bin/sh\n[ -n "$IMAGE" ] || echo "$@" >> {log}\n{self.real} "$@"\nstatus=$?\n{kill}exit $status\n')
        program.chmod(0o755)

    @property
    def asked(self) -> Counter[str]:
        """How often it was asked to build without a cache, to build, and to make a changed image."""
        lines = (self.folder / "log").read_text().splitlines()
        kinds = ("no-cache" if "--no-cache" in line else line.split()[0] for line in lines if " ls" not in line)
        return Counter(kind if kind in ("no-cache", "commit") else "build" for kind in kinds if kind in ("no-cache", "commit", "buildx", "build"))


@pytest.fixture
def docker(builder: TestBuilder, tmp_path: Path) -> Watched:
    folder = tmp_path.parent / f"{tmp_path.name}-docker"
    folder.mkdir()
    real = shutil.which("docker", path=builder.env.get("PATH"))
    assert real is not None
    return Watched(folder, real)


def start(builder: TestBuilder, docker: Watched, context: Path, cache: Path) -> subprocess.Popen[str]:
    words = ["shrink", "--test", "./test.sh", "--network", "host", "--level", "unused"]
    env = {**builder.env, "PATH": f"{docker.folder}:{builder.env['PATH']}", "XDG_CACHE_HOME": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-m", "dslim", *words], cwd=context, env=env, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
