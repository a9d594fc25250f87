"""Merging consecutive RUNs: which may share a RUN, and the edits that make them one.

Used by SL101 merge-runs and SL103 update-alone; the forms are those of rules/joining.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dslim.edits import Edit
from dslim.facts import Facts
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
from dslim.findings import Fix, Safety
from dslim.rules.joining import Body, Joined, Piece, join
from dslim.rules.style import Style, style_of
from dslim.shell import Opaque, commands
from dslim.syntax.nodes import Comment, Instruction, Item

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


def rows(facts: Facts, stage: int) -> Iterator[list[Run]]:
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


def body_of(run: Run) -> Body | str:
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


def refusal(facts: Facts, group: Sequence[Body], b: Run) -> str | None:
    """Why the bodies of `group`, which may share a RUN, do not share it with `b` too."""
    following = body_of(b)
    if isinstance(following, str):
        return following
    last = group[-1]
    if is_windows(facts, last.run.stage):
        return "the base is, or may be, a Windows image"
    size = sum(len(x.script.text.encode()) + 20 for x in (*group, following))
    if size > MAX_BYTES:
        return f"the merged text would be over {MAX_BYTES:,} bytes"
    return (
        starts_otherwise(last.run)
        or mounts_differ(last.run, b)
        or lives_on(last.script)
        or replaces_shell(last.script)
        or touches_fresh(last.run, last.script)
        or loses_workdir(last.run, last.script)
        or _comment_reason(facts, [x.run for x in group], b)
        or facts.neighbours.fences.between(last.run.outer.span.start, b.outer.span.start)
    )


def _between(facts: Facts, a: Run, b: Run) -> tuple[Item, ...]:
    return facts.tree.between(a.outer.span.end, b.outer.span.start)


def _comment_reason(facts: Facts, group: Sequence[Run], b: Run) -> str | None:
    """Comments keep their order: what moves below the merged RUN must not take one past another."""
    moved_comments = moved = False
    for left, right in zip(group, [*group[1:], b]):
        items = _between(facts, left, right)
        if not items and not right.outer.comments:
            continue
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
    for item in reversed(facts.tree.between(0, run.outer.span.start)):
        if isinstance(item, Instruction):
            return False
        if isinstance(item, Comment) and is_pragma(item):
            return True
    return False


def merge_fix(facts: Facts, group: Sequence[Body]) -> Fix:
    """The fix that makes one RUN of two or more bodies."""
    base = facts.tree.stages[group[0].run.stage].base.rpartition("/")[2].partition(":")[0].lower()
    joined = join(group, frozenset(_FIRST_ON_PATH.get(base, ())))
    style = style_of(facts.tree, *(b.run.outer for b in group))
    return Fix(tuple(_edits(facts, group, joined, style)), Safety.SAFE)


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
    comments = facts.tree.comments
    first = bisect_left(comments, start, key=_start)
    return list(comments[first : bisect_left(comments, end, first, key=_start)])


def _start(comment: Comment) -> int:
    return comment.span.start


def _moved(facts: Facts, a: Body, b: Body) -> tuple[tuple[Item, ...], int]:
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
