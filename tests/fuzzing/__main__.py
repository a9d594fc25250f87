"""`python -m fuzzing --start 0 --count 500`, in tests/: prints each seed that is WRONG, and a tally.

With `--contexts` each seed has a build context of its own, with scripts; `--kind K` tries those alone that have an
episode of that kind (fuzzing/episodes.py), and `--first` ends with the first that is WRONG.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from builder import TestBuilder
from builder.machine import open_builder
from dslim.diagnostics.options import Options
from fuzzing import stand_ins
from fuzzing.contexts import case
from fuzzing.generate import write_context
from fuzzing.run import Result, try_case, try_seed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print the diff of every seed that changed")
    parser.add_argument("--broken", action="store_true", help="keep files that do not build")
    parser.add_argument("--merge", choices=["auto", "all", "bytes", "off"], default="all")
    parser.add_argument("--contexts", action="store_true", help="a context with scripts for each seed")
    parser.add_argument("--kind", help="with --contexts: only seeds with an episode of this kind")
    parser.add_argument("--first", action="store_true", help="end with the first that is WRONG")
    args = parser.parse_args()
    options = Options(merge=args.merge)
    kinds: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    saved = 0
    with open_builder() as builder:
        if args.contexts:
            stand_ins.make(builder)
        for seed in range(args.start, args.start + args.count):
            if args.kind and args.kind not in case(seed).kinds:
                continue
            result = _result(seed, builder, options, args)
            kinds[result.kind] += 1
            saved += result.saved
            if result.kind == "same":
                rules.update(result.rules.split("+"))
            if result.kind == "WRONG" or (args.show and result.outcome.changed):
                _show(result)
            if result.kind == "WRONG" and args.first:
                break
    print(f"{dict(kinds)}, {saved:+} bytes saved; built and the same, by rule: {dict(rules)}")
    return 1 if kinds["WRONG"] else 0


def _result(seed: int, builder: TestBuilder, options: Options, args: argparse.Namespace) -> Result:
    with TemporaryDirectory() as name:
        if args.contexts:
            return try_case(seed, case(seed), Path(name), builder, options)
        write_context(Path(name))
        return try_seed(seed, Path(name), builder, options, args.broken)


def _show(result: Result) -> None:
    before, after = (text.splitlines(True) for text in (result.outcome.before, result.outcome.after))
    print(f"== seed {result.seed}: {result.kind} ({result.rules})")
    sys.stdout.writelines(difflib.unified_diff(before, after, "before", "after", n=99))
    print(f"\n{result.told}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
