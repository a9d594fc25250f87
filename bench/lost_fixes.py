"""Which fixes did one state of dslim make that another does not, and why?

`lost_fixes.py BEFORE AFTER [--rule R [--reason TEXT]] [--show N]`. BEFORE and AFTER: what `dslim fix --format json
--no-cache --merge all --files-from LIST` of each state printed for the same files, with their repositories around them.
Prints by rule what is fixed, and of the fixes that AFTER lacks what stands in their place: another fix that rewrites
the line, an offer (--unsafe-fixes), a refusal by its reason, or nothing. `--rule` prints places and reasons of the
fixes lost of one rule, `--reason` only those whose reason holds a text. Nothing of dslim is imported.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from refusals import after_text, instructions

Entry = dict[str, Any]


class Lost(NamedTuple):
    """A fix that is made no longer: of which rule, where, what became of it, and the whole reason."""

    rule: str
    place: str
    outcome: str
    reason: str


def entries(path: str) -> dict[str, Entry]:
    """The entries of a report that were read as Dockerfiles, by path."""
    files = json.loads(Path(path).read_text(encoding="utf-8"))["files"]
    return {entry["path"]: entry for entry in files if "replacements" in entry}


def general(reason: str) -> str:
    """A reason without names and numbers."""
    reason = re.sub(r"`[^`]*`", "`x`", reason)
    reason = re.sub(r"(?<![\w`])[\w.$~*{}-]*/[^\s,;:)]*", "PATH", reason)
    reason = re.sub(r"--chown=\S+", "--chown=X", re.sub(r"\d+", "N", reason))
    return re.sub(r"^(neither COPY|none of the N COPYs) can do it: ", "", reason)


def lost_fixes(before: Entry, after: Entry) -> Iterator[Lost]:
    """The fixes of one file that only its first entry has."""
    rewritten = rewritten_lines(after)
    made: Counter[tuple[str, int]] = Counter((fix["rule"], fix["line"]) for fix in after["fixes"])
    for fix in before["fixes"]:
        rule, line = fix["rule"], fix["line"]
        if made[rule, line]:
            made[rule, line] -= 1
            continue
        place = f"{before['path']}:{line}"
        refused = [one["why_not"] for one in after["not_fixed"] if (one["rule"], one["line"]) == (rule, line)]
        offered = [one["message"] for one in after["offered"] if (one["rule"], one["line"]) == (rule, line)]
        others = sorted({one["rule"] for one in after["fixes"] if one["line"] == line})
        if refused:
            yield Lost(rule, place, f"refused: {general(refused[0])}", refused[0])
        elif offered:
            yield Lost(rule, place, "offered with --unsafe-fixes", offered[0])
        elif others:
            yield Lost(rule, place, f"fixed by {', '.join(others)}", "")
        elif line in rewritten:
            yield Lost(rule, place, "rewritten by a fix that begins on another line", "")
        else:
            yield Lost(rule, place, "nothing is said", "")


def rewritten_lines(entry: Entry) -> set[int]:
    """The lines of the file as it was that the replacements of an entry touch."""
    text = Path(entry["path"]).read_bytes().decode("utf-8", "surrogateescape") if entry["replacements"] else ""
    found: set[int] = set()
    for one in entry["replacements"]:
        first = text.count("\n", 0, one["start"]) + 1
        found.update(range(first, first + text.count("\n", one["start"], one["end"]) + 1))
    return found


def runs_less(entry: Entry) -> int:
    """How many RUNs the rewritten file has less."""
    text = Path(entry["path"]).read_bytes().decode("utf-8", "surrogateescape")
    if not entry["replacements"]:
        return 0
    return sum(one.word == "RUN" for one in instructions(text)) - sum(
        one.word == "RUN" for one in instructions(after_text(text, entry))
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("before")
    asked.add_argument("after")
    asked.add_argument("--rule", help="print the places of the fixes lost of one rule")
    asked.add_argument("--reason", default="", help="only those whose outcome holds this text")
    asked.add_argument("--show", type=int, default=20, help="so many places, and so many outcomes a rule")
    args = asked.parse_args()
    before, after = entries(args.before), entries(args.after)
    paths = sorted(before.keys() & after.keys())
    found = [lost for path in paths for lost in lost_fixes(before[path], after[path])]
    if args.rule:
        chosen = [one for one in found if one.rule == args.rule and args.reason in one.outcome]
        for one in random.Random(0).sample(chosen, min(args.show, len(chosen))):
            print(f"{one.place}: {one.outcome.partition(':')[0]}: {one.reason}")
        return
    counts = [Counter(fix["rule"] for path in paths for fix in report[path]["fixes"]) for report in (before, after)]
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        outcomes[one.rule][one.outcome] += 1
    less = [sum(runs_less(report[path]) for path in paths) for report in (before, after)]
    print(f"{len(paths)} files; RUNs less: {less[0]}, now {less[1]}")
    for rule in sorted(counts[0] | counts[1]):
        lost = sum(outcomes[rule].values())
        print(f"{rule}: {counts[0][rule]}, now {counts[1][rule]}; {lost} of these places no longer")
        for outcome, number in outcomes[rule].most_common(args.show):
            print(f"{number:>8} {outcome}")


if __name__ == "__main__":
    main()
