"""SL305 user-first: the user that a chown names is made before the COPY, so that `--chown` can name it."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy
from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.users import is_surely_root
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.changes import changes, shipped_changes
from dslim.rules.ownership.chown_plan import changed_copies, plan_chown
from dslim.rules.ownership.preconditions import safety_of
from dslim.rules.ownership.user_makers import Makers, find_makers, why_not_before
from dslim.run_edits.remove_commands import without_instruction
from dslim.syntax import parse
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Blank, Comment, Dockerfile


def check(facts: Facts) -> Iterator[Finding]:
    """Every chown of a stage that ships whose user is made after the COPY of the files."""
    seen: set[tuple[int, int]] = set()
    for change in shipped_changes(facts, CHOWN):
        copies = changed_copies(change) if change.owner is not None and change.owner.names else []
        if not copies or change.guarded or plan_chown(change, copies).fix is not None:
            continue
        makers = find_makers(change, copies[0].index)
        if makers is None:
            continue
        place = (change.stage.index, copies[0].index)
        if place not in seen:
            message = f"`{change.tool}` names a user that is created only after the COPY on line {copies[0].node.line}"
            outcome = makers if isinstance(makers, str) else _move(change, copies[0], makers)
            yield finding(message, change.span, outcome)
            seen.add(place)


def _move(change: Change, copy: Copy, makers: list[Makers]) -> Fix | str:
    """The fix that makes the user before a COPY, or why there is none."""
    if reason := why_not_before(makers, change, copy.index):
        return reason
    if not is_surely_root(change.point.at(copy.index)):
        return "whether the user could be made before the COPY is not known (USER)"
    edits = _edits(change.facts.tree, copy, makers)
    if isinstance(edits, str):
        return edits
    if reason := _why_useless(change, edits):
        return reason
    has_numbers = all(one.has_numbers for one in makers)
    return Fix(edits, safety_of(change) if has_numbers else Safety.UNSAFE)


def _edits(tree: Dockerfile, copy: Copy, makers: list[Makers]) -> tuple[Edit, ...] | str:
    """The edits that take the makers out of their RUNs and write them above a COPY, or why there are none."""
    above = _top_of_comments(tree, copy.node.span.start)
    written: list[str] = []
    edits: list[Edit] = []
    for one in makers:
        run, node = one.run, one.run.outer
        if node.comments:
            return f"the RUN on line {node.line} holds comments"
        top = _top_of_comments(tree, node.span.start)
        between = [item for item in tree.between(above, top) if isinstance(item, Comment)]
        own = [item for item in tree.between(top, node.span.start) if isinstance(item, Comment)]
        if any(is_ignore_comment(comment) for comment in own):
            return f"an ignore comment stands above the RUN on line {node.line}, which would move"
        if one.rest is None:
            # a comment goes along, but not past another
            goes_along = not between and not _holds_comments(tree, above, node.span.start, own)
            start = top if goes_along else node.span.start
            removed = without_instruction(tree, node)
            written.append(tree.text[start : node.span.end].rstrip("\r\n"))
            edits.append(Edit(start, removed.end, ""))
        else:
            start, end = run.source_at(one.commands[0].span.start), run.source_at(one.commands[-1].span.end)
            following = run.source_at(one.rest.span.start)
            written.append(tree.text[node.span.start : start] + tree.text[start:end])
            edits.append(Edit(start, following, ""))
    text = "".join(text + tree.newline for text in written)
    # a comment that opens a paragraph says nothing of what is put above it
    opens = above < copy.node.span.start and isinstance(next(iter(tree.before(above)), None), Blank)
    return (Edit(above, above, text + tree.newline if opens else text), *edits)


def _holds_comments(tree: Dockerfile, start: int, end: int, own: list[Comment]) -> bool:
    """Whether comments stand from `start` to `end` beside the `own` of a RUN, inside instructions too."""
    return any(start <= comment.span.start < end and comment not in own for comment in tree.comments)


def _top_of_comments(tree: Dockerfile, start: int) -> int:
    """Where the comments begin that stand directly above a place; the place where there are none."""
    for item in tree.before(start):
        if not isinstance(item, Comment) or isinstance(item, Blank):
            break
        start = item.span.start
    return start


def _why_useless(change: Change, edits: tuple[Edit, ...]) -> str | None:
    """Why the COPYs could give the owner no more than before, were the user made first; None where they could."""
    tree = parse(apply_edits(change.facts.tree.text, edits))
    moved = Facts(tree, change.facts.options, change.facts.context)
    same = [c for c in changes(moved, tree.stages[change.stage.index], CHOWN) if _is_same(c, change)]
    if len(same) != 1:
        return "which chown is which is not known"
    plan = plan_chown(same[0], changed_copies(same[0]))
    return None if plan.fix is not None else plan.why_not or "nothing would be won"


def _is_same(one: Change, other: Change) -> bool:
    return (one.tool, one.spec, one.targets) == (other.tool, other.spec, other.targets)


RULE = Rule(
    summary="The user that a chown names is made before the COPY, so that `--chown` can name it",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nCOPY src /app\nRUN useradd -r -u 900 svc && chown -R svc:svc /app\n",
        "FROM debian:12\nRUN useradd -r -u 900 svc\nCOPY src /app\nRUN chown -R svc:svc /app\n",
    ),
    example_files=("src/main.py",),
    details=(
        "BuildKit takes a user that does not exist yet for root, without an error: `COPY --chown` can name only one "
        "that is made before. Where a RUN makes users and groups with useradd, adduser, groupadd or addgroup and all "
        "words are known, these commands go above the COPY, alone; then SL301 gives the COPY the owner. They may go "
        "over an ENV or ARG that leads no program elsewhere. Safe where "
        "each of them gives a number; else for --unsafe-fixes, since the next free number is that of the moment. Left "
        "alone where something between may make users or look at them, where a COPY may bring what the commands read "
        "or their home folder, and where SL301 could do nothing then."
    ),
    sources=("https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",),
)
