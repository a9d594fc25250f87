"""Dockerfile text to a lossless tree, and back."""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from dslim.syntax.parser import decode, encode, parse, print_file
    from dslim.syntax.reparse import reparse

__all__ = [
    "Blank", "Comment", "Directive", "Dockerfile", "DockerfileSyntaxError", "Flag", "Heredoc", "Instruction",
    "Item", "Logical", "Span", "Stage", "Word", "decode", "encode", "parse", "print_file",
    "reparse",
]  # fmt: skip

#: The parser and lark are loaded when they are used: a run that finds all in the cache needs neither.
_PARSER = {"decode": "parser", "encode": "parser", "parse": "parser", "print_file": "parser", "reparse": "reparse"}


def __getattr__(name: str) -> object:
    if name not in _PARSER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(__import__(f"{__name__}.{_PARSER[name]}", fromlist=(name,)), name)
    globals()[name] = found  # the module reparse would stand in the way of its function
    return found
