"""Which of the RUNs that may be one are to be one, by `--merge`; "How much to merge" in docs/semantics.md."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.rules.merging.bytes_saved import Saving
from dslim.rules.merging.joins_that_save import Joins, reads_plainly
from dslim.rules.merging.one_step import read_as_one_step
from dslim.rules.merging.quick_steps import is_quick
from dslim.rules.merging.shared_cleanup import is_next_to, shared_cleanup, shared_cleanups
from dslim.run_edits.comments_between import items_between
from dslim.run_edits.join_runs import join_form
from dslim.run_edits.run_script import RunScript
from dslim.shell import Script
from dslim.shell.tree import AndOr, Pipeline, Simple
from dslim.shell.walk import Where, commands_with_place

#: RUNs of no more commands than this join their neighbour although no bytes are saved. It is hadolint's number: DL3059
#: takes longer RUNs for steps that were meant to be steps.
MAX_COMMANDS = 2

#: Paths that a message names.
MAX_SHOWN = 3


@dataclass(frozen=True)
class Part:
    """RUNs that become one, or a single one that stays. `saved`: why joins save bytes, one for each that does."""

    scripts: tuple[RunScript, ...]
    saved: tuple[Saving, ...] = ()

    @property
    def joined(self) -> tuple[int, int]:
        """How many joins of two RUNs save bytes, and how many save none."""
        return len(self.saved), len(self.scripts) - 1 - len(self.saved)

    @property
    def gain(self) -> str:
        """What is gained where they become one, for people: the end of a sentence."""
        names = dict.fromkeys(saving.what for saving in self.saved)
        what = [name for name in names if not name.endswith("/*") or name[:-2] not in names]
        more = f" and {len(what) - MAX_SHOWN} more" if len(what) > MAX_SHOWN else ""
        if not what and (cleanup := next(shared_cleanups(self.scripts), "")):
            return f"more than one empties the same cache (`{cleanup}`), which the next one then fetches again"
        if not what:
            return "merging them saves no bytes"
        return f"a later one replaces or removes {', '.join(what[:MAX_SHOWN])}{more}, which an earlier one has stored"


class Neighbours(NamedTuple):
    """The RUNs above and below some that may be one, which may not join them; None where there is none."""

    above: Run | None = None
    below: Run | None = None


NO_NEIGHBOURS = Neighbours()


def choose_parts(
    facts: Facts, group: Sequence[RunScript], joins: Joins, neighbours: Neighbours = NO_NEIGHBOURS
) -> list[Part]:
    """The parts that a row of RUNs, which may all be one, falls into by `--merge`."""
    saving = joins.saving
    if facts.options.merge == "all":
        return [Part(tuple(group), tuple(saving.values()))]
    rows = _rows(len(group), saving)
    parts = [Part(tuple(group[i:j]), tuple(saving[k] for k in range(i, j - 1))) for i, j in rows]
    return parts if facts.options.merge == "bytes" else list(_with_small_neighbours(facts, parts, neighbours))


def _rows(count: int, joins: Collection[int]) -> Iterator[tuple[int, int]]:
    """(first, past the last) of the rows that joins between neighbours make of so many things."""
    start = 0
    for i in range(count):
        if i not in joins:
            yield start, i + 1
            start = i + 1


def _with_small_neighbours(facts: Facts, parts: Sequence[Part], neighbours: Neighbours) -> Iterator[Part]:
    """The parts, those joined that stand on adjacent lines, are short and quick, and need but an operator between.

    Only where something else is fixed: a file is not changed for joins that save nothing. All of such a paragraph or
    none: whoever reads that some of it became one RUN asks what is wrong with the rest. Those that share a cleanup
    become one in any case.
    """
    if not facts.has_fixes and all(len(part.scripts) == 1 for part in parts):
        yield from parts
        return
    joins = {i for i, (a, b) in enumerate(zip(parts, parts[1:])) if _are_small_neighbours(facts, a, b)}
    for i, j in _rows(len(parts), joins):
        row = parts[i:j]
        is_cut = (i == 0 and _goes_on(facts, neighbours.above, row[0].scripts[0])) or (
            j == len(parts) and _goes_on(facts, neighbours.below, row[-1].scripts[-1])
        )
        if not is_cut and _is_plainly_joined(facts, row) and _reads_better(facts, row):
            yield _joined(row)
            continue
        shared = {k for k, (a, b) in enumerate(zip(row, row[1:])) if shared_cleanup(a.scripts[-1], b.scripts[0])}
        for k, m in _rows(len(row), shared):
            yield from [_joined(row[k:m])] if _is_plainly_joined(facts, row[k:m]) else row[k:m]


def _joined(parts: Sequence[Part]) -> Part:
    return Part(sum((part.scripts for part in parts), ()), sum((part.saved for part in parts), ()))


def _reads_better(facts: Facts, row: Sequence[Part]) -> bool:
    """Whether a row is shorter to read as one RUN: three and more, or two that are one step."""
    scripts = [script for part in row for script in part.scripts]
    if len(scripts) != 2 or len(row) == 1:
        return True
    return bool(shared_cleanup(*scripts)) or read_as_one_step(facts, *scripts)


def _goes_on(facts: Facts, other: Run | None, script: RunScript) -> bool:
    """Whether a RUN that may not join stands on the line beside one, and looks as if it belonged to the same row."""
    if other is None or not isinstance(other.script, Script) or not other.script.statements:
        return False
    if other.flags != script.run.flags:
        return False  # which everybody sees
    first, second = (other, script.run) if other.index < script.run.index else (script.run, other)
    if facts.related_files.protected.between(first.outer.span.start, second.outer.span.start):
        return False  # which the config asks for
    beside = RunScript(other, other.script)
    return (
        not items_between(facts.tree, first, second)
        and reads_plainly(beside)
        and not _opens_with_a_compound(beside)
        and count_commands(beside) <= MAX_COMMANDS
        and is_quick(beside)
    )


def _are_small_neighbours(facts: Facts, a: Part, b: Part) -> bool:
    """Whether nothing stands between two parts, and the RUNs that meet there are of a command or two."""
    first, second = a.scripts[-1], b.scripts[0]
    cleanup = shared_cleanup(first, second)
    if not (is_next_to(facts, first, second) if cleanup else not items_between(facts.tree, first.run, second.run)):
        return False
    if not (reads_plainly(first) and reads_plainly(second)) or _opens_with_a_compound(first, second):
        return False
    if not cleanup and not (is_quick(first) and is_quick(second)):
        return False
    most = MAX_COMMANDS + bool(cleanup)  # of the cleanups one will be left
    return count_commands(first) <= most and count_commands(second) <= most


def _opens_with_a_compound(*scripts: RunScript) -> bool:
    """Whether one of them is an `if`, a loop or the like alone, which is a step of its own."""
    return any(not isinstance(script.statements[0].node, (Simple, Pipeline, AndOr)) for script in scripts)


def count_commands(script: RunScript) -> int:
    """The simple commands of a RUN, without those in substitutions."""
    return sum(not where & Where.SUBSTITUTION for _, where in commands_with_place(script.script))


def _is_plainly_joined(facts: Facts, parts: Sequence[Part]) -> bool:
    """Whether some parts become one RUN by operators between them alone."""
    scripts = [script for part in parts for script in part.scripts]
    return len(parts) == 1 or join_form(facts, scripts).is_plain
