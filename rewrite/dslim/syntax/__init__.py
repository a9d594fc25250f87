"""Parses Dockerfile text into a lossless tree, and prints the tree as text again."""

from typing import TYPE_CHECKING

from dslim.syntax.encoding import decode, encode
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.nodes import (
    Blank,
    Comment,
    Directive,
    Dockerfile,
    Flag,
    Heredoc,
    Instruction,
    Item,
    Logical,
    Span,
    Stage,
    Word,
)
from dslim.syntax.printer import print_file

if TYPE_CHECKING:
    from dslim.syntax.buildable import parse_buildable
    from dslim.syntax.incremental_parse import reparse
    from dslim.syntax.parser import parse

__all__ = [
    "Blank", "Comment", "Directive", "Dockerfile", "DockerfileSyntaxError", "Flag", "Heredoc", "Instruction",
    "Item", "Logical", "Span", "Stage", "Word", "decode", "encode", "parse", "parse_buildable",
    "print_file", "reparse",
]  # fmt: skip

#: What loads lark, when it is used: a run that finds all in the cache does not need it.
_WITH_LARK = {"parse": "parser", "parse_buildable": "buildable", "reparse": "incremental_parse"}


def __getattr__(name: str) -> object:
    if name not in _WITH_LARK:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_WITH_LARK[name]}"), name)
    return found
