"""An earlier chown that gave a folder the owner already: what lay there then needs no other."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.mounts import why_in_no_layer
from dslim.facts.path_index import PathIndex
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.changes import changes
from dslim.rules.ownership.path_history import Ran, UnreadRun, history_of
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Stage
from dslim.tools import names_where

_USER_TOOLS = names_where(lambda tool: tool.makes_users or tool.changes_users)


def settled_at(path: str, change: Change) -> int:
    """The number of the last RUN of the stage at whose end all below `path` has the owner that a chown gives, or -1."""
    here = change.run.index
    earlier = [row for row in _chowns_by_path(change.facts, change.stage).holding(path) if row[0] < here]
    for index, _, other in sorted(earlier, reverse=True):
        is_in_layer = why_in_no_layer(other.run, path) is None
        if is_in_layer and _gives_same(other, change) and _is_last_word(other, change, path):
            return index
    return -1


@once_a_stage
def _chowns_by_path(facts: Facts, stage: Stage) -> PathIndex[tuple[int, int, Change]]:
    """(number of the RUN, number of the chown, the chown) of a stage, by what each names."""
    found = enumerate(changes(facts, stage, CHOWN))
    return PathIndex((path, (c.run.index, i, c)) for i, c in found for path in c.paths)


def _gives_same(other: Change, change: Change) -> bool:
    """Whether an earlier chown surely gave all that lay below what it names the same owner."""
    if not (other.recursive and other.certain) or other.unread or other.owner != change.owner or other.owner is None:
        return False
    return not (other.simple.redirects or other.simple.assignments or other.owner.variables)


def _is_last_word(other: Change, change: Change, path: str) -> bool:
    """Whether nothing after a chown in its own RUN writes there, and nobody changes users up to a later one."""
    for event in history_of(change).through_run_of(change, other.run.index - 1):
        if isinstance(event, UnreadRun):
            return False
        if not isinstance(event, Ran):
            continue
        later = [c for c in event.commands if event.run is not other.run or c.start > other.start]
        if any(c.site.call.name in _USER_TOOLS for c in later):
            return False
        if event.run is other.run and any(c.writes.may_reach(path, "owner") for c in later):
            return False
    return True
