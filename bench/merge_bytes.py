"""What --merge=auto leaves of the bytes that --merge=all saves, built: `python bench/merge_bytes.py [CASE ...]`.

Each of tests/verify_cases is built as it is, fixed with --merge=auto, and with --merge=all, and the bytes of all
layers, those of the base image too, are summed. Auto and all must give the same image. It takes a quarter of an hour.
What auto leaves on purpose, see LEFT_ON_PURPOSE, is counted, and the share is told without it too.
Run it as root on Debian, or where docker or podman is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builder import TestBuilder
from builder.machine import open_builder
from dslim.diagnostics.options import Merge, Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.syntax import decode
from dslim.verify.errors import BuildError
from dslim.verify.verdict import FileChange, compare_builds

CASES = Path(__file__).parents[1] / "tests" / "verify_cases"
#: Case -> why auto does not merge it, although bytes are saved: semantics.md, "How much to merge".
LEFT_ON_PURPOSE = {
    "apt-two-updates": "each RUN cleans up; dpkg's database, 0.9 MB, is no price for a comment inside a RUN",
}


class Sums(NamedTuple):
    """Bytes of an image's layers: as the file is, as fixed with auto, and as fixed with all."""

    before: int = 0
    auto: int = 0
    all: int = 0


def main() -> int:
    """Prints a line for each case, and the sums; 1 if an image is not the same."""
    total, chosen, other = Sums(), Sums(), 0
    with open_builder() as builder:
        print(f"{'before':>14}{'auto':>14}{'all':>14}  case")
        for path in sorted(CASES.glob("*.Dockerfile")):
            name = path.name.removesuffix(".Dockerfile")
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            auto, all_ = fixed(path, "auto"), fixed(path, "all")
            if not all_.changed:
                continue
            try:
                found, is_same = measure(builder, path, auto, all_)
            except BuildError as error:
                print(f"{'':42}  {name}: does not build: {str(error).splitlines()[0][:80]}", flush=True)
                continue
            other += not is_same
            total = Sums(*(a + b for a, b in zip(total, found)))
            if name not in LEFT_ON_PURPOSE:
                chosen = Sums(*(a + b for a, b in zip(chosen, found)))
            print("".join(f"{size:14,}" for size in found), f" {name}{'' if is_same else ': OTHER'}", flush=True)
    print("".join(f"{size:14,}" for size in total), " in all")
    for sums, which in ((total, ""), (chosen, ", without what it leaves on purpose")):
        if sums.before > sums.all:
            share = 100 * (sums.before - sums.auto) / (sums.before - sums.all)
            print(f"of what is saved with all, auto saves {share:.2f} %{which}")
    for name, reason in LEFT_ON_PURPOSE.items():
        print(f"left on purpose: {name}: {reason}")
    return int(other > 0)


def fixed(path: Path, merge: Merge) -> Outcome:
    """A case as fixed by the rules that its last line asks for, with so many merges."""
    text = decode(path.read_bytes())
    told = text.splitlines()[-1]
    options = Options(cache="mount" if "cache-mount" in told else "clean", unsafe="unsafe" in told, merge=merge)
    return fix_text(text, options, open_context(str(CASES / "context")), path.name)


def measure(builder: TestBuilder, path: Path, auto: Outcome, all_: Outcome) -> tuple[Sums, bool]:
    """The sums of a case, and whether auto and all give the same image."""
    for image in ("python", "node"):
        if f"FROM {image}:stand-in" in auto.before:
            builder.need(image)
    with builder.session(CASES / "context", path) as session:
        before = session.build_once(auto.before)
        if auto.after == all_.after:
            after = session.build_once(all_.after)
            return Sums(before.size, after.size, after.size), True
        verdict = compare_builds(session, FileChange(auto.after, all_.after, all_.steps))
    return Sums(before.size, verdict.size_before, verdict.size_after), verdict.is_same


if __name__ == "__main__":
    sys.exit(main())
