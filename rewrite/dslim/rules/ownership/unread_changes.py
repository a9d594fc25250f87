"""Every chown or chmod of copied files that no rule reads, with why: in a heredoc, in a `bash -c`, of an unknown path.

Coarse on purpose: it only says that something is left, and what would lift it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.copy_instructions import Copy, copies_before, named
from dslim.facts.paths import absolute_path, lies_in, normal_path, overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.facts.windows import is_windows
from dslim.rules.ownership.change import CHMOD, CHOWN
from dslim.rules.ownership.chown_plan import changed_copies
from dslim.rules.ownership.copied_files import copies_of_chmod
from dslim.rules.ownership.preconditions import why_path_unknown
from dslim.rules.ownership.read_change import read_change
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Span, Stage

#: A heredoc that a shell reads, not one that becomes a file.
_SHELL_READS = regex(r"\s*((/usr)?(/bin/)?(ba|da|a)?sh(\s+-[\w-]+)*\s*)?<<-?\s*[\"']?[\w.-]+[\"']?\s*\Z")
#: A change at the start of a command: its tool, and the words behind it.
_CALL = regex(r"(?:^|[;&|({!]|\b(?:then|do|else|sudo)\s)[ \t]*(chown|chgrp|chmod)[ \t]+([^;&|()<>\n]+)", re.MULTILINE)
_RECURSIVE = regex(r"--recursive\Z|-[a-zA-Z]*R")
_CONTINUED = regex(r"\\\n")
_VARIABLE = regex(r"\$\{(\w+)\}")
_VARIABLE_ALONE = regex(r"\$(?:\w+|\{\w+\})")


class UnreadChange(NamedTuple):
    """A chown, chgrp or chmod that no rule reads: its words, and why."""

    tool: str
    words: tuple[str, ...]
    span: Span
    why_not: str

    @property
    def recursive(self) -> bool:
        """Whether it changes all that lies in a folder."""
        return any(_RECURSIVE.match(word) for word in self.words)

    @property
    def paths(self) -> list[str]:
        """What it changes, as written."""
        return [word.strip("\"'") for word in self.words if not word.startswith("-")][1:]


def unread_changes(facts: Facts, tools: frozenset[str]) -> Iterator[Finding]:
    """A finding for each change by one of the `tools` that is not read, and may be about what COPYs put there."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index) or is_windows(facts, stage.index):
            continue
        for index in range(len(stage.instructions)):
            point = facts.point(stage.index, index)
            run = point.own_run
            if run is None or not any(tool in text for tool in tools for text in _texts(run)):
                continue
            yield from _findings(point, run, tools)


def _texts(run: Run) -> Iterator[str]:
    yield run.node.args
    yield from (document.body for document in run.node.heredocs)


def _findings(point: Point, run: Run, tools: frozenset[str]) -> Iterator[Finding]:
    reported: set[tuple[str, Span]] = set()
    for change in _changes(point, run):
        if change.tool not in tools or (change.tool, change.span) in reported:
            continue
        if not change.recursive and _is_a_folder(point, change.paths):
            continue  # of a folder nothing is stored again
        before = copies_before(point)
        if copies := [copy for copy in before if any(_may_go_for(p, change, copy, point) for p in change.paths)]:
            reported.add((change.tool, change.span))
            message = f"`{change.tool}` may store a second copy of the files that {named(copies)} copied"
            yield Finding(message, change.span, why_not=change.why_not)


def _is_a_folder(point: Point, paths: list[str]) -> bool:
    """Whether WORKDIRs before a place name all of some paths in the very words, which mean the same there."""
    if not paths or any("$" in path and not _VARIABLE_ALONE.fullmatch(path) for path in paths):
        return False
    nodes = point.stage.instructions[: point.index]
    made = [(i, node.args.strip()) for i, node in enumerate(nodes) if node.keyword == "WORKDIR"]
    for path in paths:
        first = next((i for i, text in made if text.strip("\"'") == path), None)
        if first is None or not path.startswith(("/", "$")):
            return False
        name = path.strip("${}")
        if any(node.keyword in ("ENV", "ARG") and name in re.findall(r"\w+", node.args) for node in nodes[first:]):
            return False
    return True


def _changes(point: Point, run: Run) -> Iterator[UnreadChange]:
    script = run.script
    if not isinstance(script, Opaque):
        for site in call_sites(script):
            if site.call.name in CHOWN | CHMOD and (why_not := _why_not_read(point, site)):
                span = run.source(site.simple.span.start, site.simple.span.end)
                yield UnreadChange(site.call.name or "", site.call.texts, span, why_not)
        return
    text, reason = run.node.args, script.reason
    reason = f"the RUN {reason[3:]}" if reason.startswith("it ") else reason
    if run.node.heredocs:
        if not _SHELL_READS.match(text):
            return
        text = "\n".join(document.body for document in run.node.heredocs)
    elif run.node.json is not None:
        text = " ".join(run.node.json)
    for match in _CALL.finditer(_CONTINUED.sub(" ", text)):
        flag = "--chmod" if match[1] == "chmod" else "--chown"
        why = f"the {match[1]} stands in a heredoc, whose commands stay as they are: write {flag} on the COPY instead"
        yield UnreadChange(match[1], tuple(match[2].split()), run.outer.span, why if run.node.heredocs else reason)


def _why_not_read(point: Point, site: CallSite) -> str | None:
    """Why a call is no change that the rules look at; None where it is one, and they say what is to be said."""
    change = read_change(point, site)
    if change is None:
        wrapper = site.call.wrappers[-1] if site.call.wrappers else "sh -c"
        tool = site.call.name
        return f"the {tool} runs inside `{wrapper}`: write the {tool} as a command of the RUN itself"
    is_looked_at = bool(copies_of_chmod(change) if change.tool in CHMOD else changed_copies(change))
    unknown = [target.text for target in change.targets if target.path is None]
    if is_looked_at or not unknown:
        return None if is_looked_at else _why_destination_unknown(point)
    return why_path_unknown(unknown[0])


def _why_destination_unknown(point: Point) -> str | None:
    """Why it is not known where a COPY writes; None where all are known."""
    unknown = _first_of_unknown_destination(point.facts, point.stage)
    if unknown is None or unknown.index >= point.index:
        return None
    return f"where the {unknown.node.keyword} on line {unknown.node.line} writes is not known"


@once_a_stage
def _first_of_unknown_destination(facts: Facts, stage: Stage) -> Copy | None:
    return next((copy for copy in copies_before(facts.end_of(stage)) if copy.target is None), None)


def _may_go_for(written: str, change: UnreadChange, copy: Copy, point: Point) -> bool:
    """Whether a path as written may be, hold or (with -R) lie below what a COPY brought."""
    path, target = absolute_path(try_expand(written, point.state.env), point.state.workdir), copy.target
    if path is None or target is None:
        words = copy.node.operands
        path, target = (_VARIABLE.sub(r"$\1", text.strip("\"'")) for text in (written, words[-1] if words else ""))
    path, target = normal_path(path.split("*")[0] or "."), normal_path(target)
    if target == "." and not path.startswith(("/", "..")):
        return True  # both below a WORKDIR that is not known
    return overlap(path, target) if change.recursive else lies_in(path, target)
