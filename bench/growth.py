"""Whether a file of eight times the lines costs eight times as much: `python bench/growth.py [KIND...] [LINES...]`.

A line for each kind of `bench/kinds.py`: seconds of CPU and the largest resident set at 1,000, 8,000 and 64,000
lines, each in a process of its own, and the ratios. What takes more than a minute of CPU, or 2 GB, is ended.
"""

from __future__ import annotations

import os
import resource
import sys
import time

from kinds import KINDS

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.syntax import DockerfileSyntaxError

SIZES = (1_000, 8_000, 64_000)
SECONDS, BYTES = 60, 2 << 30
#: What `make bench` shows.
USUAL = ("mixed", "runs", "apt_copy", "commands")


def fix(kind: str, lines: int) -> tuple[float, float, str]:
    """CPU seconds, MiB and what came of it ('' for a fixed file), in a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        word, began = "", time.process_time()
        try:
            text = KINDS[kind](lines)
            began = time.process_time()
            word = (fix_text(text, Options(merge="all")).error or "")[:40]
        except DockerfileSyntaxError as error:
            word = f"refused: {error}"[:60]
        except BaseException as error:  # a bench: what came of it is the result
            word = type(error).__name__
        os.write(write, f"{time.process_time() - began} {word}".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        cpu, _, word = told.read().partition(" ")
    _, status, usage = os.wait4(child, 0)
    word = word or (f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "")
    return float(cpu or usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024, word


def main(names: list[str]) -> None:
    """Print the figures."""
    sizes = tuple(int(name) for name in names if name.isdigit()) or SIZES
    print(f"\nOne long Dockerfile (CPU s, MiB; ratio to one of a fraction of the lines): {sizes}")
    for kind in [name for name in names if not name.isdigit()] or KINDS:
        row, before, word = f"  {kind:16}", None, ""
        for lines in sizes:
            cpu, memory, word = fix(kind, lines)
            ratio = f"({cpu / before:5.1f})" if before else ""
            row += f"{cpu:9.2f} {memory:5.0f} {ratio:8}"
            before = max(cpu, 1e-3)
            if word.startswith(("signal", "MemoryError")):
                break
        print(f"{row} {word}".rstrip(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
