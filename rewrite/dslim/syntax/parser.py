"""Bytes to nodes: the one door into syntax/."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dslim.syntax.automaton import Automaton
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.lexer import DockerfileLexer
from dslim.syntax.nodes import Dockerfile, Instruction, Item
from dslim.syntax.tables import load
from dslim.syntax.transformer import Parts, TreeToNodes, group_stages


@cache
def _parser() -> Automaton:
    """The parser of the grammar's tables, with our lexer and our transformer."""
    tables = load()
    return Automaton(tables, DockerfileLexer(tables.patterns), TreeToNodes())


def decode(data: bytes) -> str:
    """Bytes as text, one to one: what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The inverse of `decode`."""
    return text.encode("utf-8", "surrogateescape")


def parse(source: str | bytes, filename: str = "<string>") -> Dockerfile:
    """The tree of a Dockerfile. Raises DockerfileSyntaxError, which names `filename`."""
    text = decode(source) if isinstance(source, bytes) else source
    try:
        parts = read(text)
        return assemble(text, parts.bom, parts.items, parts.escape)
    except DockerfileSyntaxError as error:
        raise error.in_file(filename) from None


def read(text: str) -> Parts:
    """The items of a text."""
    parts: Parts = _parser().parse(text)
    return parts


def assemble(text: str, bom: str, items: Sequence[Item], escape: str) -> Dockerfile:
    """The tree of `text`, which is made of `items`."""
    instructions = tuple([i for i in items if isinstance(i, Instruction)])
    if not instructions:
        raise DockerfileSyntaxError("file with no instructions", text.count("\n", 0, max(len(text) - 1, 0)) + 1)
    breaks = text.count("\r\n")
    newline = "\r\n" if breaks and breaks * 2 > text.count("\n") else "\n"
    return Dockerfile(text, bom, tuple(items), instructions, group_stages(instructions), escape, newline)


def print_file(tree: Dockerfile) -> str:
    """The text of a tree: its tokens, joined. The inverse of `parse`."""
    parts = [tree.bom]
    for item in tree.items:
        if isinstance(item, Instruction):
            parts += item.tokens
        else:
            parts.append(item.text)
    return "".join(parts)
