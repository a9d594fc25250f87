"""The names of files that a stage takes from the build context: a script of such a name may be one nobody can read."""

from __future__ import annotations

from collections.abc import Container

from dslim.facts import Facts
from dslim.support.memo import once

#: Stages, each FROM the one before, whose COPYs are told apart.
MAX_STAGES = 100


class CopiedNames:
    """Last parts of the paths that a stage and those it continues take from the build context.

    A set for each stage that takes some: their union for each stage of a long row would be a square.
    """

    def __init__(self, names: tuple[frozenset[str], ...]) -> None:
        self.names = names

    def __contains__(self, name: object) -> bool:
        # behind more stages than anybody writes, any name may be one
        return len(self.names) > MAX_STAGES or any(name in names for names in self.names)


def copied_names(facts: Facts, stage: int) -> Container[str]:
    """The names of what COPY and ADD may have put into a stage."""
    return _copied_names_by_stage(facts)[stage]


@once
def _copied_names_by_stage(facts: Facts) -> tuple[CopiedNames, ...]:
    found: list[CopiedNames] = []
    for stage in facts.tree.stages:
        names: set[str] = set()
        for node in stage.instructions:
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
                words = node.operands
                names |= {word.rstrip("/").rsplit("/", 1)[-1] for word in words}
        parent = facts.lineage.parent[stage.index]
        above = found[parent].names if parent is not None else ()
        own = frozenset(names - {"", ".", "*"})
        found.append(CopiedNames((*above, own)[: MAX_STAGES + 1] if own else above))
    return tuple(found)
