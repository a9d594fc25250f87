"""Every chown, chgrp and chmod of a stage, and of which stages they are looked at."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.rules.ownership.change import CHMOD, CHOWN, Change
from dslim.rules.ownership.read_change import read_change
from dslim.shell import Opaque
from dslim.support.memo import once, once_a_stage
from dslim.syntax.nodes import Stage

#: Each change is looked at together with each pair of steps before it: this is a stage of 200 instructions and
#: commands with 125 changes, or of 1,000 with 5. The most in 2,406 real files with changes is 1,947,663.
MAX_WORK = 5_000_000
#: What a pair of COPYs costs more than one of other steps: for each, folders of the context are asked for links.
_COPY_WEIGHT = 50
_TOOLS = CHOWN | CHMOD


def shipped_changes(facts: Facts, tools: frozenset[str]) -> Iterator[Change]:
    """The changes by one of the `tools` in stages that ship, but for stages whose changes are not looked at."""
    for stage in facts.tree.stages:
        if facts.ships(stage.index) and is_followed(facts, stage):
            yield from changes(facts, stage, tools)


def changes(facts: Facts, stage: Stage, tools: frozenset[str]) -> tuple[Change, ...]:
    """Every change of a stage by one of the `tools` (chown, chgrp, chmod), in the order of the text."""
    return tuple(change for change in _all_changes(facts, stage) if change.tool in tools)


@once_a_stage
def _all_changes(facts: Facts, stage: Stage) -> tuple[Change, ...]:
    return tuple(_read_changes(facts, stage))


def _read_changes(facts: Facts, stage: Stage) -> Iterator[Change]:
    for index in range(len(stage.instructions)):
        point = facts.point(stage.index, index)
        run = point.own_run
        if run is None or isinstance(run.script, Opaque) or not any(tool in run.node.args for tool in _TOOLS):
            continue
        for site in call_sites(run.script):
            if (change := read_change(point, site)) is not None:
                yield change


def is_followed(facts: Facts, stage: Stage) -> bool:
    """Whether the changes of a stage are looked at, see MAX_WORK."""
    return stage.index in _followed_stages(facts)


def long_stages(facts: Facts, tools: frozenset[str]) -> Iterator[Finding]:
    """A finding for each RUN with one of the `tools` in stages that ship, and whose changes are not looked at."""
    why_not = "the stage has more steps, or more that change owners and modes, than are looked through"
    names = " and ".join(tool for tool in ("chown", "chmod") if tool in tools)
    for stage in facts.tree.stages:
        if not facts.ships(stage.index) or is_followed(facts, stage):
            continue
        for run in filter(None, facts.runs[stage.index]):
            if any(tool in run.node.args for tool in tools):
                yield Finding(f"{names} in a long stage", run.outer.first_line, why_not=why_not)


@once
def _followed_stages(facts: Facts) -> frozenset[int]:
    found: set[int] = set()
    steps: list[int] = []
    copies: list[int] = []
    left = MAX_WORK
    for stage in facts.tree.stages:
        names = list(_called_names(facts, stage))
        parent = facts.lineage.parent[stage.index]
        steps.append(len(stage.instructions) + len(names) + (steps[parent] if parent is not None else 0))
        own_copies = sum(node.keyword in ("COPY", "ADD") for node in stage.instructions)
        copies.append(own_copies + (copies[parent] if parent is not None else 0))
        count = sum(name in _TOOLS or name == "find" for name in names)
        work = count * (steps[-1] ** 2 + _COPY_WEIGHT * copies[-1] ** 2) if facts.ships(stage.index) else 0
        if work <= left:
            left -= work
            found.add(stage.index)
    return frozenset(found)


def _called_names(facts: Facts, stage: Stage) -> Iterator[str | None]:
    for run in facts.runs[stage.index]:
        if run is not None and not isinstance(run.script, Opaque):
            yield from (site.call.name for site in call_sites(run.script))
