"""The comments and instructions between RUNs that become one: what moves, what stays, and what forbids the join."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.run import Run
from dslim.shell import Script
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Comment, Dockerfile, Instruction, Item

#: A comment that is an instruction, or an entry of a list, which was taken out of the file.
_TAKEN_OUT = regex(
    r"(?i)^\s*#+\s*(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|LABEL|ONBUILD|RUN|SHELL|USER|VOLUME|WORKDIR)\s+\S"
    r"|[\\`]\s*\Z|&&"
)
#: One of the instructions that make a layer, taken out: no sentence that begins with the word.
_INSTRUCTION_TAKEN_OUT = regex(r"\s*#+\s*(ADD|COPY|RUN)\s+(?!a\b|the\b|this\b|all\b)[^\s.:,]+\s+\S")
#: The same of a line of the RUN straight above: it goes on, or is a word of a list by itself.
_LINE_TAKEN_OUT = regex(r"^[ \t]*#+[ \t]*(&&|\|\|)|[\\`][ \t]*\r?\n?\Z|^#+([ \t]{2,}|\t)\S+[ \t]*\r?\n?\Z")


def items_between(tree: Dockerfile, first: Run, second: Run) -> tuple[Item, ...]:
    """The instructions, comments and blank lines between two RUNs."""
    return tree.between(first.outer.span.end, second.outer.span.start)


def items_moved_below(tree: Dockerfile, first: Run, second: Run) -> tuple[Item, ...]:
    """What stands between two RUNs up to the last instruction there: it moves below the RUN that they become."""
    items = items_between(tree, first, second)
    return items[: _last_instruction(items) + 1]


def text_moved_below(tree: Dockerfile, first: Run, second: Run) -> str:
    """The text of `items_moved_below`, without the blank lines that it begins with."""
    text = "".join(tree.text[item.span.start : item.span.end] for item in items_moved_below(tree, first, second))
    return re.sub(r"\A(?:[ \t]*\r?\n)+", "", text)


def ignore_comments_lifted(tree: Dockerfile, runs: Sequence[Run]) -> str:
    """The ignore comments between some RUNs, which go above the one that they become so that they still count."""
    found: list[str] = []
    for first, second in zip(runs, runs[1:]):
        items = items_between(tree, first, second)
        found += [item.text for item in items if isinstance(item, Comment) and is_ignore_comment(item)]
    return "".join(text if text.endswith("\n") else text + tree.newline for text in found)


def comments_lifted(tree: Dockerfile, runs: Sequence[Run], small: int) -> tuple[Comment, ...]:
    """The comments between some RUNs that go above the one that they become, since they tell of the whole of it.

    `small`: how many of the RUNs, from the first on, say so little that the comment below them tells of the whole.
    Where an instruction stands between, or the comment is an instruction that somebody took out, none is lifted.
    """
    if has_ignore_comment_above(tree, runs[0]):
        return ()
    for at, (first, second) in enumerate(zip(runs, runs[1:])):
        items = items_between(tree, first, second)
        found = tuple(item for item in items if isinstance(item, Comment) and not is_ignore_comment(item))
        if at >= small or first.outer.comments or any(isinstance(item, Instruction) for item in items):
            return ()
        if found:
            return () if any(_TAKEN_OUT.search(comment.text) for comment in found) else found
    return ()


def has_comment_above(tree: Dockerfile, run: Run) -> bool:
    """Whether a comment stands on the line above a RUN."""
    above = next(iter(tree.before(run.outer.span.start)), None)
    return isinstance(above, Comment)


def holds_instruction_taken_out(items: Sequence[Item]) -> bool:
    """Whether one of some comments is a RUN, COPY or ADD that somebody took out, and may want back in its place."""
    return any(isinstance(item, Comment) and _INSTRUCTION_TAKEN_OUT.match(item.text) is not None for item in items)


def comments_in(tree: Dockerfile, start: int, end: int) -> list[Comment]:
    """The comments that begin between two places of the file."""
    first = bisect_left(tree.comments, start, key=_start)
    return list(tree.comments[first : bisect_left(tree.comments, end, first, key=_start)])


def shell_comment(run: Run) -> str:
    """The shell comment that ends the text of a RUN, without a line break; '' for none."""
    script = run.script
    return script.comments[-1].text.rstrip() if isinstance(script, Script) and script.comments else ""


def has_ignore_comment_above(tree: Dockerfile, run: Run) -> bool:
    """Whether the comment block straight above a RUN holds an ignore comment."""
    for item in tree.before(run.outer.span.start):
        if isinstance(item, Instruction):
            return False
        if isinstance(item, Comment) and is_ignore_comment(item):
            return True
    return False


def why_comments_forbid(tree: Dockerfile, runs: Sequence[Run]) -> str | None:
    """Why what stands between some RUNs, or the end of the last one, keeps them from becoming one."""
    reason = _why_nothing_moves_below(tree, runs) or _why_lines_are_torn_apart(tree, runs)
    return reason or _why_order_would_change(tree, runs)


def _why_lines_are_torn_apart(tree: Dockerfile, runs: Sequence[Run]) -> str | None:
    """A comment that is a line taken out of the RUN above it says nothing any more where the RUN goes on below it."""
    for first, second in zip(runs, runs[1:]) if tree.comments else ():
        if len(first.outer.tokens) < 2:
            continue
        for item in items_between(tree, first, second):
            if not isinstance(item, Comment):
                break
            if _LINE_TAKEN_OUT.search(item.text):
                comment = item.text.strip()[:40]
                return f"the comment `{comment}` is a line of the RUN above it that somebody commented out"
    return None


def _why_nothing_moves_below(tree: Dockerfile, runs: Sequence[Run]) -> str | None:
    """Below a line that is continued nothing may be put: it would be part of the RUN."""
    last = runs[-1].outer
    if last.span.end < len(tree.text) or not last.is_continued:
        return None
    if any(isinstance(item, Instruction) for a, b in zip(runs, runs[1:]) for item in items_between(tree, a, b)):
        return "the file ends in a continued line, and an instruction between the RUNs would move below it"
    return None


def _why_order_would_change(tree: Dockerfile, runs: Sequence[Run]) -> str | None:
    """Comments keep their order: what moves below the merged RUN must not take one past another."""
    if not tree.comments or not comments_in(tree, runs[0].outer.span.end, runs[-1].outer.span.end):
        return None
    moved_comments = moved = False
    for first, second in zip(runs, runs[1:]):
        items = items_between(tree, first, second)
        if not items and not second.outer.comments:
            continue
        last = _last_instruction(items)
        kept = [item for item in items[last + 1 :] if isinstance(item, Comment)]
        moved = moved or last >= 0
        moved_comments = moved_comments or any(map(_has_comment, items[: last + 1]))
        if moved_comments and (kept or second.outer.comments or shell_comment(second)):
            return "the comments and the instruction between the RUNs would come in another order"
        lifted = any(isinstance(item, Comment) and is_ignore_comment(item) for item in items)
        if lifted and (moved or has_ignore_comment_above(tree, runs[0])):
            return "an ignore comment stands above one of the RUNs and would lose its effect"
    return None


def _last_instruction(items: Sequence[Item]) -> int:
    """The number of the last instruction among some items; -1 where there is none."""
    return max((i for i, item in enumerate(items) if isinstance(item, Instruction)), default=-1)


def _has_comment(item: Item) -> bool:
    return isinstance(item, Comment) or (isinstance(item, Instruction) and bool(item.comments))


def _start(comment: Comment) -> int:
    return comment.span.start
