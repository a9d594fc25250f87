"""The edits that fixes of chown and chmod are made of: a flag for a COPY, other text for a command."""

from __future__ import annotations

from dslim.facts.copy_instructions import Copy
from dslim.rules.ownership.change import Change
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
