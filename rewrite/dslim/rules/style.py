"""How a file writes its RUNs, so that new text follows it."""

from __future__ import annotations

import re

from dslim.once import once
from dslim.patterns import regex
from dslim.records import dataclass
from dslim.syntax.nodes import Dockerfile, Instruction

_LEADING = regex(r"^[ \t]*(?:&&|;|\|\|)[ \t]", re.MULTILINE)
_TRAILING = regex(r"(?:&&|;|\|\|)[ \t]*[\\`][ \t]*\r?$", re.MULTILINE)
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
    own = [_text(n) for n in nodes]
    found, leading = _indent(own), _leads(own)
    if found is None or leading is None:
        indent_of_all, leading_of_all = _of_all(tree)
        found = indent_of_all if found is None else found
        leading = leading_of_all if leading is None else leading
    indent = DEFAULT_INDENT if found is None else found
    return Style(indent, leading, tree.escape, tree.newline)


@once
def _of_all(tree: Dockerfile) -> tuple[str | None, bool]:
    """The indent of the file's RUNs, and whether `&&` leads their lines."""
    runs = [_text(n) for n in tree.instructions if (n.inner or n).keyword == "RUN"]
    return _indent(runs), bool(_leads(runs))


def _text(node: Instruction) -> str:
    return "".join(node.tokens)


def _leads(texts: list[str]) -> bool | None:
    before = sum(len(_LEADING.findall(t)) for t in texts)
    after = sum(len(_TRAILING.findall(t)) for t in texts)
    return None if before == after == 0 else before > after


def _indent(texts: list[str]) -> str | None:
    """The most common indent of continuation lines, the shallower one at a tie; None where there are none."""
    counts: dict[str, int] = {}
    for text in texts:
        for found in _INDENT.findall(text):
            counts[found] = counts.get(found, 0) + 1
    return max(counts, key=lambda i: (counts[i], -len(i))) if counts else None
