"""The edits that fixes of chown and chmod are made of: a flag for a COPY, other text for a command."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.facts.copy_instructions import Copy
from dslim.facts.ignore_comments import is_ignore_comment
from dslim.rules.ownership.change import Change
from dslim.run_edits.remove_commands import remove_command, without_item
from dslim.shell import Opaque
from dslim.shell.tree import AndOr
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Blank, Comment, Dockerfile, Span

_BLANK_LINE = ("\n\n", "\n\r\n")
_RUN = regex(r"(?i)[ \t]*RUN ")
_BLANK_LINES = regex(r"([ \t]*\r?\n)+")


def set_flag(copy: Copy, name: str, value: str) -> Edit:
    """The edit that gives a COPY the flag `--name=value`, in the place of the one it has."""
    node = copy.node
    old = next((flag for flag in reversed(node.flags) if flag.name == name), None)
    if old is not None:
        span = node.logical.span(old.start, old.end)
        return Edit(span.start, span.end, f"--{name}={value}")
    at = node.logical.source(node.args_start)
    return Edit(at, at, f"--{name}={value} ")


def remove_flag(copy: Copy, name: str) -> list[Edit]:
    """The edits that take a flag and the blank behind it away from a COPY; none where it has no such flag."""
    logical = copy.node.logical
    found = []
    for flag in copy.node.flags:
        if flag.name == name:
            blank = flag.end + 1 if logical.text[flag.end : flag.end + 1] == " " else flag.end
            span = logical.span(flag.start, blank)
            found.append(Edit(span.start, span.end, ""))
    return found


def drop_command(change: Change) -> list[Edit] | str:
    """The edits that take a change out of its RUN, or why it cannot go."""
    dropped = remove_command(change.facts.tree, change.run, change.simple)
    if not isinstance(dropped, str):
        return list(dropped)
    edit = _without_item(change) if change.assumptions is not None else None
    return dropped if edit is None else [edit]


def _without_item(change: Change) -> Edit | None:
    """The edit that takes a change that succeeds out of `a && b || c`, where it stands beside `&&` alone."""
    script = change.run.script
    if isinstance(script, Opaque) or script.comments or len(script.statements) != 1 or change.simple.redirects:
        return None
    node = script.statements[0].node
    if not isinstance(node, AndOr):
        return None
    at = next((number for number, item in enumerate(node.items) if item is change.simple), None)
    if at is None or at + 1 == len(node.items) or any(operator != "&&" for operator in node.operators[: at + 1]):
        return None
    return without_item(change.run, node.items, at)


def replace_command(change: Change, text: str) -> list[Edit] | str:
    """The edit that puts `text` in the place of a change, or why there is none."""
    span = change.span
    if change.run.has_comment(span.start, span.end):
        return f"a comment stands inside the {change.tool}"
    return [Edit(span.start, span.end, text)]


def take_comments_along(tree: Dockerfile, change: Change, copies: Sequence[Copy], edits: Sequence[Edit]) -> list[Edit]:
    """The edits, with the comments above a RUN that goes put above the COPY that does its work now.

    Only from a RUN right below the one COPY that is changed: no comment passes another, or an instruction. Those that
    may tell of the next RUN too, since no blank line stands between, stay.
    """
    outer = change.run.outer
    dropped = next((edit for edit in edits if edit.start == outer.span.start and edit.end >= outer.span.end), None)
    own = [copy.node for copy in copies if any(_lies_in(edit, copy.node.span) for edit in edits)]
    if dropped is None or dropped.text or len(own) != 1 or own[0].heredocs:
        return list(edits)
    between = tree.between(own[0].span.end, outer.span.start)
    comments = [item for item in between if isinstance(item, Comment)]
    if not comments or len(comments) + sum(isinstance(item, Blank) for item in between) < len(between):
        return list(edits)
    is_paragraph = not any(isinstance(item, Blank) for item in between[between.index(comments[0]) :])
    if not is_paragraph or any(map(is_ignore_comment, comments)) or _goes_on(tree, dropped):
        return list(edits)
    start, at = comments[0].span.start, own[0].span.start
    above = Edit(at, at, tree.text[start : outer.span.start])
    return [above, *(edit for edit in edits if edit is not dropped), _without_lines(tree, start, dropped.end)]


def _goes_on(tree: Dockerfile, dropped: Edit) -> bool:
    """Whether another RUN follows right below one that goes."""
    blank_goes_too = tree.text.endswith(_BLANK_LINE, 0, dropped.end)
    return not blank_goes_too and _RUN.match(tree.text, dropped.end) is not None


def _without_lines(tree: Dockerfile, start: int, end: int) -> Edit:
    """The edit that takes lines out, and of the blank lines around them those behind."""
    is_below_blank = tree.text.endswith(_BLANK_LINE, 0, start)
    blank = _BLANK_LINES.match(tree.text, end) if is_below_blank else None
    return Edit(start, blank.end() if blank is not None else end, "")


def _lies_in(edit: Edit, span: Span) -> bool:
    return span.start <= edit.start < span.end


def shell_word(path: str) -> str:
    """A path as a word of a shell, quoted where it must be."""
    from shlex import quote

    return quote(path)
