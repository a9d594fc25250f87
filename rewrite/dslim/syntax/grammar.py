"""Finds the grammar file, and makes Lark's parser of it."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from lark import Lark

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def grammar_folder() -> str:
    """The folder of the grammar file: in the package as a wheel has it, beside rewrite/ in a checkout."""
    inside = os.path.join(_PACKAGE, "grammar")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "grammar")


def read_grammar() -> str:
    """The text of grammar/dockerfile.lark."""
    with open(os.path.join(grammar_folder(), "dockerfile.lark"), encoding="utf-8") as file:
        return file.read()


def make_parser(grammar: str, transformer: Any = None) -> Lark:
    """Lark's LALR parser for a grammar, with our lexer; without a `transformer` it gives Lark's own trees.

    Lark's `cache` option is not used: it is a pickle, and would save 16 ms of a start.
    """
    from lark import Lark

    from dslim.syntax.lexer import DockerfileLexer

    return Lark(grammar, parser="lalr", lexer=DockerfileLexer, transformer=transformer)


@cache
def dockerfile_parser() -> Lark:
    """The parser of Dockerfiles, made once a process; it gives `node_builder.Parts`."""
    from dslim.syntax.node_builder import NodeBuilder

    return make_parser(read_grammar(), NodeBuilder())
