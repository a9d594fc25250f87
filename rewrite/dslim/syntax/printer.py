"""Prints a tree as the text of its file."""

from __future__ import annotations

from dslim.syntax.nodes import Dockerfile, Instruction


def print_file(tree: Dockerfile) -> str:
    """The text of a tree: its tokens, joined. The inverse of `parse`."""
    parts = [tree.bom]
    for item in tree.items:
        if isinstance(item, Instruction):
            parts += item.tokens
        else:
            parts.append(item.text)
    return "".join(parts)
