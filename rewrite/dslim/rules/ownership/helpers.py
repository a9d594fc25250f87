"""What the rules on chown and those on chmod share."""

from __future__ import annotations

from dslim.facts.copy_instructions import Copy
from dslim.facts.paths import overlap
from dslim.facts.run import Run, mounts
from dslim.rules.ownership.changes import Change
from dslim.syntax.edits import Edit


def flag_edit(copy: Copy, name: str, value: str) -> Edit:
    """The edit that gives a COPY the flag `--name=value`, in the place of the one it has."""
    node = copy.node
    old = next((flag for flag in reversed(node.flags) if flag.name == name), None)
    if old is not None:
        span = node.logical.span(old.start, old.end)
        return Edit(span.start, span.end, f"--{name}={value}")
    at = node.logical.source(node.args_start)
    return Edit(at, at, f"--{name}={value} ")


def rewritten(change: Change, text: str) -> list[Edit] | str:
    """The edit that puts `text` in the place of a change, or why there is none."""
    span = change.span
    if change.run.has_comment(span.start, span.end):
        return f"a comment stands inside the {change.tool}"
    return [Edit(span.start, span.end, text)]


def in_no_layer(run: Run, path: str) -> str | None:
    """Why what a RUN changes at or below `path`, or above it, may be stored in no layer."""
    if any(not volume or overlap(path, volume.rstrip("/") or "/") for volume in run.state.volumes):
        return f"a VOLUME lies at {path}"
    if any(overlap(path, mount.get("target", "/").rstrip("/") or "/") for mount in mounts(run.flags)):
        return f"a mount lies at {path}"
    return None


def quoted(path: str) -> str:
    """A path as a word of a shell."""
    from shlex import quote

    return quote(path)
