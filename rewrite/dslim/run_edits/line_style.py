"""How a file, or one RUN, breaks and indents its lines, so that new text follows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from dslim.facts.run import Run
from dslim.shell import Script, Span
from dslim.shell.tree import AndOr
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile, Instruction

#: A line that an operator begins, with its indent.
_LEADING = regex(r"^([ \t]*)(?:&&|;|\|\|)[ \t]", re.MULTILINE)
#: An operator that ends a continued line.
_TRAILING = regex(r"(?:&&|;|\|\|)[ \t]*[\\`][ \t]*\r?$", re.MULTILINE)
#: The same, with the indent of what comes next, blank lines and comments passed over.
_AFTER = regex(r"(?:&&|;|\|\|)[ \t]*[\\`][ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*([ \t]*)(?=[^\s#])")
_INDENT = regex(r"\n([ \t]*)(?=[^\s#])")
DEFAULT_INDENT = "    "


class Style(NamedTuple):
    """`indent`: of continuation lines. `leading`: `&&` stands at the start of lines, not at their end.

    `escape` and `newline` are the file's continuation character and line break.
    """

    indent: str
    leading: bool
    escape: str
    newline: str

    @property
    def line_break(self) -> str:
        """A continuation and the next line's indent."""
        return f" {self.escape}{self.newline}{self.indent}"

    def around_break(self, operator: str) -> tuple[str, str]:
        """(text at the end of a line, text at the start of the next) for two commands with an operator between.

        A `;` never leads a line.
        """
        if self.leading and operator != ";":
            return "", f"{operator} "
        return (operator if operator == ";" else f" {operator}"), ""


def style_of(tree: Dockerfile, *nodes: Instruction) -> Style:
    """The style of some instructions, or of the whole file's RUNs where they do not show any."""
    own = _texts_of_several_lines(nodes)
    leading = _has_leading_operators(own)
    found = _most_common_indent(own, leading)
    if found is None or leading is None:
        indent_of_all, leading_of_all = _style_of_all_runs(tree)
        found = indent_of_all if found is None else found
        leading = leading_of_all if leading is None else leading
    indent = DEFAULT_INDENT if found is None else found
    return Style(indent, leading, tree.escape, tree.newline)


@once
def _style_of_all_runs(tree: Dockerfile) -> tuple[str | None, bool]:
    """The indent of the file's RUNs, and whether `&&` leads their lines."""
    runs = _texts_of_several_lines(n for n in tree.instructions if (n.inner or n).keyword == "RUN")
    leading = _has_leading_operators(runs)
    return _most_common_indent(runs, leading), bool(leading)


def _texts_of_several_lines(nodes: Iterable[Instruction]) -> list[str]:
    """The texts of those with more than one line: one line shows neither where operators stand nor an indent."""
    return ["".join(node.tokens) for node in nodes if len(node.tokens) > 1]


def _has_leading_operators(texts: list[str]) -> bool | None:
    """Whether operators stand at the start of lines more often than at their end; None where there are none."""
    before = sum(len(_LEADING.findall(t)) for t in texts)
    after = sum(len(_TRAILING.findall(t)) for t in texts)
    return None if before == after == 0 else before > after


def _most_common_indent(texts: list[str], leading: bool | None) -> str | None:
    """The most common indent of lines that an operator begins (or that come after one), the shallower one at a tie.

    Of all continuation lines where there are no operators; None where there are no such lines either.
    """
    beside_operators = _AFTER if leading is False else _LEADING
    counts = _counted(beside_operators, [_up_to_content(text) for text in texts]) or _counted(_INDENT, texts)
    return max(counts, key=lambda i: (counts[i], -len(i))) if counts else None


def _up_to_content(text: str) -> str:
    """Without the comments and blank lines at the end: looked through from each operator, they would lead nowhere."""
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


class EndStyle(NamedTuple):
    """How a RUN goes on at its end. `indent`: of its lines, None for a RUN on one line. `leading`: as in `Style`."""

    indent: str | None
    leading: bool
    line_break: str

    def appended(self, operator: str, command: str) -> str:
        """What to insert after a command so that `operator` and another command follow."""
        blank = "" if operator == ";" else " "
        if self.indent is None:
            return f"{blank}{operator} {command}"
        if self.leading and operator != ";":
            return f"{self.line_break}{self.indent}{operator} {command}"
        return f"{blank}{operator}{self.line_break}{self.indent}{command}"

    def after_terminator(self, command: str) -> str:
        """What to insert after a `;` that ends the script."""
        if self.indent is None:
            return f" {command};"
        return f"{self.line_break}{self.indent}{command};"


def style_at_end(tree: Dockerfile, run: Run, script: Script) -> EndStyle:
    """The style of a RUN's last operator that stands at a line's end or start; of its last line where none does."""
    begin, end = run.outer.span.start, run.source_at(script.statements[-1].span.end)
    line_break = f" {tree.escape}{tree.newline}"
    if "\n" not in tree.text[begin:end]:
        return EndStyle(None, False, line_break)
    for at in reversed(_operators(script)):
        start, stop = run.source(at.start, at.end)
        before = tree.text[tree.text.rfind("\n", 0, start) + 1 : start]
        if not before.strip() and start > begin:
            return EndStyle(before, True, line_break)
        line_end = tree.text.find("\n", stop, end)
        rest = tree.text[stop:line_end].strip() if line_end >= 0 else "x"
        if rest == tree.escape:
            return EndStyle(_next_indent(tree.text, line_end + 1), False, line_break)
    line = tree.text[tree.text.rfind("\n", 0, end) + 1 : end]
    return EndStyle(line[: len(line) - len(line.lstrip(" \t"))], True, line_break)


def _next_indent(text: str, at: int) -> str:
    """The indent of the next line that is neither blank nor a comment."""
    while True:
        found = re.compile(r"[ \t]*").match(text, at)
        stop = found.end() if found else at
        if text[stop : stop + 1] not in ("#", "\r", "\n"):
            return text[at:stop]
        at = text.index("\n", stop) + 1


def _operators(script: Script) -> list[Span]:
    """Where the script's own `&&`, `||` and `;` stand."""
    found: list[Span] = []
    for statement in script.statements:
        if isinstance(statement.node, AndOr):
            found += statement.node.operator_spans
        if statement.terminator == ";" and statement.terminator_span is not None:
            found.append(statement.terminator_span)
    return found
