"""`make bench`: many files at once. `python bench/fleet.py COUNT [FOLDER|LIST]` makes COUNT files of your own.

Prints ratios of runs on this machine, one after the other: two processes to one, a second run to the first,
a tenth of the files to all of them, and the memory of the largest process. Without FOLDER the files are
those of golden/ and examples/, which are small. They come over and over, each with a line of its own, so that the
cache knows none twice.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installed import install
from oracles import files_of

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and of CPU, and MB of the largest process so far."""

    wall: float
    cpu: float
    memory: float


def run(program: str, folder: str, cache: str | None, jobs: int) -> Cost:
    """`dslim fix` on a folder, the diff thrown away."""
    command = [program, "fix", "-q", f"-j{jobs}", folder]
    command += ["--cache-dir", cache] if cache else ["--no-cache"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, after.ru_maxrss / 1024)


def texts(source: str | None) -> Iterator[bytes]:
    """Dockerfiles without end: ours or those of a folder or a list, each with a line of its own."""
    ours = [*ROOT.glob("golden/**/input.Dockerfile"), *ROOT.glob("examples/*/Dockerfile")]
    paths = sorted(ours) if source is None else map(Path, files_of([source]))
    known = [path.read_bytes() for path in paths]
    for i, text in enumerate(itertools.cycle(known)):
        yield text.rstrip(b"\n") + f"\n# {i}\n".encode()


def lay(folder: Path, count: int, source: str | None) -> int:
    """Up to `count` files below `folder`, a hundred a folder, each in a place without a build context."""
    made = 0
    for made, text in enumerate(itertools.islice(texts(source), count), 1):
        path = folder / f"{made // 100:04}" / f"{made}.Dockerfile"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return made


def main(count: int, source: str | None) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="dslim-bench-") as work:
        few, all_files, cache = Path(work, "few"), Path(work, "all"), str(Path(work, "cache"))
        program = install(Path(work, "installed"))
        count = lay(all_files, count, source)
        tenth = lay(few, max(1, count // 10), source)
        small = run(program, str(few), None, 1)
        one = run(program, str(all_files), None, 1)
        two = run(program, str(all_files), None, 2)
        first = run(program, str(all_files), cache, 1)
        second = run(program, str(all_files), cache, 1)
        with contextlib.suppress(OSError):
            size = os.path.getsize(Path(cache, "outcomes.sqlite")) / 1e6
    print(f"{count} files, one process   {one.wall:8.2f} s wall {one.cpu:8.2f} s CPU")
    print(f"two processes           {two.wall:8.2f} s wall {two.cpu:8.2f} s CPU   {one.wall / two.wall:6.2f} times one")
    print(f"first run with a cache  {first.wall:8.2f} s wall {first.cpu:8.2f} s CPU   {size:6.1f} MB kept")
    print(
        f"second run              {second.wall:8.2f} s wall {second.cpu:8.2f} s CPU   "
        f"{first.cpu / second.cpu:6.1f} times faster by CPU, {first.wall / second.wall:.1f} by wall"
    )
    each = 1000 * small.cpu / tenth, 1000 * one.cpu / count
    print(f"CPU a file              {each[0]:8.2f} ms among {tenth}, {each[1]:.2f} ms among {count}")
    print(f"the largest process     {max(c.memory for c in (one, two, first, second)):8.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, sys.argv[2] if len(sys.argv) > 2 else None)
