"""`make bench`: what dslim costs, and what its peers cost on the same files, in one run.

    python bench/run.py              on 300 generated Dockerfiles
    python bench/run.py FOLDER|LIST  on your own (LIST: a text file with a path a line)
    python bench/run.py --write ...  and write the ratios into docs/speed.md (`make bench WRITE=--write`)

Ratios travel between machines, absolute times do not: dslim and a peer run in turn, and the median of the ratios of
such pairs is what counts. Every figure of dslim's is with all safe rules, all invariants and no cache, but where it
says so. A peer that is not installed is left out, and told.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import figures
import generate
import growth
from installed import install
from oracles import cost, files_of

from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.shell.parsing.cursor import Refused
from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.parse import parse_script
from dslim.syntax import DockerfileSyntaxError, decode, parse
from dslim.syntax.buildable import parse_buildable

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
OPTIONS = ["fix", "-q", "--no-cache"]
#: What each peer is called with, before the files. `make bench` installs all but dockerfmt (npm: @reteps/dockerfmt).
PEERS = {
    "dockerfile-doctor": ["dockerfile-doctor", "-q"],
    "hadolint": ["hadolint"],
    "tally": ["tally", "lint"],
    "dockerfmt": ["dockerfmt", "-c"],
}


class Spent(NamedTuple):
    """Seconds of CPU (with children) and of wall time, and the largest resident set in MiB."""

    cpu: float
    wall: float
    memory: float


def spent(command: Sequence[str]) -> Spent:
    """What a command costs; its exit code does not matter."""
    began = time.perf_counter()
    null = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0  # already waited for
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def peer(name: str) -> list[str] | None:
    """The command of a peer, None where it is not installed."""
    program = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    return [program, *PEERS[name][1:]] if program else None


class Measured(NamedTuple):
    """One thing to compare: what it is called, over which files, in how many pairs of runs, and which cost."""

    title: str
    files: Sequence[str]
    pairs: int
    cost: Callable[[Spent], float]
    unit: str


def compare(program: str, asked: Measured) -> dict[str, float]:
    """Print a line for each peer, and give the ratio of dslim's cost to that of each that is installed."""
    print(f"\n{asked.title}, median of {asked.pairs} pairs")
    ratios = {}
    for name in PEERS:
        command = peer(name)
        if command is None:
            print(f"  {name:20} not installed")
            continue
        pairs = [
            (asked.cost(spent([program, *OPTIONS, "-j1", *asked.files])), asked.cost(spent([*command, *asked.files])))
            for _ in range(asked.pairs)
        ]
        ours, theirs = map(median, zip(*pairs))
        ratios[name] = median(our / max(their, 1e-9) for our, their in pairs)
        costs = f"{theirs:9.3f} {asked.unit}   dslim {ours:9.3f} {asked.unit}"
        print(f"  {name:20}{costs}, {ratios[name]:.2f} times as much")
    return ratios


def is_sound(path: str) -> bool:
    """Whether a file is a Dockerfile: tally and dockerfmt stop at the first that is not, and would look cheap."""
    try:
        parse_buildable(Path(path).read_bytes())
    except DockerfileSyntaxError:
        return False
    return True


def inside(files: list[str]) -> None:
    """Where the time goes, without start-up, discovery and printing."""
    gc.set_threshold(200_000, 50, 50)  # as the command line does
    texts = [decode(Path(path).read_bytes()) for path in files]
    lark, nodes = cost(texts)
    outcomes = list(map(fix_text, texts))
    read = list(dict.fromkeys(body for outcome in outcomes for body in bodies(outcome)))
    each = 1000 / len(texts)
    print("\nIn one process, CPU ms a file")
    print(f"  Lark alone                     {lark:6.2f}")
    print(f"  text to nodes                  {nodes:6.2f}")
    print(f"  RUN texts, read by us          {timed(grammar_of, read) * each:6.2f}")
    print(f"  and by tree-sitter too         {timed(parse_script.__wrapped__, read) * each:6.2f}")
    print(f"  rules and checks, nothing to do{timed(fix_text, [o.after for o in outcomes]) * each:6.2f}")
    print(f"  all: {sum(len(o.steps) for o in outcomes)} steps to that         {timed(fix_text, texts) * each:6.2f}")


def timed(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """CPU seconds for all texts, the least of three."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            work(text)
        spent.append(time.process_time() - start)
    return min(spent)


def grammar_of(text: str) -> object:
    """Our own reading of a shell text; None where there is none."""
    try:
        return Grammar(text).script()
    except Refused:
        return None


def bodies(outcome: Outcome) -> Iterator[str]:
    """The shell texts of all RUNs of a file, and of what each step made of it."""
    for text in (outcome.before, *(step.text for step in outcome.steps)):
        for node in parse(text).instructions:
            if node.keyword == "RUN" and node.json is None and not node.heredocs:
                yield node.args


def main(names: list[str]) -> None:
    """Print the figures; with `--write` among the names, write the ratios into docs/speed.md too."""
    is_written = "--write" in names
    names = [name for name in names if name != "--write"]
    with tempfile.TemporaryDirectory() as folder:
        program = install(Path(folder, "installed"))
        files = list(filter(is_sound, files_of(names))) if names else generate.write(Path(folder), 300)
        small = str(ROOT / "examples" / "build-tools" / "Dockerfile")
        kind = "" if names else "generated "
        start = spent([sys.executable, "-c", "pass"]).wall
        print(f"{len(files)} {kind}Dockerfiles; python -c pass takes {start:.3f} s")
        measured = (
            Measured(f"{len(files)} {kind}files, CPU", files, 3, lambda s: s.cpu, "s"),
            Measured(f"{len(files)} {kind}files, memory", files, 1, lambda s: s.memory, "MiB"),
            Measured("One small file, wall time", [small], 21, lambda s: s.wall, "s"),
        )
        ratios = {asked.title: compare(program, asked) for asked in measured}
        if is_written:
            figures.write(f"{figures.table(ratios, list(PEERS))}\n\n({figures.machine()}; `make bench WRITE=--write`)")
        inside(files)
    growth.main(list(growth.USUAL))


if __name__ == "__main__":
    main(sys.argv[1:])
