"""The second reader of a shell script: tree-sitter-bash must see the same commands, operators and words as ours.

A script counts as understood only if tree-sitter saw no error, every operator, keyword and comment of ours is one of
its own and the other way round, every leaf of its lies inside one token of ours, and both see commands start at the
same places. The only module that knows tree-sitter.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from dslim.shell.parsing.lists import Grammar
from dslim.shell.tree import Opaque, Token

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser

# Tokens that order commands. Inside a word of ours tree-sitter may see none of them.
_CONTROL = re.findall(
    r"\S+",
    "&& || | |& ; & ;; ;& ;;& $( ` <( >( ) < > >> << <<- <<< <& >& &> &>> >| <> "
    "if then elif else fi for do done case esac while until in select function",
)
_AS_COMMANDS = ("[[", "{ ", "{\n", "{\t", "}", "};", "} ", "}\n", "})")
_CLOSING = (">&-", "<&-")
_HEADS = ("command_name", "declaration_command", "unset_command", "test_command")


@cache
def _parser() -> tuple[Parser, Language]:
    """Here and not at the top: 2 ms that a run without RUN bodies does not pay."""
    import tree_sitter
    import tree_sitter_bash

    language = tree_sitter.Language(tree_sitter_bash.language())
    return tree_sitter.Parser(language), language


@cache
def _kinds() -> tuple[frozenset[int], frozenset[int], int]:
    """The numbers of the control tokens, of the nodes that start with a command's name, and of comments."""
    language = _parser()[1]
    control = (language.id_for_node_kind(name, False) for name in _CONTROL)
    heads = (language.id_for_node_kind(name, True) for name in _HEADS)
    comment = language.id_for_node_kind("comment", True)
    assert comment is not None
    return (
        frozenset(kind for kind in control if kind is not None),
        frozenset(kind for kind in heads if kind is not None),
        comment,
    )


def disagreement(text: str, grammar: Grammar) -> Opaque | None:
    """Where tree-sitter reads the text otherwise than our reader did, None where both read the same.

    `grammar` has read the text; its `noise` (comments inside backquotes) is hidden, since tree-sitter cannot read it.
    """
    shown = text
    for start, end in grammar.noise:
        shown = shown[:start] + "x" * (end - start) + shown[end:]
    data = shown.encode()
    root = _parser()[0].parse(data).root_node
    if root.has_error:
        return Opaque("dslim's second shell parser finds an error", 0)
    leaves, heads = _leaves(root)
    if len(data) != len(shown):
        chars = _char_offsets(shown)
        leaves = [(chars[start], chars[end], kind) for start, end, kind in leaves]
        heads = {chars[start] for start in heads}
    owner = _owners(len(text), grammar.tokens)
    return _compare(text, leaves, grammar.tokens, owner) or _compare_heads(heads, grammar, owner)


def _leaves(root: Node) -> tuple[list[tuple[int, int, int]], set[int]]:
    """tree-sitter's tokens (byte offsets, kind) and where its commands start."""
    head_kinds = _kinds()[1]
    leaves: list[tuple[int, int, int]] = []
    heads: set[int] = set()
    cursor = root.walk()  # a third faster than lists of children
    down, along, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    if not down():
        return leaves, heads
    while True:
        node = cursor.node
        assert node is not None
        kind = node.kind_id
        if kind in head_kinds:
            heads.add(node.start_byte)
        if down():
            continue
        leaves.append((node.start_byte, node.end_byte, kind))
        while not along():
            if not up():
                return leaves, heads


def _char_offsets(text: str) -> dict[int, int]:
    """Byte offset -> str offset, of the UTF-8 form."""
    widths = (
        1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4 for char in text
    )
    return {byte: char for char, byte in enumerate(accumulate(widths, initial=0))}


def _owners(length: int, tokens: list[Token]) -> list[int]:
    """For each character the number of the innermost token over it, -1 for blanks."""
    owner = [-1] * length
    for number in range(len(tokens) - 1, -1, -1):  # outer ones first
        start, end, _ = tokens[number]
        owner[start:end] = [number] * (end - start)
    return owner


def _compare(
    text: str, leaves: list[tuple[int, int, int]], tokens: list[Token], owner: list[int]
) -> Opaque | None:
    control, _, comment = _kinds()
    expected = {(start, end) for start, end, what in tokens if what == "op" or what == "comment"}
    for start, end, kind in leaves:
        while start < end and text[start] in " \t\n":  # `" $(b)"`: the blank counts to the `$(` there
            start += 1
        if start == end:
            continue
        number = owner[start]
        if number < 0 or (owner[end - 1] != number and text[start:end] not in _CLOSING):
            return Opaque("dslim's two shell parsers disagree", start)
        opens, closes, what = tokens[number]
        if what == "op" or what == "comment":
            if text[start:end] in _CLOSING:  # one token there, an operator and its word here
                end -= 1
            if start == opens and end == closes:
                expected.discard((start, end))
            else:
                return Opaque("dslim's two shell parsers disagree", start)
        elif (kind in control and what == "word") or kind == comment:
            return Opaque("dslim's two shell parsers disagree", start)
    if expected:
        return Opaque("dslim's two shell parsers disagree", min(expected)[0])
    return None


def _compare_heads(heads: set[int], grammar: Grammar, owner: list[int]) -> Opaque | None:
    """Known faults pass: a command inside a word of ours (`A=/$B/$C`), `[[` as one, `{` of `! {` as one."""
    text = grammar.text
    for start in heads.symmetric_difference(grammar.heads):
        opens, _, what = grammar.tokens[owner[start]]
        if start in heads:
            passed = opens < start if what == "word" else text[start : start + 2] in _AS_COMMANDS
        else:
            before = text.rfind("{", 0, start)
            passed = before in heads and not text[before + 1 : start].strip(" \t\n")
        if not passed:
            return Opaque("dslim's two shell parsers find other commands", start)
    return None
