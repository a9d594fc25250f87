"""How a file writes its RUNs, so that new text follows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile, Instruction

_LEADING = regex(r"^([ \t]*)(?:&&|;|\|\|)[ \t]", re.MULTILINE)
_TRAILING = regex(r"(?:&&|;|\|\|)[ \t]*[\\`][ \t]*\r?$", re.MULTILINE)
#: With the indent of what comes next, blank lines and comments passed over.
_AFTER = regex(r"(?:&&|;|\|\|)[ \t]*[\\`][ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*([ \t]*)(?=[^\s#])")
_INDENT = regex(r"\n([ \t]*)(?=[^\s#])")
DEFAULT_INDENT = "    "


@dataclass(frozen=True)
class Style:
    """`indent`: of continuation lines. `leading`: `&&` stands at the start of lines, not at their end.

    `escape` and `newline` are the file's continuation character and line break.
    """

    indent: str
    leading: bool
    escape: str
    newline: str

    @property
    def wrap(self) -> str:
        """A continuation and the next line's indent."""
        return f" {self.escape}{self.newline}{self.indent}"

    def joined(self, operator: str) -> tuple[str, str]:
        """(text at the end of a line, text at the start of the next) that join two commands.

        A `;` never leads a line.
        """
        if self.leading and operator != ";":
            return "", f"{operator} "
        return (operator if operator == ";" else f" {operator}"), ""


def style_of(tree: Dockerfile, *nodes: Instruction) -> Style:
    """The style of some instructions, or of the whole file's RUNs where they do not tell."""
    own = _lines(nodes)
    leading = _leads(own)
    found = _indent(own, leading)
    if found is None or leading is None:
        indent_of_all, leading_of_all = _of_all(tree)
        found = indent_of_all if found is None else found
        leading = leading_of_all if leading is None else leading
    indent = DEFAULT_INDENT if found is None else found
    return Style(indent, leading, tree.escape, tree.newline)


@once
def _of_all(tree: Dockerfile) -> tuple[str | None, bool]:
    """The indent of the file's RUNs, and whether `&&` leads their lines."""
    runs = _lines(n for n in tree.instructions if (n.inner or n).keyword == "RUN")
    leading = _leads(runs)
    return _indent(runs, leading), bool(leading)


def _lines(nodes: Iterable[Instruction]) -> list[str]:
    """The texts of those with more than one line: one line has no joints and no indent."""
    return ["".join(node.tokens) for node in nodes if len(node.tokens) > 1]


def _leads(texts: list[str]) -> bool | None:
    before = sum(len(_LEADING.findall(t)) for t in texts)
    after = sum(len(_TRAILING.findall(t)) for t in texts)
    return None if before == after == 0 else before > after


def _indent(texts: list[str], leading: bool | None) -> str | None:
    """The most common indent of lines that a joint begins (or that come after one), the shallower one at a tie.

    Of all continuation lines where there are no joints; None where there are no such lines either.
    """
    joints = _AFTER if leading is False else _LEADING
    counts = _counted(joints, [_up_to_content(text) for text in texts]) or _counted(_INDENT, texts)
    return max(counts, key=lambda i: (counts[i], -len(i))) if counts else None


def _up_to_content(text: str) -> str:
    """Without the comments and blank lines at the end: looked through from each joint, they would lead nowhere."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)


def _counted(pattern: re.Pattern[str], texts: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        for found in pattern.findall(text):
            counts[found] = counts.get(found, 0) + 1
    return counts
