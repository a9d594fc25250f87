"""Mutants of the golden inputs: `python -m fuzzing.mutants --count 20000 --seed 1`, in tests/.

Prints, for every kind of failure, the smallest mutant that shows it, and how to get the first one again.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from dslim.diagnostics.options import Options
from dslim.facts.build_context.context import Context, open_context
from dslim.syntax import decode, encode
from fuzzing.generate import dockerfile, write_context
from fuzzing.invariants import Failure, failure_of, is_read
from fuzzing.minimise import minimise
from fuzzing.mutators import mutate

GOLDEN = Path(__file__).parent.parent.parent / "golden"
#: Longer inputs are left out: they cost more and show nothing that short ones do not.
MAX_INPUT = 1_500


@dataclass(frozen=True)
class Mutant:
    """One text to try. `origin`: the golden input; `changes`: the mutators, in order."""

    number: int
    origin: str
    changes: tuple[str, ...]
    data: bytes
    options: Options
    with_context: bool


@cache
def inputs() -> tuple[tuple[str, str], ...]:
    """(name, text) of the golden inputs and outputs, by name."""
    found = []
    for path in sorted(GOLDEN.rglob("*.Dockerfile")):
        data = path.read_bytes()
        if len(data) <= MAX_INPUT:
            found.append((f"{path.parent.relative_to(GOLDEN).as_posix()}/{path.stem}", decode(data)))
    return tuple(found)


def mutant(seed: int, number: int) -> Mutant:
    """A mutant, always the same for one seed, one number and the same golden inputs."""
    chance = random.Random(f"{seed}:{number}")
    origin, text = chance.choice(inputs())
    if chance.random() < 0.1:
        of = chance.randrange(1_000_000)
        origin, text = f"generated/{of}", dockerfile(of)
    text, changes = mutate(chance, text, chance.choice(inputs())[1])
    options = Options(
        unsafe=chance.random() < 0.25,
        merge=chance.choice(("auto", "all", "bytes", "off")),
        cache=chance.choice(("clean", "clean", "mount")),
        builder=chance.choice(("buildkit", "buildkit", "buildkit", "buildah", "kaniko", "classic")),
        targets=chance.choice(((), (), (), ("build",), ("0",))),
    )
    return Mutant(number, origin, changes, encode(text), options, chance.random() < 0.4)


def make_context(folder: Path) -> Context:
    """A small build context in an empty folder, with files that rules look into."""
    write_context(folder)
    (folder / ".dockerignore").write_text("*.log\n!readme.txt\napp/lib\n")
    (folder / "package.json").write_text('{"scripts": {"build": "chown -R app /app && tsc"}}\n')
    (folder / "requirements.txt").write_text("flask==3.0\n-e .\n")
    opened = open_context(str(folder))
    assert opened is not None
    return opened


def failures(seed: int, numbers: range, context: Context) -> Iterator[tuple[Mutant, Failure]]:
    """The mutants of these numbers that break an invariant."""
    for number in numbers:
        tried = mutant(seed, number)
        found = failure_of(tried.data, tried.options, context if tried.with_context else None)
        if found is not None:
            yield tried, found


def smallest(tried: Mutant, kind: str, context: Context) -> bytes:
    """The shortest text that fails in the same way as a mutant."""
    given = context if tried.with_context else None

    def fails(data: bytes) -> bool:
        found = failure_of(data, tried.options, given)
        return found is not None and found.kind == kind

    return minimise(tried.data, fails)


def main() -> int:
    """Tries mutants and prints what fails; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first mutant")
    parser.add_argument("--seconds", type=int, default=10, help="a mutant that takes longer is a failure")
    args = parser.parse_args()
    kinds: Counter[str] = Counter()
    read = 0
    signal.signal(signal.SIGALRM, _too_slow)
    start = time.process_time()
    with TemporaryDirectory() as name:
        context = make_context(Path(name))
        for number in range(args.start, args.start + args.count):
            signal.alarm(args.seconds)
            for tried, found in failures(args.seed, range(number, number + 1), context):
                kinds[found.kind] += 1
                if kinds[found.kind] == 1:
                    signal.alarm(0)
                    _show(args.seed, tried, found, context)
            signal.alarm(0)
            read += is_read(mutant(args.seed, number).data) if number % 10 == 0 else 0
    spent = time.process_time() - start
    print(f"{args.count} mutants, {10 * read} of them read, {spent:.0f} s; failures: {dict(kinds) or 'none'}")
    return int(bool(kinds))


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def _show(seed: int, tried: Mutant, found: Failure, context: Context) -> None:
    print(f"== seed {seed}, number {tried.number}, of {tried.origin} by {', '.join(tried.changes)}: {found.kind}")
    print(f"{tried.options}, {'with' if tried.with_context else 'without'} the context\n{found.detail}")
    small = tried.data if "Timeout" in found.kind else smallest(tried, found.kind, context)
    print(f"smallest, {len(small)} bytes:\n{small!r}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
