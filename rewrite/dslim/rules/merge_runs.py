"""SL101 merge-runs: consecutive RUN steps become one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.bytes_saved import saves_bytes
from dslim.facts.hazards import (
    lives_on,
    loses_workdir,
    mounts_differ,
    replaces_shell,
    starts_otherwise,
    touches_fresh,
)
from dslim.facts.pragmas import is_pragma
from dslim.facts.runs import Run
from dslim.facts.windows import is_windows
from dslim.findings import Finding, Fix, Rule, Safety
from dslim.rules.joining import Body, Joined, Piece, join
from dslim.rules.style import Style, style_of
from dslim.shell import Opaque, commands
from dslim.syntax.nodes import Comment, Instruction, Item, Span

CODE = "SL101"

#: Instructions that only edit the image's config: a RUN cannot see them.
CONFIG_ONLY = frozenset({"LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"})

#: BuildKit hands the text to the shell as one argument; Linux allows 128 KiB for one.
MAX_BYTES = 100_000

#: Official images whose language tools stand first on PATH: a newer one overwrites the old.
_FIRST_ON_PATH = {
    "python": ("pip", "pip3", "pip2", "python", "python3", "python2"),
    "node": ("npm", "npx", "node", "yarn", "corepack"),
    "ruby": ("gem", "bundle", "ruby"),
}


def check(facts: Facts) -> Iterator[Finding]:
    """Groups of RUNs that may become one, and for each pair that may not, why."""
    if facts.options.merge == "off":
        return
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for row in _rows(facts, stage.index):
            yield from _row_findings(facts, row)


def _rows(facts: Facts, stage: int) -> Iterator[list[Run]]:
    """RUNs of one kind (plain or ONBUILD) with nothing but config between them."""
    for onbuild in (False, True):
        row: list[Run] = []
        for node, run in zip(facts.tree.stages[stage].instructions, facts.runs[stage]):
            if run is not None and (node.keyword == "ONBUILD") == onbuild:
                row.append(run)
            elif not _may_cross(node, onbuild):
                if len(row) > 1:
                    yield row
                row = []
        if len(row) > 1:
            yield row


def _may_cross(node: Instruction, onbuild: bool) -> bool:
    """Whether a RUN may move up over `node`.

    An ONBUILD only stores a line: no RUN of this build sees it, but among themselves their order counts.
    """
    if onbuild:
        return node.keyword in CONFIG_ONLY
    return node.keyword in CONFIG_ONLY or node.keyword == "ONBUILD"


def _row_findings(facts: Facts, row: Sequence[Run]) -> Iterator[Finding]:
    group: list[Body] = []
    for run, following in zip(row, [*row[1:], None]):
        body = _body(run)
        if isinstance(body, Body):
            group.append(body)
        if following is None:
            break
        reason = body if isinstance(body, str) else _refusal(facts, run, body, following, group)
        if reason is not None:
            yield _refused(run, following, reason)
            yield from _merged(facts, group)
            group = []
    yield from _merged(facts, group)


def _refused(a: Run, b: Run, reason: str) -> Finding:
    span = Span(a.outer.span.start, a.outer.span.end)
    message = f"RUN on line {a.outer.line} and RUN on line {b.outer.line} are two layers"
    return Finding(CODE, message, span, why_not=reason)


def _body(run: Run) -> Body | str:
    """The body of a RUN, or why it joins no other."""
    script = run.script
    if isinstance(script, Opaque):
        return script.reason
    if not script.statements:
        return "it runs nothing"
    if script.comments:
        return "its text ends in a shell comment"
    names = {s.words[0].literal for s in commands(script) if s.words}
    if names & {"alias", "shopt", "unalias"}:
        return "`alias` and `shopt` change how the text is read"
    if run.shell_name != "bash" and script.bashisms:
        return f"`{script.bashisms[0].kind}` is bash's, and the shell may be another"
    return Body(run, script)


def _refusal(facts: Facts, a: Run, body: Body, b: Run, group: Sequence[Body]) -> str | None:
    """Why what comes before and with `a` does not share a RUN with `b`."""
    following = _body(b)
    if isinstance(following, str):
        return following
    if is_windows(facts, a.stage):
        return "the base is, or may be, a Windows image"
    for reason in (
        starts_otherwise(a),
        mounts_differ(a, b),
        lives_on(body.script),
        replaces_shell(body.script),
        touches_fresh(a, body.script),
        loses_workdir(a, body.script),
        _comment_reason(facts, [x.run for x in group], b),
    ):
        if reason is not None:
            return reason
    size = sum(len(x.script.text) + 20 for x in group) + len(following.script.text)
    if size * 4 > MAX_BYTES and size > MAX_BYTES - sum(len(x.script.text.encode()) for x in group):
        return f"the merged text would be over {MAX_BYTES:,} bytes"
    if facts.options.merge == "bytes" and not saves_bytes([x.script for x in group], following.script):
        return "--merge=bytes: nothing shows that merging saves bytes"
    return None


def _between(facts: Facts, a: Run, b: Run) -> list[Item]:
    start, end = a.outer.span.end, b.outer.span.start
    return [i for i in facts.tree.items if start <= i.span.start < end]


def _comment_reason(facts: Facts, group: Sequence[Run], b: Run) -> str | None:
    """Comments keep their order: what moves below the merged RUN must not take one past another."""
    moved_comments = moved = False
    for left, right in zip(group, [*group[1:], b]):
        items = _between(facts, left, right)
        last = max((i for i, item in enumerate(items) if isinstance(item, Instruction)), default=-1)
        kept = [c for c in items[last + 1 :] if isinstance(c, Comment)]
        moved = moved or last >= 0
        moved_comments = moved_comments or any(
            isinstance(i, Comment) or (isinstance(i, Instruction) and bool(i.comments))
            for i in items[: last + 1]
        )
        if moved_comments and (kept or right.outer.comments):
            return "comments would change their order with the instruction between"
        pragma = any(isinstance(i, Comment) and is_pragma(i) for i in items)
        if pragma and (moved or _pragmas_above(facts, group[0])):
            return "an ignore comment stands above it and would lose its effect"
    return None


def _pragmas_above(facts: Facts, run: Run) -> bool:
    """Whether the comment block straight above a RUN holds an ignore comment."""
    for item in reversed([i for i in facts.tree.items if i.span.end <= run.outer.span.start]):
        if isinstance(item, Instruction):
            return False
        if isinstance(item, Comment) and is_pragma(item):
            return True
    return False


def _merged(facts: Facts, group: Sequence[Body]) -> Iterator[Finding]:
    """The finding for one group of bodies, if it is one."""
    if len(group) < 2:
        return
    base = facts.tree.stages[group[0].run.stage].base.rpartition("/")[2].partition(":")[0].lower()
    joined = join(group, frozenset(_FIRST_ON_PATH.get(base, ())))
    style = style_of(facts.tree, *(b.run.outer for b in group))
    edits = _edits(facts, group, joined, style)
    first, last = group[0].run.outer, group[-1].run.outer
    count = len(group)
    message = f"{count} consecutive RUN steps (lines {first.line} to {last.line}) make {count} layers"
    yield Finding(CODE, message, Span(first.span.start, last.span.end), Fix(tuple(edits), Safety.SAFE))


def _edits(facts: Facts, group: Sequence[Body], joined: Joined, style: Style) -> list[Edit]:
    edits: list[Edit] = []
    opening = joined.head + joined.pieces[0].before
    if opening:
        at = group[0].run.source(group[0].start, group[0].start).start
        edits.append(Edit(at, at, opening))
    for i, operator in enumerate(joined.operators):
        edits += _seam(facts, group[i], group[i + 1], joined.pieces[i], joined.pieces[i + 1], operator, style)
    last, piece = group[-1], joined.pieces[-1]
    if piece.after:
        at = last.run.source_at(piece.end)
        stop = last.run.source_at(len(last.script.text.rstrip("; \t")) if _closed(last) else piece.end)
        edits.append(Edit(at, max(at, stop), piece.after))
    edits += _below_all(facts, group, style)
    if lifted := _lifted(facts, group):
        at = group[0].run.outer.span.start
        edits.append(Edit(at, at, lifted))
    return edits


def _closed(body: Body) -> bool:
    """A `;` token ends the body: whatever is put after it replaces the token."""
    return body.statements[-1].terminator == ";"


def _seam(
    facts: Facts, a: Body, b: Body, left: Piece, right: Piece, operator: str, style: Style
) -> list[Edit]:
    """One edit from the end of A's text to the start of B's, and one where config moves below."""
    start = a.run.source_at(left.end)
    end = b.run.source(right.start, right.start).start
    tail, head = style.joined(operator)
    kept = [c for c in _comments(facts, start, end) if not is_pragma(c)]
    comments = "".join(_line(c.text, style) for c in kept if not _moves(facts, a, b, c))
    text = f"{left.after}{tail} {style.escape}{style.newline}{comments}{style.indent}{head}{right.before}"
    return [Edit(start, end, text)]


def _below_all(facts: Facts, group: Sequence[Body], style: Style) -> list[Edit]:
    """The instructions that stood between the RUNs, now below the merged one."""
    moved = [_moved_text(facts, a, b) for a, b in zip(group, group[1:])]
    text = "".join(_line(m, style) for m in moved if m)
    if not text:
        return []
    at = group[-1].run.outer.span.end
    if not facts.tree.text[:at].endswith("\n"):
        text = style.newline + text.rstrip("\r\n")
    return [Edit(at, at, text)]


def _line(text: str, style: Style) -> str:
    return text if text.endswith("\n") else text + style.newline


def _comments(facts: Facts, start: int, end: int) -> list[Comment]:
    return [c for c in facts.tree.comments if start <= c.span.start < end]


def _moved(facts: Facts, a: Body, b: Body) -> tuple[list[Item], int]:
    """What stands between two RUNs and moves below them: up to the last instruction between."""
    items = _between(facts, a.run, b.run)
    last = max((i for i, item in enumerate(items) if isinstance(item, Instruction)), default=-1)
    return items[: last + 1], last


def _moves(facts: Facts, a: Body, b: Body, comment: Comment) -> bool:
    return any(i.span.start <= comment.span.start < i.span.end for i in _moved(facts, a, b)[0])


def _moved_text(facts: Facts, a: Body, b: Body) -> str:
    items = _moved(facts, a, b)[0]
    text = "".join(facts.tree.text[i.span.start : i.span.end] for i in items)
    return re.sub(r"\A(?:[ \t]*\r?\n)+", "", text)


def _lifted(facts: Facts, group: Sequence[Body]) -> str:
    """Ignore comments for other tools, lifted above the merged RUN so that they still count."""
    found: list[str] = []
    for a, b in zip(group, group[1:]):
        found += [c.text for c in _between(facts, a.run, b.run) if isinstance(c, Comment) and is_pragma(c)]
    return "".join(t if t.endswith("\n") else t + facts.tree.newline for t in found)


RULE = Rule(
    code=CODE,
    name="merge-runs",
    summary="Consecutive RUN steps become one",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl\n",
    ),
    details=(
        "Each RUN is a new shell, so joining two needs care: whatever the first leaves in its shell (a "
        "directory, a variable, an option) is kept from the second by a subshell, bodies with `;` or `||` get "
        "braces, and where `set -e` is in force the join keeps it in force. RUNs are left apart where "
        "the first may leave a process running, replace the shell, or remove the working directory, where "
        "their flags differ, and where the text is not understood. Merging alone saves no bytes and costs "
        "build cache: use --merge=bytes to merge only where it saves bytes."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#run",),
)
