"""Builds the nodes of the tree: the `lark.Transformer` that Lark calls for the grammar's rules while it parses."""

from __future__ import annotations

from typing import NamedTuple

from lark import Token, Transformer

from dslim.syntax.errors import TOO_DEEP, DockerfileSyntaxError
from dslim.syntax.instructions import Extent, read_logical_line
from dslim.syntax.lexer import read_directive
from dslim.syntax.logical_line import join, openers_of
from dslim.syntax.nodes import Blank, Comment, Directive, Heredoc, Instruction, Item, Span


class Parts(NamedTuple):
    """What a text is made of. `unfinished`: it ends in a continuation, so that more text would belong to it."""

    bom: str
    items: list[Item]
    escape: str
    unfinished: bool


class NodeBuilder(Transformer[Token, Parts]):
    """Builds the frozen nodes of syntax/nodes.py: one method for each of the grammar's rules."""

    def instruction(self, children: list[Token]) -> tuple[Token, ...]:
        """The tokens of an instruction, not yet a node: which escape character is in force is known at the top."""
        return tuple(children)

    unfinished = instruction

    def start(self, children: list[Token | tuple[Token, ...]]) -> Parts:
        """Builds the parts of a whole text."""
        bom, escape = "", "\\"
        items: list[Item] = []
        unfinished = False
        for child in children:
            if isinstance(child, tuple):
                items.append(read_instruction(child, escape))
                unfinished = child[-1].type not in ("LAST_LINE", "HEREDOC_END")
                continue
            kind, text = child.type, child.value
            if kind == "BOM":
                bom = text
            elif kind == "COMMENT":
                items.append(Comment(_span(child), text, inner=False))
            elif kind == "BLANK":
                items.append(Blank(_span(child), text))
            else:
                name, value = read_directive(text) or ("", "")
                escape = value if name == "escape" else escape
                items.append(Directive(_span(child), text, name, value))
        return Parts(bom, items, escape, unfinished)


def _span(token: Token) -> Span:
    start = token.start_pos or 0
    return Span(start, start + len(token.value))


def read_instruction(tokens: tuple[Token, ...], escape: str) -> Instruction:
    """The node of one instruction. Raises DockerfileSyntaxError for what BuildKit refuses."""
    first, last = tokens[0], tokens[-1]
    line = first.line or 1
    texts: tuple[str, ...] = (first.value,)
    comments: tuple[Comment, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    if last is not first:
        texts = tuple([t.value for t in tokens])
        comments = tuple([Comment(_span(t), t.value, inner=True) for t in tokens if t.type == "COMMENT"])
        if last.type == "HEREDOC_END":
            heredocs = read_heredocs(tokens, escape)
    span = Span(_span(first).start, _span(last).end)
    extent = Extent(span, (line, last.line or line), texts, heredocs, comments)
    try:
        return read_logical_line(join(tokens), 0, escape, extent)
    except RecursionError:
        raise DockerfileSyntaxError(TOO_DEEP, line, 1, first.value) from None


def read_heredocs(tokens: tuple[Token, ...], escape: str) -> tuple[Heredoc, ...]:
    """The heredocs of an instruction, openers joined with their bodies."""
    openers = openers_of([t for t in tokens if not t.type.startswith("HEREDOC")], escape)
    found: list[Heredoc] = []
    body: Token | None = None
    for token in tokens:
        if token.type == "HEREDOC_BODY":
            body = token
        elif token.type == "HEREDOC_END":
            end = _span(token)
            text, at = (body.value, _span(body)) if body is not None else ("", Span(end.start, end.start))
            opener = openers[len(found)]
            found.append(Heredoc(opener.name, opener.chomp, opener.expand, opener.fd, text, at, end))
            body = None
    return tuple(found)
