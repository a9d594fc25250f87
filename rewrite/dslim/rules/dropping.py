"""Taking one command out of a RUN, or the RUN when nothing is left."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.runs import Run
from dslim.shell import Opaque, Simple
from dslim.shell.plain import is_plain
from dslim.shell.tree import AndOr
from dslim.syntax.nodes import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dslim.shell.tree import Command, Pipeline


def drop_command(facts: Facts, run: Run, simple: Simple) -> tuple[Edit, ...] | str:
    """The edits that take `simple` out of its RUN, or why it cannot go.

    It must be an item of a pure `&&` chain, or all there is.
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
    at = _place(node.items, simple) if isinstance(node, AndOr) and set(node.operators) == {"&&"} else None
    if not isinstance(node, AndOr) or at is None:
        return "it is not part of a plain `&&` chain"
    if at:
        start, end = run.source_at(node.items[at - 1].span.end), run.source_at(simple.span.end)
    else:
        start = run.source(simple.span.start, simple.span.end).start
        following = node.items[1].span
        end = run.source(following.start, following.end).start
    if any(start <= c.span.start < end for c in run.outer.comments):
        return "a comment stands beside it inside the RUN"
    return (Edit(start, end, ""),)


def _place(items: Sequence[Pipeline | Command], simple: Simple) -> int | None:
    """Where a command stands in a chain, whose items are in order."""
    at = bisect_left(items, simple.span.start, key=_start)
    return at if at < len(items) and items[at] is simple else None


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
