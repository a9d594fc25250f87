"""SL101 merge-runs: consecutive RUN steps become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.rules.merging.bytes_saved import saves_bytes
from dslim.run_edits.join_forms import Body
from dslim.run_edits.join_runs import body_of, merge_fix, refusal, rows
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Comment, Dockerfile, Instruction, Span

#: RUNs that one fix makes one; a longer row is done in rounds, for a look at all pairs of it costs the square.
AT_ONCE = 100
#: What comments say where the author wants the layers as they are.
_LAYERS = regex(
    r"(?i)\b(separate|own|intermediate) (docker |image )?(layers?|steps?|RUN)\b"
    r"|\b(for|better|more|efficient) (docker |layer )*cach(e|ing)\b|\b(docker|layer) (build )?cach"
    r"|\bcach\w* (of )?(this|the|these) (previous )?layers?\b|\bcache[- ]bust"
)


def check(facts: Facts) -> Iterator[Finding]:
    """Groups of RUNs that may become one, and for each pair that may not, why."""
    if facts.options.merge == "off":
        return
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for row in rows(facts, stage.index):
            yield from _row_findings(facts, row)


def _row_findings(facts: Facts, row: Sequence[Run]) -> Iterator[Finding]:
    group: list[Body] = []
    about = _about_layers(facts.tree)
    for run, following in zip(row, [*row[1:], None]):
        body = body_of(run)
        if isinstance(body, Body):
            group.append(body)
        if following is not None and len(group) == AT_ONCE:
            yield from _group_findings(facts, group)
            group = []
            continue
        reason = None
        if following is not None:
            reason = body if isinstance(body, str) else refusal(facts, group, following)
            if reason is None and about:
                reason = _wanted(facts.tree, run) or _wanted(facts.tree, following)
        if reason is not None and following is not None:
            yield _refused(run, following, reason)
        if reason is not None or following is None:
            yield from _group_findings(facts, group)
            group = []


def _group_findings(facts: Facts, group: Sequence[Body]) -> Iterator[Finding]:
    """What becomes of bodies that nothing keeps apart."""
    if facts.options.merge != "bytes":
        yield from _merged(facts, group)
        return
    saving = _saving(group)
    part: list[Body] = list(group[:1])
    for i, body in enumerate(group[1:]):
        if i in saving:
            part.append(body)
            continue
        yield _refused(group[i].run, body.run, "--merge=bytes: nothing shows that merging saves bytes")
        yield from _merged(facts, part)
        part = [body]
    yield from _merged(facts, part)


def _saving(group: Sequence[Body]) -> set[int]:
    """The seams, by the number of the body above, between one that writes and one that undoes it."""
    found: set[int] = set()
    for j, later in enumerate(group):
        for i, body in enumerate(group[:j]):
            if found.issuperset(range(i, j)):
                continue
            near = found.issuperset(range(i, j - 1))  # all between becomes one RUN with `body`, and stands before it
            if saves_bytes(body.script, later.script, near):
                found.update(range(i, j))
    return found


def _wanted(tree: Dockerfile, run: Run) -> str | None:
    """What a comment above a RUN says about its layer."""
    for item in tree.before(run.outer.span.start):
        if isinstance(item, Instruction):
            return None
        if isinstance(item, Comment) and item.span.start in _about_layers(tree):
            return f"the comment on line {tree.line_of(item.span.start)} tells why it is a layer of its own"
    return None


@once
def _about_layers(tree: Dockerfile) -> frozenset[int]:
    """Where the comments stand that tell of layers; nearly always none."""
    return frozenset(c.span.start for c in tree.comments if _LAYERS.search(c.text))


def _refused(a: Run, b: Run, reason: str) -> Finding:
    span = Span(a.outer.span.start, a.outer.span.end)
    message = f"RUN on line {a.outer.line} and RUN on line {b.outer.line} are two layers"
    return Finding(message, span, why_not=reason)


def _merged(facts: Facts, group: Sequence[Body]) -> Iterator[Finding]:
    if len(group) < 2:
        return
    first, last = group[0].run.outer, group[-1].run.outer
    count = len(group)
    message = f"{count} consecutive RUN steps (lines {first.line} to {last.line}) make {count} layers"
    yield Finding(message, Span(first.span.start, last.span.end), fix=merge_fix(facts, group))


RULE = Rule(
    summary="Consecutive RUN steps become one",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl\n",
    ),
    details=(
        "Each RUN is a new shell, so joining two needs care: whatever the first leaves in its shell (a "
        "directory, a variable, an option) is kept from the second by a subshell, bodies with `;` or `||` "
        "get braces, and where `set -e` is in force the join keeps it in force. RUNs are left apart where "
        "the first may leave a process running, replace the shell, or remove the working directory, where "
        "their flags differ, and where the text is not understood. Merging alone saves no bytes and costs "
        "build cache: use --merge=bytes to merge only where it saves bytes."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#run",),
)
