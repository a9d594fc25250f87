"""Parses a text again after edits: only what they touch is read, all else is moved to its new place."""

from __future__ import annotations

from collections.abc import Iterable

from dslim.syntax.edits import Edit
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.nodes import Blank, Comment, Directive, Dockerfile, Heredoc, Instruction, Item, Logical, Span
from dslim.syntax.parser import make_tree, parse, read_items


def reparse(before: Dockerfile, edits: Iterable[Edit], text: str) -> Dockerfile:
    """`parse(text)`, where `edits`, which do not overlap, made `text` of `before`'s. Raises DockerfileSyntaxError."""
    try:
        items = _items(before, sorted((e.start, e.end, len(e.text)) for e in edits), text)
    except DockerfileSyntaxError:
        items = None  # a part by itself may lack the end of a heredoc
    if items is None or not any(isinstance(item, Instruction) for item in items):
        return parse(text)
    return make_tree(text, before.bom, items, before.escape)


def _items(before: Dockerfile, edits: list[tuple[int, int, int]], text: str) -> list[Item] | None:
    """The items of `text`; None where a part that was touched cannot be read by itself."""
    old = before.items
    head = "# escape=`\n" if before.escape == "`" else "\n"  # below it no directive counts
    items: list[Item] = []
    shift = lines = number = at = 0  # `number`: of the edit to come; `at`: of the item
    line, counted = 0, 0  # line breaks before the offset `counted` of `text`
    while at < len(old):
        if number == len(edits):
            items += [moved(item, shift, lines) for item in old[at:]]
            break
        item = old[at]
        if edits[number][0] > item.span.end:
            items.append(moved(item, shift, lines))
            at += 1
            continue
        if at == 0 or isinstance(old[at - 1], Directive):
            return None  # where directives may stand
        start, stop = item.span
        new_start = start + shift
        while number < len(edits) and edits[number][0] <= stop:
            first, end, size = edits[number]
            shift += size - (end - first)
            number += 1
            while at + 1 < len(old) and old[at + 1].span.start <= end:
                at += 1
            stop = old[at].span.end
        at += 1
        part = text[new_start : stop + shift]
        if part and at < len(old) and not part.endswith("\n"):
            return None
        parts = read_items(head + part)
        if parts.unfinished and at < len(old):
            return None
        line, counted = line + text.count("\n", counted, new_start), new_start
        items += [moved(item, new_start - len(head), line - 1) for item in parts.items[1:]]
        lines += part.count("\n") - before.text.count("\n", start, stop)
    return items


def moved(item: Item, shift: int, lines: int) -> Item:
    """The item, `shift` characters and `lines` lines further down."""
    if type(item) is Instruction:
        return _moved(item, shift, lines, _further(item.logical, shift)) if shift or lines else item
    if not shift:
        return item
    if type(item) is Blank:
        return Blank(_span(item.span, shift), item.text)
    if type(item) is Comment:
        return _comment(item, shift)
    return item._replace(span=_span(item.span, shift))


def _moved(node: Instruction, shift: int, lines: int, logical: Logical) -> Instruction:
    keyword, span, line, end_line, tokens, _, at, flags, args, start, json, heredocs, comments, inner, escape = node
    return Instruction(
        keyword, _span(span, shift), line + lines, end_line + lines, tokens, logical, at, flags, args, start, json,
        tuple([_heredoc(heredoc, shift) for heredoc in heredocs]) if heredocs else (),
        tuple([_comment(comment, shift) for comment in comments]) if comments else (),
        _moved(inner, shift, lines, logical) if inner is not None else None,
        escape,
    )  # fmt: skip


def _further(logical: Logical, shift: int) -> Logical:
    text, pieces, start = logical
    return Logical(text, pieces, start + shift)


def _comment(comment: Comment, shift: int) -> Comment:
    return Comment(_span(comment.span, shift), comment.text, comment.inner)


def _heredoc(node: Heredoc, shift: int) -> Heredoc:
    return node._replace(body_span=_span(node.body_span, shift), end_span=_span(node.end_span, shift))


def _span(span: Span, shift: int) -> Span:
    start, end = span
    return Span(start + shift, end + shift)
