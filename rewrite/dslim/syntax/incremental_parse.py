"""Parses a text again after edits: only what they touch is read, all else is moved to its new place.

Lines stay those of the original file: what people read names no line that they cannot find.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dslim.syntax.edits import Edit, Origin
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.nodes import Blank, Comment, Directive, Dockerfile, Heredoc, Instruction, Item, Logical, Span
from dslim.syntax.parser import make_tree, parse, read_items


def reparse(before: Dockerfile, edits: Iterable[Edit], text: str) -> Dockerfile:
    """The tree of `text`, which `edits` that do not overlap made of `before`'s. Raises DockerfileSyntaxError.

    It is `parse(text)`, but that its lines are those of the original file.
    """
    edits = list(edits)
    try:
        found = _items(before, sorted((e.start, e.end, len(e.text)) for e in edits), text)
    except DockerfileSyntaxError:
        found = None  # a part by itself may lack the end of a heredoc
    if found is None or not any(isinstance(item, Instruction) for item in found[0]):
        tree = parse(text)
        bom, items, new, escape = tree.bom, list(tree.items), list(range(len(tree.items))), tree.escape
    else:
        (items, new), bom, escape = found, before.bom, before.escape
    origin = before.origin.after(edits)
    for number in new:
        items[number] = _numbered(items[number], origin)
    return replace(make_tree(text, bom, items, escape), edited=origin)


def _numbered(item: Item, origin: Origin) -> Item:
    """An item that was read anew, with the lines of the original file that it takes the place of."""
    if type(item) is not Instruction:
        return item
    line = origin.line_of(item.span.start)
    end_line = max(line, origin.line_of(max(item.span.start, item.span.end - 1)))
    inner = item.inner and item.inner._replace(line=line, end_line=end_line)
    return item._replace(line=line, end_line=end_line, inner=inner)


def _items(
    before: Dockerfile, edits: list[tuple[int, int, int]], text: str
) -> tuple[list[Item], list[int]] | None:
    """The items of `text` and the places of those that were read anew; None where a part cannot be read by itself."""
    old = before.items
    head = "# escape=`\n" if before.escape == "`" else "\n"  # below it no directive counts
    items: list[Item] = []
    new: list[int] = []
    shift = number = at = 0  # `number`: of the edit to come; `at`: of the item
    while at < len(old):
        if number == len(edits):
            items += [moved(item, shift) for item in old[at:]]
            break
        item = old[at]
        if edits[number][0] > item.span.end:
            items.append(moved(item, shift))
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
        new += range(len(items), len(items) + len(parts.items) - 1)
        items += [moved(item, new_start - len(head)) for item in parts.items[1:]]
    return items, new


def moved(item: Item, shift: int) -> Item:
    """The item, `shift` characters further down."""
    if not shift:
        return item
    if type(item) is Instruction:
        return _moved(item, shift, _further(item.logical, shift))
    if type(item) is Blank:
        return Blank(_span(item.span, shift), item.text)
    if type(item) is Comment:
        return _comment(item, shift)
    return item._replace(span=_span(item.span, shift))


def _moved(node: Instruction, shift: int, logical: Logical) -> Instruction:
    keyword, span, line, end_line, tokens, _, at, flags, args, start, json, heredocs, comments, inner, escape = node
    return Instruction(
        keyword, _span(span, shift), line, end_line, tokens, logical, at, flags, args, start, json,
        tuple([_heredoc(heredoc, shift) for heredoc in heredocs]) if heredocs else (),
        tuple([_comment(comment, shift) for comment in comments]) if comments else (),
        _moved(inner, shift, logical) if inner is not None else None,
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
