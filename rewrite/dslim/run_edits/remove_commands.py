"""Taking commands, words and whole instructions out of a Dockerfile, so that what is left does as before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dslim.shell import Opaque, Simple
from dslim.shell.errexit import is_on_from_start, may_be_on
from dslim.shell.plain_commands import is_plain
from dslim.shell.tree import AndOr, Group, Subshell
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

if TYPE_CHECKING:
    from dslim.facts.run import Run
    from dslim.shell import Script, Word
    from dslim.shell.tree import Command, Node, Pipeline, Redirect, Statement
    from dslim.syntax.nodes import Dockerfile, Instruction

_BLANK_LINE_BEFORE = regex(r"\n[ \t]*\r?\n\Z")
_BLANK_LINES = regex(r"(?:[ \t]*\r?\n)+")
#: What stands before the first command of a continuation line: blanks, and the operator where those lead.
_BEGINS_LINE = regex(r"[ \t]*(&&[ \t]*)?")
NOT_IN_A_CHAIN = "it is not part of a plain `&&` chain"


class CannotRemove(Exception):
    """A command cannot go; the message says why.

    `start`: where the command starts in the script. `folder`: the one that it is about, see `remove_operands`.
    """

    def __init__(self, simple: Simple, reason: str, folder: str = "") -> None:
        super().__init__(reason)
        self.start = simple.span.start
        self.folder = folder


def remove_instruction(tree: Dockerfile, node: Instruction) -> tuple[Edit, ...] | str:
    """The edits that take out a whole instruction, or why it cannot go."""
    return "the RUN holds comments" if node.comments else (without_instruction(tree, node),)


def without_instruction(tree: Dockerfile, node: Instruction) -> Edit:
    """The edit that takes out an instruction with its comments; a file that ended without a line break still does.

    Of blank lines before and after it those after it go too; at the end of the file all of them.
    """
    text, span = tree.text, node.span
    if not text[span.end :].strip() and _BLANK_LINE_BEFORE.search(text, max(span.start - 200, 0), span.start):
        last = text.find("\n", len(text[: span.start].rstrip())) + 1
        return Edit(last, len(text), "") if text.endswith("\n") else Edit(_before_break(text, last), len(text), "")
    if text.endswith("\n") or span.end < len(text):
        blank_before = span.start == 0 or _BLANK_LINE_BEFORE.search(text, max(span.start - 200, 0), span.start)
        blank_after = _BLANK_LINES.match(text, span.end) if blank_before else None
        return Edit(span.start, blank_after.end() if blank_after else span.end, "")
    return Edit(_before_break(text, span.start), span.end, "")


def _before_break(text: str, start: int) -> int:
    """The place before the line break that ends at another place."""
    return len(text[:start].removesuffix("\n").removesuffix("\r"))


def remove_word(run: Run, before: Word, word: Word) -> Edit | None:
    """The edit that takes out a word with the blanks before it; None where a comment stands between.

    None too where the line would then be continued by the word before.
    """
    edit = Edit(run.source_at(before.span.end), run.source_at(word.span.end), "")
    return None if run.has_comment(*edit[:2]) or _would_continue_line(run, edit) else edit


def remove_command(tree: Dockerfile, run: Run, simple: Simple) -> tuple[Edit, ...] | str:
    """The edits that take `simple` out of its RUN, or the RUN where nothing is left; or why it cannot go.

    It must be an item of a pure `&&` chain, which may be a group or subshell in another one, or all there is.
    """
    script = run.script
    if isinstance(script, Opaque) or script.comments or len(script.statements) != 1:
        return NOT_IN_A_CHAIN
    statement = script.statements[0]
    node = statement.node
    if statement.terminator not in ("", ";") or simple.redirects or not is_plain(simple):
        return NOT_IN_A_CHAIN
    if node is simple:
        return remove_instruction(tree, run.outer)
    items = _chain_with(node, simple)
    at = bisect_left(items, simple.span.start, key=_start)
    if at == len(items) or items[at] is not simple:
        return NOT_IN_A_CHAIN
    edit = without_item(run, items, at)
    if edit is None:
        return "a comment, or a word that would continue the line, stands beside it inside the RUN"
    return (edit,)


def without_item(run: Run, items: Sequence[Pipeline | Command], at: int) -> Edit | None:
    """The edit that takes an item out of a chain, its lines left in shape; None where a comment is in the way.

    One that begins its line, or comes after an operator that does, goes with the operator behind it, the others with
    the one before.
    """
    start, end = _source_start(run, items[at].span.start), run.source_at(items[at].span.end)
    before = run.source_at(items[at - 1].span.end) if at else start
    after = _source_start(run, items[at + 1].span.start) if at + 1 < len(items) else end
    with_operator_behind = None if run.has_comment(start, after) else Edit(start, after, "")
    if at == 0:
        return with_operator_behind
    with_operator_before = None if run.has_comment(before, end) else Edit(before, end, "")
    if with_operator_before is not None and _would_continue_line(run, with_operator_before):
        return with_operator_behind if at + 1 < len(items) else None
    if at + 1 == len(items) or not _begins_line(run, start):
        return with_operator_before
    # a comment above it is its own, but where more stands on the line
    is_alone = "\n" in _source_text(run, end, after)
    return (
        with_operator_before
        if is_alone and run.has_comment(before, start)
        else (with_operator_behind or with_operator_before)
    )


def _begins_line(run: Run, start: int) -> bool:
    """Whether nothing but blanks, and an operator, stand before a place on its line."""
    before = _source_text(run, run.outer.span.start, start)
    return _BEGINS_LINE.fullmatch(before, before.rfind("\n") + 1) is not None


def _would_continue_line(run: Run, edit: Edit) -> bool:
    r"""Whether what stands before a removed text would continue its line, as a word does that ends in `\ `."""
    before = _source_text(run, run.outer.span.start, edit.start).rstrip(" \t")
    escape = run.outer.escape
    return before.endswith(escape) and not before.endswith(2 * escape)  # of two, BuildKit takes neither


def _source_text(run: Run, start: int, end: int) -> str:
    """The text of the file between two places inside of a RUN."""
    base = run.outer.span.start
    return "".join(run.outer.tokens)[start - base : end - base]


def _chain_with(node: Node, simple: Simple) -> Sequence[Pipeline | Command]:
    """The items of the pure `&&` chain that holds a command, in order; none where it stands in something else.

    Of `a || b && c && d` it is `b && c && d`, but b itself stands in something else.
    """
    while isinstance(node, AndOr) and node.operators[-1] == "&&":
        first = len(node.operators) - node.operators[::-1].index("||") if "||" in node.operators else 0
        items = node.items[first:]
        at = bisect_right(items, simple.span.start, key=_start) - 1
        if at < bool(first):
            return ()
        holding = items[at]
        if not isinstance(holding, Group | Subshell):
            return items
        only = holding.body[0]
        if len(holding.body) > 1 or only.terminator == "&" or holding.redirects:
            return ()
        node = only.node
    return ()


def _start(item: Pipeline | Command) -> int:
    return item.span.start


#: Why what ends a chain stays its end.
IGNORED_FAILURE = "`set -e` ignores a failure before the last command of a chain"


def remove_cleanups(run: Run, script: Script, cleanups: Iterable[Simple]) -> list[Edit]:
    """The edits that take out commands which always succeed; the status of the RUN stays. Raises CannotRemove.

    `a && rm x && b` becomes `a && b`, `rm x; b` becomes `b`; what stands inside a compound stays.
    """
    left = {simple.span.start: simple for simple in cleanups}
    starts = frozenset(left)
    edits: list[Edit] = []
    for simple in left.values():
        if simple.assignments or not all(_is_quiet(redirect) for redirect in simple.redirects):
            raise CannotRemove(simple, "a cleanup is redirected")
    for number in range(len(script.statements)):
        for simple, edit in _removals(run, script, number, starts):
            if run.has_comment(edit.start, edit.end):
                raise CannotRemove(simple, "a comment stands beside a cleanup")
            if _would_continue_line(run, edit):
                raise CannotRemove(simple, "what stands before a cleanup ends in an escaped blank")
            edits.append(edit)
            del left[simple.span.start]
    for simple in left.values():
        raise CannotRemove(simple, "a cleanup is inside an `if`, a loop or a group")
    return edits


def _is_quiet(redirect: Redirect) -> bool:
    return redirect.target.literal in ("/dev/null", "1", "2")


def _removals(run: Run, script: Script, number: int, starts: frozenset[int]) -> Iterator[tuple[Simple, Edit]]:
    """The cleanups that start at some places, and stand at the top of one statement, each with its edit."""
    statement = script.statements[number]
    node = statement.node
    items = node.items if isinstance(node, AndOr) else (node,)
    going = [item if isinstance(item, Simple) and item.span.start in starts else None for item in items]
    if not any(going):
        return
    if all(going):
        first = next(item for item in going if item)
        if len(items) > 1:
            raise CannotRemove(first, "a statement is nothing but cleanups")
        yield first, _without_statement(run, script, number, first, starts)
        return
    assert isinstance(node, AndOr)
    for i, item in enumerate(going):
        if item is None:
            continue
        if i and node.operators[i - 1] != "&&":
            raise CannotRemove(item, "a cleanup stands behind `||`")
        following = next((k for k in range(i, len(items)) if going[k] is None), None)
        if following is not None and set(node.operators[i:following]) == {"&&"}:
            whole = Edit(_source_start(run, item.span.start), _source_start(run, items[i + 1].span.start), "")
            is_single = following == i + 1 and not (i and going[i - 1])
            yield item, (without_item(run, items, i) if is_single else None) or whole
        elif not i or (following is not None and going[i + 1] is not None):
            raise CannotRemove(item, "a cleanup stands before `||`")
        elif following is None and _would_hide_a_failure(run, script, number):
            raise CannotRemove(item, f"{IGNORED_FAILURE}, and without the cleanup another command would be last")
        else:
            yield item, Edit(run.source_at(items[i - 1].span.end), run.source_at(item.span.end), "")


def _would_hide_a_failure(run: Run, script: Script, number: int) -> bool:
    """`set -e; a && rm x; b` goes on to b where a fails, `set -e; a; b` does not."""
    return number < len(script.statements) - 1 and may_be_on(script, run.state.shell, run.state.maybe_errexit)


def _without_statement(run: Run, script: Script, number: int, simple: Simple, starts: frozenset[int]) -> Edit:
    """The edit that takes out a statement which is one cleanup."""
    statements = script.statements
    if statements[number].terminator == "&":
        raise CannotRemove(simple, "a cleanup runs in the background")
    if any(not _is_removed(later, starts) for later in statements[number + 1 :]):
        start, end = statements[number].span.start, statements[number + 1].span.start
        return Edit(_source_start(run, start), _source_start(run, end), "")
    kept = next((s for s in reversed(statements[:number]) if not _is_removed(s, starts)), None)
    if kept is None:
        raise CannotRemove(simple, "the RUN is nothing but cleanups")
    # `a; rm x` succeeds whatever `a` does; `set -e; a; rm x` does not
    if not is_on_from_start(script, run.state.shell) or not isinstance(kept.node, Simple) or kept.terminator == "&":
        status = "the RUN has the exit status of the cleanup at its end"
        raise CannotRemove(simple, f"{status}, and might fail without the cleanup")
    return Edit(run.source_at(statements[number - 1].span.end), run.source_at(statements[number].span.end), "")


def _is_removed(statement: Statement, starts: frozenset[int]) -> bool:
    return isinstance(statement.node, Simple) and statement.node.span.start in starts


def _source_start(run: Run, offset: int) -> int:
    """The place in the file of the script's character at `offset`."""
    return run.source(offset, offset).start
