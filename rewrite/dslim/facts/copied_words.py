"""The words of a COPY or ADD with the values of their variables."""

from __future__ import annotations

from typing import NamedTuple

from dslim.facts.instruction_state import join_workdir
from dslim.facts.point import Point
from dslim.facts.variable_expansion import try_expand
from dslim.support.memo import once_at_point


class CopiedWords(NamedTuple):
    """What a COPY or ADD names: each source, and the absolute path that it copies to; None for what is not known.

    Where it has one word only, there are no sources.
    """

    sources: tuple[str | None, ...]
    target: str | None


@once_at_point
def copied_words(point: Point) -> CopiedWords:
    """What the COPY or ADD at a place names. Asked for every path that is looked for behind it."""
    node, state = point.node, point.state
    *sources, last = [try_expand(word, state.env, node.escape) for word in node.operands] or [None]
    return CopiedWords(tuple(sources), join_workdir(state.workdir, last))
