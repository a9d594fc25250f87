"""Which RUNs may share one, and the edits that make them one; the forms are those of run_edits/join_forms.py.

How a rule joins RUN `b` into the earlier RUN `a` of the same stage:

    bodies = body_of(a), body_of(b)                # a `str` is the reason why not
    reason = refusal(facts, [bodies[0]], b)        # None: nothing keeps them apart
    fix = merge_fix(facts, bodies)                 # nothing but config and comments between them
    fix = move_fix(facts, *bodies)                 # anything between, with `refusal(..., over=True)`

`merge_fix` moves config-only instructions between the RUNs below them and keeps comments. `move_fix` takes
`b` out of its place and leaves all between as it is: that the two may swap is for the rule to prove. In both,
`b` runs if and only if `a` exits 0, in a shell that is like new to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from dslim.diagnostics.findings import Fix, Safety
from dslim.facts import Facts
from dslim.facts.first_match_cache import first_before
from dslim.facts.ignore_comments import is_pragma
from dslim.facts.image_names import read_image, root_base
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import name_values
from dslim.facts.windows import is_windows
from dslim.run_edits.join_forms import Body, Joined, Piece, join
from dslim.run_edits.join_hazards import apart
from dslim.run_edits.line_style import Style, style_of
from dslim.shell import Opaque, Script, Simple, commands, walk
from dslim.shell.tree import AndOr, Param
from dslim.support.memo import once_each
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Comment, Instruction, Item
from dslim.tools import names_where

#: Instructions that only edit the image's config: a RUN cannot see them.
CONFIG_ONLY = frozenset({"LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"})

#: BuildKit hands the text to the shell as one argument; Linux allows 128 KiB for one.
MAX_BYTES = 100_000

#: Variables of bash that are others in a subshell.
_OF_THE_SHELL = frozenset({"BASH_SUBSHELL", "BASHPID"})


def rows(facts: Facts, stage: int) -> Iterator[list[Run]]:
    """RUNs of one kind (plain or ONBUILD) with nothing but config between them."""
    nodes = facts.tree.stages[stage].instructions
    for onbuild in (False, True) if any(node.keyword == "ONBUILD" for node in nodes) else (False,):
        row: list[Run] = []
        for node, run in zip(nodes, facts.runs[stage]):
            if run is not None and (node.keyword == "ONBUILD") == onbuild:
                row.append(run)
            elif row and not _may_cross(node, onbuild):
                if len(row) > 1:
                    yield row
                row = []
        if len(row) > 1:
            yield row


def _may_cross(node: Instruction, onbuild: bool) -> bool:
    """Whether a RUN may move up over `node`.

    An ONBUILD only stores a line: no RUN of this build sees it, but among themselves their order counts.
    """
    if node.keyword in CONFIG_ONLY:
        return True
    if onbuild:
        return node.inner is not None and node.inner.keyword in CONFIG_ONLY
    return node.keyword == "ONBUILD"


def body_of(run: Run) -> Body | str:
    """The body of a RUN, or why it joins no other."""
    script = run.script
    if isinstance(script, Opaque):
        own = run.node.json is None and not run.node.heredocs and run.shell_name is not None
        return f"its text is not understood ({script.reason})" if own else script.reason
    reason = _keeps_apart(script, run.shell_name)
    return Body(run, script) if reason is None else reason


@once_each
def _keeps_apart(script: Script, shell: str | None) -> str | None:
    """Why a body shares its shell with no other."""
    if not script.statements:
        return "it runs nothing"
    if script.comments:
        return "its text ends in a shell comment"
    names = {s.words[0].literal for s in commands(script) if s.words}
    if names & {"alias", "shopt", "unalias"}:
        return "`alias` and `shopt` change how the text is read"
    if _reads_last_word(script):
        return "`$_` is what the command before it left"
    if "BASH" in script.text and any(isinstance(n, Param) and n.name in _OF_THE_SHELL for n in walk(script)):
        return "`$BASH_SUBSHELL` and `$BASHPID` tell a subshell"
    if shell != "bash" and script.bashisms:
        return f"`{script.bashisms[0].kind}` is bash's, and the shell may be another"
    return None


def _reads_last_word(script: Script) -> bool:
    """`$_` in it, and no simple command of its own shell runs for certain before that."""
    if "_" not in script.text:
        return False
    first = script.statements[0].node
    first = first.items[0] if isinstance(first, AndOr) else first
    node = first if isinstance(first, Simple) else script
    return any(isinstance(below, Param) and below.name == "_" for below in walk(node))


def refusal(facts: Facts, group: Sequence[Body], b: Run, over: bool = False) -> str | None:
    """Why the bodies of `group`, which may share a RUN, do not share it with `b` too.

    `over`: `b` moves up over what stands between (`move_fix`).
    """
    following = body_of(b)
    if isinstance(following, str):
        return following
    last = group[-1]
    if is_windows(facts, last.run.stage):
        return "the base is, or may be, a Windows image"
    size = sum([x.size + 20 for x in (*group, following)])
    if size > MAX_BYTES:
        return f"the merged text would be over {MAX_BYTES:,} bytes"
    fences = facts.neighbours.fences
    if b.state.maybe_errexit and not (last.chain and following.chain):
        return "the base image's SHELL may stop at the first failure, and more than `&&` chains would not"
    reason = apart(last.run, b) or fences.between(last.run.outer.span.start, b.outer.span.start)
    if reason:
        return reason
    if not over:
        runs = [x.run for x in group]
        return _open_end_reason(facts, [*runs, b]) or _comment_reason(facts, runs, b)
    if b.outer.comments:
        return "it holds comments"
    return "an ignore comment stands above it" if _pragmas_above(facts, b) else None


def _between(facts: Facts, a: Run, b: Run) -> tuple[Item, ...]:
    return facts.tree.between(a.outer.span.end, b.outer.span.start)


def _open_end_reason(facts: Facts, runs: Sequence[Run]) -> str | None:
    """Below a line that is continued nothing may be put: it would be part of the RUN."""
    last = runs[-1].outer
    if last.span.end < len(facts.tree.text) or not last.is_continued:
        return None
    if any(isinstance(item, Instruction) for a, b in zip(runs, runs[1:]) for item in _between(facts, a, b)):
        return "the file ends in a line that is continued, and what stands between would move below it"
    return None


def _comment_reason(facts: Facts, group: Sequence[Run], b: Run) -> str | None:
    """Comments keep their order: what moves below the merged RUN must not take one past another."""
    if not facts.tree.comments or not _comments(facts, group[0].outer.span.end, b.outer.span.end):
        return None
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
    for item in facts.tree.before(run.outer.span.start):
        if isinstance(item, Instruction):
            return False
        if isinstance(item, Comment) and is_pragma(item):
            return True
    return False


def joined_of(facts: Facts, group: Sequence[Body]) -> Joined:
    """The form in which the bodies share a RUN."""
    return join(group, _fixed(facts, group[0].run))


def _fixed(facts: Facts, run: Run) -> frozenset[str]:
    """Programs that stand first on PATH whatever is installed: those of some official images."""
    image = read_image(root_base(facts, run.stage))
    # not ruby: `gem install bundler` puts one into /usr/local/bundle/bin, before the image's own
    found = _first_on_path(image.official)
    if not found or "PATH" in run.state.env:
        return frozenset()
    stored = run.outer is not run.node  # runs with what is in force at the end
    until = len(facts.tree.stages[run.stage].instructions) if stored else run.index
    return found if first_before(facts.point(run.stage, until), _sets_prefix) is None else frozenset()


@cache
def _first_on_path(image: str | None) -> frozenset[str]:
    """Programs that stand first on PATH in an official image: a newer one overwrites the old."""
    return names_where(lambda tool: image is not None and tool.first_on_path_of == image)


def _sets_prefix(point: Point) -> bool | None:
    """Whether an ENV or ARG may choose the folder that programs go to."""
    node = point.node
    names = name_values(node, {}) if node.keyword in ("ENV", "ARG") and "PREFIX" in node.args.upper() else ()
    return True if any("PREFIX" in name.upper() for name, _ in names) else None


def merge_fix(facts: Facts, group: Sequence[Body]) -> Fix:
    """The fix that makes one RUN of two or more bodies."""
    joined = joined_of(facts, group)
    style = style_of(facts.tree, *(b.run.outer for b in group))
    return Fix(tuple(_edits(facts, group, joined, style)), Safety.SAFE)


def _edits(facts: Facts, group: Sequence[Body], joined: Joined, style: Style) -> list[Edit]:
    edits = _opening(group[0], joined)
    for i, operator in enumerate(joined.operators):
        edits += _seam(facts, group[i], group[i + 1], joined.pieces[i], joined.pieces[i + 1], operator, style)
    last, piece = group[-1], joined.pieces[-1]
    if piece.after:
        edits.append(Edit(*_end_place(last, piece), piece.after))
    for below in _below_all(facts, group, style):
        if edits[-1].end == below.start:  # a last line without a line break: one edit, not two at one place
            below = Edit(edits[-1].start, below.end, edits.pop().text + below.text)
        edits.append(below)
    if lifted := _lifted(facts, group):
        at = group[0].run.outer.span.start
        edits.append(Edit(at, at, lifted))
    return edits


def move_fix(facts: Facts, a: Body, b: Body) -> Fix:
    """The fix that takes `b` out of its place and puts it to the end of `a`, see the head of this module."""
    joined = joined_of(facts, [a, b])
    style = style_of(facts.tree, a.run.outer)
    left, right = joined.pieces
    start = b.run.source(right.start, right.start).start
    text = facts.tree.text[start : b.run.source_at(right.end)]
    tail, head = style.around_break(joined.operators[0])
    seam = f"{left.after}{tail}{style.line_break}{head}{right.before}{text}{right.after}"
    edits = [Edit(*_end_place(a, left), seam), *_opening(a, joined), _without(facts, b.run.outer)]
    return Fix(tuple(edits), Safety.SAFE)


def _opening(body: Body, joined: Joined) -> list[Edit]:
    """What stands before all of the merged text."""
    text = joined.head + joined.pieces[0].before
    at = body.run.source(body.start, body.start).start
    return [Edit(at, at, text)] if text else []


def _end_place(body: Body, piece: Piece) -> tuple[int, int]:
    """What gives way to that which comes after a body: a `;` that closes it, and the blanks before that."""
    at = body.run.source_at(piece.end)
    token = body.statements[-1].terminator_span
    if not _closed(body) or token is None:
        return at, at
    start, end = body.run.source(*token)
    return (start if body.run.has_comment(at, end) else at), max(at, end)


def _without(facts: Facts, node: Instruction) -> Edit:
    """The instruction goes; a file that ended without a line break still does."""
    text, span = facts.tree.text, node.span
    if text.endswith("\n") or span.end < len(text):
        return Edit(span.start, span.end, "")
    return Edit(len(text[: span.start].removesuffix("\n").removesuffix("\r")), span.end, "")


def _closed(body: Body) -> bool:
    """A `;` token ends the body: whatever is put after it replaces the token."""
    return body.statements[-1].terminator == ";"


def _seam(
    facts: Facts, a: Body, b: Body, left: Piece, right: Piece, operator: str, style: Style
) -> list[Edit]:
    """One edit from the end of A's text to the start of B's, and one where config moves below."""
    start = a.run.source_at(left.end)
    end = b.run.source(right.start, right.start).start
    tail, head = style.around_break(operator)
    # an ignore comment between the two is lifted; one inside of either stays inside
    kept = [c for c in _comments(facts, start, end) if c.inner or not is_pragma(c)]
    moved = _moved(facts, a, b)[0]
    below = moved[-1].span.end if moved else start  # from the end of `a` up to there all moves
    own = a.run.outer.span.end
    comments = "".join(_line(c.text, style) for c in kept if c.span.start < own or c.span.start >= below)
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
