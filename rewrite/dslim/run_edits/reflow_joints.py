"""Writes the operators of a RUN's `&&` chain where another RUN has them: at the end of lines, or at their start.

Two RUNs that become one may have them in different places. What the lines hold beside, comments and blank lines
between them too, stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.run_edits.line_style import ShownStyle, Style
from dslim.run_edits.run_script import RunScript
from dslim.shell.tree import AndOr
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile

#: The indent of a line that is neither blank nor a comment.
_LINES = regex(r"\n([ \t]*)(?=[^\s#])")


class _Gap(NamedTuple):
    """What stands between two commands of a chain, from `start` to `end` in the file.

    `before` and `after`: the text on either side of the operator, of which one holds a line break.
    """

    start: int
    end: int
    before: str
    after: str

    @property
    def is_leading(self) -> bool:
        """Whether the operator begins a line."""
        return "\n" in self.before

    @property
    def broken(self) -> str:
        """The side that holds the line break."""
        return self.before if self.is_leading else self.after

    @property
    def indent(self) -> str:
        """What the line begins with at which the next command stands."""
        return self.broken[self.broken.rfind("\n") + 1 :]


class Reflow(NamedTuple):
    """The edits that give the joints of a RUN a style, maybe none, and what the RUN shows of its style then."""

    edits: tuple[Edit, ...]
    shown: ShownStyle


def reflowed_joints(tree: Dockerfile, script: RunScript, style: Style) -> Reflow | None:
    """How the joints of a chain get a style; None where it is no chain, has none, or one that is on a line of its own.

    Their indent becomes that of the style too, unless words of the RUN would then stand farther out than these.
    """
    gaps = list(_broken_gaps(tree, script))
    if not gaps or not all(_is_movable(tree, gap) for gap in gaps):
        return None
    stays = _stands_farther_out(tree, script, gaps, style.indent)
    edits = [Edit(gap.start, gap.end, _written(gap, style, stays)) for gap in gaps]
    changed = tuple(edit for edit in edits if edit.text != tree.text[edit.start : edit.end])
    return Reflow(changed, ShownStyle(gaps[0].indent if stays else style.indent, style.leading))


def _broken_gaps(tree: Dockerfile, script: RunScript) -> Iterator[_Gap]:
    """The joints of a chain at which a line ends; nothing for what is no chain."""
    node, run = script.last_command, script.run
    if len(script.statements) != 1 or not isinstance(node, AndOr) or set(node.operators) != {"&&"}:
        return
    for first, operator, second in zip(node.items, node.operator_spans, node.items[1:]):
        start, end = run.source_at(first.span.end), run.source(second.span.start, second.span.start).start
        sign = run.source(operator.start, operator.end)
        gap = _Gap(start, end, tree.text[start : sign.start], tree.text[sign.end : end])
        if "\n" in gap.before + gap.after:
            yield gap


def _is_movable(tree: Dockerfile, gap: _Gap) -> bool:
    """Whether a joint is an operator at one end of a line break; one on a line of its own is not."""
    one, other = (gap.before, gap.after) if gap.is_leading else (gap.after, gap.before)
    return one.lstrip(" \t").startswith(tree.escape) and not other.strip(" \t")


def _written(gap: _Gap, style: Style, stays: bool) -> str:
    """The text of a joint in a style; `stays`: the next command is indented as it was."""
    text = gap.broken.removesuffix(gap.indent) + (gap.indent if stays else style.indent)
    if style.leading == gap.is_leading:
        return f"{text}&&{gap.after}" if gap.is_leading else f"{gap.before}&&{text}"
    text = text.lstrip(" \t")
    return f" {text}&& " if style.leading else f" && {text}"


def _stands_farther_out(tree: Dockerfile, script: RunScript, gaps: list[_Gap], indent: str) -> bool:
    """Whether a line inside of a command would stand farther out than the lines that commands begin."""
    run = script.run
    start, end = run.source(script.start, script.start).start, run.source_at(script.end)
    joints = {gap.end - len(gap.after) - len("&&") if gap.is_leading else gap.end for gap in gaps}
    width = len(indent.expandtabs(8))
    lines = ((found.end(), len(found[1].expandtabs(8))) for found in _LINES.finditer(tree.text, start, end))
    return any(place not in joints and own < width for place, own in lines)
