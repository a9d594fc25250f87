"""The joins of RUNs that save bytes, and those that save some but are not worth the form that they take.

With --merge=auto a subshell, braces, `;` beside `&&` and a comment inside of a RUN are worth it only for a saving that
is known to be large.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.ignore_comments import is_ignore_comment
from dslim.rules.merging.bytes_saved import Saving, savings
from dslim.run_edits.comments_between import holds_instruction_taken_out, items_between
from dslim.run_edits.join_runs import join_form
from dslim.run_edits.piped_installers import installers_that_update_first
from dslim.run_edits.run_script import RunScript
from dslim.shell import invocations
from dslim.shell.tree import AndOr
from dslim.syntax.nodes import Comment, Item
from dslim.tools import find


class Joins(NamedTuple):
    """By the number of the RUN above: what each join saves, and why one that would save something is not worth it."""

    saving: dict[int, Saving]
    why_apart: dict[int, str]


def joins_that_save(facts: Facts, group: Sequence[RunScript]) -> Joins:
    """The joins that save bytes among RUNs which may all be one."""
    found = savings(facts, group)
    return _worth_it(facts, group, found) if facts.options.merge == "auto" else Joins(_all(facts, group, found), {})


def _all(facts: Facts, group: Sequence[RunScript], savings: Sequence[Saving]) -> dict[int, Saving]:
    """Every join that saves bytes; for a database of packages only where an operator is enough."""
    found: dict[int, Saving] = {}
    for saving in savings:
        for i in range(saving.first, saving.last):
            if not saving.is_small or (i not in found and join_form(facts, group[i : i + 2]).is_plain):
                found.setdefault(i, saving)
    return found


def _worth_it(facts: Facts, group: Sequence[RunScript], savings: Sequence[Saving]) -> Joins:
    """Those that are known to save much, and those of the others that read well."""
    found: dict[int, Saving] = {}
    why_apart: dict[int, str] = {}
    asked: set[tuple[int, int]] = set()
    for saving in sorted(savings, key=lambda saving: (not saving.is_large, saving.is_small)):
        new = [i for i in range(saving.first, saving.last) if i not in found]
        if not new or (new[0], new[-1]) in asked:
            continue
        asked.add((new[0], new[-1]))
        if saving.is_small and not facts.has_fixes:
            reason: str | None = "dslim fixes nothing else in the file"
        else:
            reason = _why_it_reads_badly(facts, group, [*found, *new], new, saving.is_large)
        if reason is None:
            found.update(dict.fromkeys(new, saving))
        else:
            little = f"merging them would save only a little ({saving.what})"
            size = little if saving.is_small else f"it is not known whether merging them saves much ({saving.what})"
            if saving.is_large:
                size = "inside of the merged RUN nobody could put it back"
            for i in new:
                why_apart.setdefault(i, f"{reason}, and {size}")
    return Joins(found, why_apart)


def _why_it_reads_badly(
    facts: Facts, group: Sequence[RunScript], joins: Collection[int], new: Sequence[int], is_large: bool
) -> str | None:
    """Why nobody would write as one the RUNs that some joins make one; `new`: those that are asked about.

    Where much is saved, only an instruction between them that somebody commented out forbids it.
    """
    if any(holds_instruction_taken_out(_between(facts, group, i)) for i in new):
        return "an instruction that was commented out stands between them"
    if is_large:
        return None
    for i in new:
        if any(isinstance(x, Comment) and not is_ignore_comment(x) for x in _between(facts, group, i)):
            return "a comment stands between the RUNs"
        if updates_lists(group[i]) and updates_lists(group[i + 1]):
            return "each of the RUNs updates the package lists"
    first, last = new[0], new[-1] + 1
    while first - 1 in joins:
        first -= 1
    while last in joins:
        last += 1
    row = group[first : last + 1]
    if not all(map(reads_plainly, row[:-1])):
        return "as one RUN they would mix `;` or `||` with `&&`"
    return None if join_form(facts, row).is_plain else "as one RUN they would need a subshell or braces"


def _between(facts: Facts, group: Sequence[RunScript], i: int) -> Sequence[Item]:
    return items_between(facts.tree, group[i].run, group[i + 1].run)


def updates_lists(script: RunScript) -> bool:
    """Whether it fetches the lists of a distribution's packages, or hands a shell an installer that does."""
    for call in invocations(script.script):
        tool = find(call.name)
        if tool is not None and tool.updates_lists is not None and tool.updates_lists in call.args:
            return True
    return bool(installers_that_update_first(script.script))


def reads_plainly(script: RunScript) -> bool:
    """Whether `&&` and more after it are read at a glance: no `||` and no `;` stand before, but `set -e;`."""
    if len(script.statements) > 1:
        return script.errexit_opening is not None
    node = script.statements[0].node
    return not (isinstance(node, AndOr) and "||" in node.operators)
