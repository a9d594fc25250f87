"""Runs `dslim` with a limit on its memory, and counts what it reads.

Run as a program it takes cases as JSON, imports dslim once, and forks for each: a start takes longer than most cases.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

#: Bytes that a case may have more than Python and dslim as they are loaded.
MEMORY = 200 << 20
#: Seconds after which a case has hung.
PATIENCE = 60


@dataclass(frozen=True)
class Case:
    """A command line. `stdin`: a file to read from."""

    args: list[str]
    folder: str = "."
    stdin: str = os.devnull
    memory: int = MEMORY


@dataclass(frozen=True)
class Done:
    """What came of it. `code`: None where it hung. `read`: bytes that it read, -1 where it did not end by itself."""

    code: int | None
    out: str
    err: str
    read: int

    @property
    def lines(self) -> list[str]:
        """What it said on standard error."""
        return self.err.splitlines()


def run_limited(cases: Mapping[str, Case]) -> dict[str, Done]:
    """Each case in a process of its own."""
    given = json.dumps({name: asdict(case) for name, case in cases.items()})
    done = subprocess.run([sys.executable, __file__], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: Done(**found) for name, found in json.loads(done.stdout).items()}


def run_one(*args: object, folder: Path, stdin: str = os.devnull) -> Done:
    """One command line."""
    return run_limited({"": Case([*map(str, args)], str(folder), stdin)})[""]


def _run(case: Case) -> Done:
    with tempfile.TemporaryDirectory() as work:
        out, err, read = (Path(work, name) for name in ("out", "err", "read"))
        child = os.fork()
        if child == 0:
            _become(case, out, err, read)
        end = time.monotonic() + PATIENCE
        while not (found := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                break
            time.sleep(0.005)
        code = os.waitstatus_to_exitcode(found[1]) if found[0] else None
        texts = [path.read_bytes()[:1_000_000].decode("utf-8", "replace") for path in (out, err)]
        return Done(code, texts[0], texts[1], int(read.read_text()) if read.exists() else -1)


def _become(case: Case, out: Path, err: Path, read: Path) -> None:
    from dslim.cli.main import main

    code: object = 99
    try:
        os.chdir(case.folder)
        os.dup2(os.open(case.stdin, os.O_RDONLY), 0)
        for fd, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), fd)
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + case.memory, size + case.memory))
        before = _bytes_read()
        _drop_override()
        try:
            main(case.args)
        except SystemExit as end:
            code = end.code
        except BaseException:
            import traceback

            traceback.print_exc()
        read.write_text(str(_bytes_read() - before))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code if isinstance(code, int) else 0 if code is None else 98)


def _drop_override() -> None:
    """Let modes of files hold for root too: without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    libc = ctypes.CDLL(None)
    head = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(24)
    libc.capget(head, data)
    effective, *rest = struct.unpack("6I", data.raw)
    libc.capset(head, ctypes.create_string_buffer(struct.pack("6I", effective & ~0b110, *rest)))


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split()[1])


if __name__ == "__main__":
    from importlib import import_module

    for name in ("config", "fix", "layers", "verify"):
        import_module(f"dslim.cli.{name}")
    for name in ("cli.fix_run", "engine.fix_loop", "fleet.builds.bake", "fleet.builds.compose", "verify.image.image"):
        import_module(f"dslim.{name}")
    print(json.dumps({name: asdict(_run(Case(**case))) for name, case in json.load(sys.stdin).items()}))
