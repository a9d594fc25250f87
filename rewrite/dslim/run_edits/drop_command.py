"""Taking one command out of a RUN, or the RUN when nothing is left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.shell import Opaque, Simple
from dslim.shell.plain_commands import is_plain
from dslim.shell.tree import AndOr, Group, Subshell
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Instruction

if TYPE_CHECKING:
    from dslim.shell.tree import Command, Node, Pipeline


def drop_command(facts: Facts, run: Run, simple: Simple) -> tuple[Edit, ...] | str:
    """The edits that take `simple` out of its RUN, or why it cannot go.

    It must be an item of a pure `&&` chain, which may be a group or subshell in another one, or all there is.
    """
    script = run.script
    if isinstance(script, Opaque) or script.comments or len(script.statements) != 1:
        return "it is not part of a plain `&&` chain"
    statement = script.statements[0]
    node = statement.node
    if statement.terminator not in ("", ";") or simple.redirects or not is_plain(simple):
        return "it is not part of a plain `&&` chain"
    if node is simple:
        return drop_instruction(facts, run.outer)
    items = _chain(node, simple)
    at = bisect_left(items, simple.span.start, key=_start)
    if at == len(items) or items[at] is not simple:
        return "it is not part of a plain `&&` chain"
    if at:
        start, end = run.source_at(items[at - 1].span.end), run.source_at(simple.span.end)
    else:
        start = run.source(simple.span.start, simple.span.end).start
        following = items[1].span
        end = run.source(following.start, following.end).start
    if run.has_comment(start, end):
        return "a comment stands beside it inside the RUN"
    return (Edit(start, end, ""),)


def _chain(node: Node, simple: Simple) -> Sequence[Pipeline | Command]:
    """The items of the pure `&&` chain that holds a command, in order; none where it stands in something else."""
    while isinstance(node, AndOr) and set(node.operators) == {"&&"}:
        holding = node.items[bisect_right(node.items, simple.span.start, key=_start) - 1]
        if not isinstance(holding, Group | Subshell):
            return node.items
        only = holding.body[0]
        if len(holding.body) > 1 or only.terminator == "&" or holding.redirects:
            return ()
        node = only.node
    return ()


def _start(item: Pipeline | Command) -> int:
    return item.span.start


def drop_instruction(facts: Facts, node: Instruction) -> tuple[Edit, ...] | str:
    """The edit that takes out a whole instruction; a file that ended without a line break still does."""
    if node.comments:
        return "the RUN holds comments"
    text, span = facts.tree.text, node.span
    if text.endswith("\n") or span.end < len(text):
        return (Edit(span.start, span.end, ""),)
    return (Edit(len(text[: span.start].removesuffix("\n").removesuffix("\r")), span.end, ""),)
