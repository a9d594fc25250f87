"""Cleanups that a build argument switches on and off: `if [ "$SLIM" = true ]; then rm -rf /var/lib/apt/lists/*; fi`.

Whoever writes that wants to be able to keep what is cleaned: no other command is to remove it in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.facts.model import Facts
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.run import Run
from dslim.facts.stages import name_values
from dslim.shell import Invocation, Script, commands, walk
from dslim.shell.tree import If, Param, Statement
from dslim.support.memo import once, once_each
from dslim.tools import folders_emptied


class SwitchedCleanup(NamedTuple):
    """A call that cleans where a condition holds: `variable` is the build argument that the condition reads."""

    line: int
    variable: str
    call: Invocation


@once_each
def find_switch(facts: Facts, folders: tuple[str, ...]) -> SwitchedCleanup | None:
    """The first cleanup of one of some folders that a build argument switches on and off."""
    for switched in _switched_cleanups(facts):
        if any(_cleans(switched.call, folder) for folder in folders):
            return switched
    return None


@once
def _switched_cleanups(facts: Facts) -> tuple[SwitchedCleanup, ...]:
    nodes = [node for node in facts.tree.instructions if node.keyword == "ARG"]
    names = {name for node in nodes for name, _ in name_values(node, {})}
    return tuple(found for run in facts.all_runs if names for found in _of_run(run, names))


def _of_run(run: Run, names: set[str]) -> Iterator[SwitchedCleanup]:
    script = run.script
    if not isinstance(script, Script) or "if " not in script.text:
        return
    for node in walk(script):
        for branch in node.branches if isinstance(node, If) else ():
            variable = next((name for name in _variables_in(branch.condition) if name in names), None)
            calls = [call for part in branch.body for simple in commands(part.node) for call in invocations_of(simple)]
            # with an install in it, it is no more than the cleanup of that
            if variable is not None and all(call.name in ("echo", "true", ":") or _removes(call) for call in calls):
                yield from (SwitchedCleanup(run.outer.line, variable, call) for call in calls)


def _variables_in(condition: tuple[Statement, ...]) -> Iterator[str]:
    for statement in condition:
        yield from (node.name for node in walk(statement.node) if isinstance(node, Param))


def _removes(call: Invocation) -> bool:
    return call.name == "rm" or folders_emptied(call.name, call.args) is not None


def _cleans(call: Invocation, folder: str) -> bool:
    if call.name == "rm":
        return any(word_overlap(text, folder, None) is not Overlap.NONE for text in call.texts)
    return folder in (folders_emptied(call.name, call.args) or ())
