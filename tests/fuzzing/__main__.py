"""`python -m fuzzing --start 0 --count 500`, in tests/: prints each seed that is WRONG, and a tally."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.machine import open_builder
from dslim.diagnostics.options import Options
from fuzzing.generate import write_context
from fuzzing.run import Result, try_seed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print the diff of every seed that changed")
    parser.add_argument("--broken", action="store_true", help="keep files that do not build")
    parser.add_argument("--merge", choices=["auto", "all", "bytes", "off"], default="all")
    args = parser.parse_args()
    options = Options(merge=args.merge)
    kinds: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    saved = 0
    with TemporaryDirectory() as name, open_builder() as builder:
        context = Path(name)
        write_context(context)
        for seed in range(args.start, args.start + args.count):
            result = try_seed(seed, context, builder, options, args.broken)
            kinds[result.kind] += 1
            saved += result.saved
            if result.kind == "same":
                rules.update(result.rules.split("+"))
            if result.kind == "WRONG" or (args.show and result.outcome.changed):
                _show(result)
    print(f"{dict(kinds)}, {saved:+} bytes saved; built and the same, by rule: {dict(rules)}")
    return 1 if kinds["WRONG"] else 0


def _show(result: Result) -> None:
    before, after = (text.splitlines(True) for text in (result.outcome.before, result.outcome.after))
    print(f"== seed {result.seed}: {result.kind} ({result.rules})")
    sys.stdout.writelines(difflib.unified_diff(before, after, "before", "after", n=99))
    print(f"\n{result.told}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
