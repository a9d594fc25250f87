"""The edits that fixes of chown and chmod are made of: a flag for a COPY, other text for a command."""

from __future__ import annotations

from dslim.facts.copy_instructions import Copy
from dslim.rules.ownership.change import Change
from dslim.run_edits.remove_commands import remove_command, without_item
from dslim.shell import Opaque
from dslim.shell.tree import AndOr
from dslim.syntax.edits import Edit


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


def shell_word(path: str) -> str:
    """A path as a word of a shell, quoted where it must be."""
    from shlex import quote

    return quote(path)
