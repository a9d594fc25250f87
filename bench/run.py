"""`make bench`: what a run costs, in CPU ms. `python bench/run.py FOLDER` measures on your own Dockerfiles.

Ratios travel between machines, absolute times do not: the first line is what Python alone costs here.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dslim.engine import fix_text
from dslim.fleet.discovery import find_files
from dslim.syntax import DockerfileSyntaxError, decode, parse

ROOT = Path(__file__).parent.parent
RUNS = 10


def child_cpu(command: list[str]) -> float:
    """CPU ms of a command, the least of some runs."""
    spent = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent) * 1000


def each(work: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """CPU ms a text of `work`, and of the slowest; what is no Dockerfile costs what it costs."""
    slowest, start = 0.0, time.process_time()
    for text in texts:
        began = time.process_time()
        with contextlib.suppress(DockerfileSyntaxError):
            work(text)
        slowest = max(slowest, time.process_time() - began)
    return (time.process_time() - start) * 1000 / len(texts), slowest * 1000


def main(folder: str) -> None:
    """Print the figures."""
    example = str(ROOT / "examples" / "build-tools" / "Dockerfile")
    print(f"python -c pass           {child_cpu([sys.executable, '-c', 'pass']):8.1f} ms")
    print(f"dslim --help             {child_cpu([sys.executable, '-m', 'dslim', '--help']):8.1f} ms")
    print(f"dslim fix FILE           {child_cpu([sys.executable, '-m', 'dslim', 'fix', example]):8.1f} ms")
    texts = [decode(Path(path).read_bytes()) for path in find_files([folder])]
    print(f"{len(texts)} files below {folder}, {sum(map(len, texts)) / 1e6:.2f} MB")
    parse("FROM a\n")  # loads the tables
    jobs: tuple[tuple[str, Callable[[str], object]], ...] = (("parse", parse), ("fix_text", fix_text))
    for name, work in jobs:
        mean, slowest = each(work, texts)
        print(f"{name:<10} a file         {mean:8.2f} ms, slowest {slowest:.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "examples"))
