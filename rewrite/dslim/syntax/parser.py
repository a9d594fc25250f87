"""Bytes to nodes: the one door into syntax/."""

from __future__ import annotations

from functools import cache

from lark import Lark

from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.lexer import DockerfileLexer
from dslim.syntax.nodes import Dockerfile
from dslim.syntax.transformer import TreeToNodes, print_item

GRAMMAR = "dockerfile.lark"


def build() -> Lark:
    """The parser, built from the grammar file (slow: for making the tables, and for tests)."""
    return Lark.open_from_package(
        "dslim.grammar", GRAMMAR, parser="lalr", lexer=DockerfileLexer, transformer=TreeToNodes()
    )


@cache
def _parser() -> Lark:
    """The parser, from the generated tables: building it from the grammar costs 50 ms a start."""
    from dslim.syntax import tables

    return tables.load(lexer=DockerfileLexer, transformer=TreeToNodes())


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
        tree = _parser().parse(text)
    except DockerfileSyntaxError as error:
        raise error.in_file(filename) from None
    assert isinstance(tree, Dockerfile)
    return tree


def print_file(tree: Dockerfile) -> str:
    """The text of a tree: its tokens, joined. The inverse of `parse`."""
    return tree.bom + "".join([print_item(item) for item in tree.items])
