"""Dockerfile text to a lossless tree, and back."""

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
from dslim.syntax.parser import decode, encode, parse, print_file
from dslim.syntax.reparse import reparse

__all__ = [
    "Blank", "Comment", "Directive", "Dockerfile", "DockerfileSyntaxError", "Flag", "Heredoc", "Instruction",
    "Item", "Logical", "Span", "Stage", "Word", "decode", "encode", "parse", "print_file",
    "reparse",
]  # fmt: skip
