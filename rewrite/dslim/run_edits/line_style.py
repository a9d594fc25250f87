"""How a file, or one RUN, breaks and indents its lines, so that new text follows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dslim.facts.run import Run
from dslim.shell import Script, Simple, Span
from dslim.shell.tree import AndOr, Node
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
_BLANKS = regex(r"[ \t]*")
DEFAULT_INDENT = "    "
#: Characters that a line of one command after another may have before what is added begins a new one.
MAX_LINE = 140
#: Columns by which commands are indented as the words of a list above them are.
_DEEPEST_OF_WORDS = 8


class Style(NamedTuple):
    """How a file or RUN breaks its lines.

    `indent`: of continuation lines. `leading`: `&&` stands at the start of lines, not at their end.
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


class ShownStyle(NamedTuple):
    """What one RUN shows of its style: `indent` and `leading` as in `Style`, each None where it does not show."""

    indent: str | None
    leading: bool | None


def style_of(tree: Dockerfile, *runs: Run) -> Style:
    """The style of the first of some RUNs that shows one, or of the whole file's RUNs where none does."""
    return style_of_shown(tree, [shown_style(tree, run) for run in runs])


def style_of_shown(tree: Dockerfile, found: Iterable[ShownStyle]) -> Style:
    """`style_of` for what some RUNs show."""
    of_words: str | None = None
    for shown in found:
        if shown.leading is not None and shown.indent is not None:
            return Style(shown.indent if of_words is None else of_words, shown.leading, tree.escape, tree.newline)
        if of_words is None and shown.indent is not None and _is_shallow(shown.indent):
            of_words = shown.indent
    of_all, leading = _style_of_all_runs(tree)
    indent = of_all if of_words is None else of_words
    return Style(DEFAULT_INDENT if indent is None else indent, bool(leading), tree.escape, tree.newline)


def _is_shallow(indent: str) -> bool:
    """Whether the indent of a list of words can be that of commands: a deep one brings words below another word."""
    return len(indent.expandtabs(8)) <= _DEEPEST_OF_WORDS


def shown_style(tree: Dockerfile, run: Run) -> ShownStyle:
    """What a RUN shows of its style by its own operators, not those of code that it holds in quotes or compounds."""
    if "\n" not in tree.text[run.outer.span.start : run.outer.span.end].rstrip("\r\n") or run.outer.heredocs:
        return ShownStyle(None, None)
    script = run.script
    if not isinstance(script, Script):
        text = _text_of(run.outer)
        leading = _has_leading_operators([text])
        return ShownStyle(_most_common_indent([text], leading), leading)
    breaks = list(_breaks(tree, run, script))
    if not breaks:
        return ShownStyle(_first_indent_of_words(tree, run, script), None)
    leads = sum(is_leading for is_leading, _ in breaks)
    leading = leads > len(breaks) - leads
    return ShownStyle(next(indent for is_leading, indent in breaks if is_leading == leading), leading)


def _breaks(tree: Dockerfile, run: Run, script: Script) -> Iterator[tuple[bool, str]]:
    """The operators of a script that begin or end a line: whether one begins it, and the indent of what comes next."""
    begin, end = run.outer.span.start, run.outer.span.end
    for at in _operators(script):
        if (found := _break_at(tree, run.source(at.start, at.end), begin, end)) is not None:
            yield found


def _break_at(tree: Dockerfile, operator: tuple[int, int], begin: int, end: int) -> tuple[bool, str] | None:
    """(whether it leads, indent) of an operator at a line's start or end; None for one inside of its line."""
    start, stop = operator
    before = tree.text[tree.text.rfind("\n", 0, start) + 1 : start]
    if not before.strip() and start > begin:
        # nobody begins lines with `;`: it closes a list whose last line is a comment
        return (True, before) if tree.text[start] != ";" else None
    line_end = tree.text.find("\n", stop, end)
    if line_end >= 0 and tree.text[stop:line_end].strip() == tree.escape:
        return False, _next_indent(tree.text, line_end + 1)
    return None


def _first_indent_of_words(tree: Dockerfile, run: Run, script: Script) -> str | None:
    """The indent of the first line that a word of the RUN's own commands begins."""
    for simple in _own_commands(script):
        for word in simple.words[1:]:
            start = run.source(word.span.start, word.span.start).start
            before = tree.text[tree.text.rfind("\n", 0, start) + 1 : start]
            if not before.strip():
                return before
    return None


def _own_commands(script: Script) -> Iterator[Simple]:
    """The simple commands at the top of a script."""
    for statement in script.statements:
        items: tuple[Node, ...] = statement.node.items if isinstance(statement.node, AndOr) else (statement.node,)
        yield from (item for item in items if isinstance(item, Simple))


@once
def _style_of_all_runs(tree: Dockerfile) -> tuple[str | None, bool | None]:
    """The indent of the file's RUNs, and whether `&&` leads their lines; None where none shows it."""
    nodes = (n for n in tree.instructions if (n.inner or n).keyword == "RUN" and not n.heredocs)
    runs = _texts_of_several_lines(nodes)
    leading = _has_leading_operators(runs)
    return _most_common_indent(runs, leading), leading


def _texts_of_several_lines(nodes: Iterable[Instruction]) -> list[str]:
    """The texts of those with more than one line: one line shows neither where operators stand nor an indent."""
    return [_text_of(node) for node in nodes if len(node.tokens) > 1]


def _text_of(node: Instruction) -> str:
    return "".join(node.tokens)


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
    counts = _counted(beside_operators, [_up_to_content(text) for text in texts])
    counts = counts or {indent: n for indent, n in _counted(_INDENT, texts).items() if _is_shallow(indent)}
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
    """How a RUN goes on at its end. `indent`: of its lines, None for a RUN on one line. `leading`: as in `Style`.

    `column`: characters that stand on its last line; `long`: the style in which one line that grows too long goes on.
    `in_body`: the RUN is the body of a heredoc, where a new line is a new command.
    """

    indent: str | None
    leading: bool
    line_break: str
    column: int = 0
    long: Style | None = None
    in_body: bool = False

    def appended(self, operator: str, command: str) -> str:
        """What to insert after a command so that `operator` and another command follow."""
        blank = "" if operator == ";" else " "
        if self.in_body:
            return f"{self.line_break}{self.indent}{command}" if operator == ";" else f" {operator} {command}"
        if self.indent is None:
            text = f"{blank}{operator} {command}"
            if self.long is None or self.column + len(text) <= MAX_LINE:
                return text
            tail, head = self.long.around_break(operator)
            return f"{tail}{self.long.line_break}{head}{command}"
        if self.leading and operator != ";":
            return f"{self.line_break}{self.indent}{operator} {command}"
        return f"{blank}{operator}{self.line_break}{self.indent}{command}"

    def after_terminator(self, command: str) -> str:
        """What to insert after a `;` that ends the script."""
        if self.indent is None:
            return f" {command};"
        return f"{self.line_break}{self.indent}{command};"


def style_at_end(tree: Dockerfile, run: Run, script: Script) -> EndStyle:
    """The style of a RUN's last operator that stands at a line's end or start.

    Where none does: the indent of its last line, a word of a list, or that of the file's commands where that is less;
    and operators where code that it holds, or else the file, has them.
    """
    begin, end = run.outer.span.start, run.source_at(script.statements[-1].span.end)
    line_break = f" {tree.escape}{tree.newline}"
    column = end - tree.text.rfind("\n", 0, end) - 1
    if "\n" in script.text:
        start = run.source(script.statements[-1].span.start, script.statements[-1].span.start).start
        line = tree.text[tree.text.rfind("\n", 0, start) + 1 : start]
        return EndStyle(line[: len(line) - len(line.lstrip(" \t"))], False, tree.newline, in_body=True)
    if "\n" not in tree.text[begin:end]:
        return EndStyle(None, False, line_break, column, style_of(tree))
    for at in reversed(_operators(script)):
        if (found := _break_at(tree, run.source(at.start, at.end), begin, end)) is not None:
            return EndStyle(found[1], found[0], line_break)
    line = tree.text[tree.text.rfind("\n", 0, end) + 1 : end]
    leading = _has_leading_operators([tree.text[begin:end]])
    leading = _style_of_all_runs(tree)[1] if leading is None else leading
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    of_commands = _indent_of_commands(tree)
    if of_commands is not None and _is_deeper(indent, of_commands):
        indent = of_commands
    return EndStyle(indent if _is_shallow(indent) else style_of(tree).indent, leading is not False, line_break)


@once
def _indent_of_commands(tree: Dockerfile) -> str | None:
    """The indent of the lines of the file's RUNs that a command begins; None where none shows it."""
    leading = _style_of_all_runs(tree)[1]
    return None if leading is None else _style_of_all_runs(tree)[0]


def _is_deeper(indent: str, other: str) -> bool:
    return len(indent.expandtabs(8)) > len(other.expandtabs(8))


def _next_indent(text: str, at: int) -> str:
    """The indent of the next line that is neither blank nor a comment."""
    while True:
        found = _BLANKS.match(text, at)
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
