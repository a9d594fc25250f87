"""Parses text into a tree: Lark reads the grammar and the text, NodeBuilder makes the nodes, and stages group them."""

from __future__ import annotations

from collections.abc import Sequence

from lark.exceptions import UnexpectedInput

from dslim.syntax.encoding import decode
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.grammar import dockerfile_parser
from dslim.syntax.node_builder import Parts
from dslim.syntax.nodes import Dockerfile, Instruction, Item, Stage


def parse(source: str | bytes, filename: str = "<string>") -> Dockerfile:
    """The tree of a Dockerfile. Raises DockerfileSyntaxError, which names `filename`."""
    text = decode(source) if isinstance(source, bytes) else source
    try:
        parts = read_items(text)
        return make_tree(text, parts.bom, parts.items, parts.escape)
    except DockerfileSyntaxError as error:
        raise error.in_file(filename) from None


def read_items(text: str) -> Parts:
    """The items that a text is made of, not yet a tree. Raises DockerfileSyntaxError."""
    try:
        parts: Parts = dockerfile_parser().parse(text)  # type: ignore[assignment]  # what our transformer makes
    except UnexpectedInput as error:  # the grammar takes any line, so only where it and the lexer do not fit
        line = error.line if isinstance(error.line, int) else 1
        reason = f"the grammar does not take this line ({type(error).__name__})"
        raise DockerfileSyntaxError(reason, line, 1, "".join(text.splitlines()[line - 1 : line])) from None
    return parts


def make_tree(text: str, bom: str, items: Sequence[Item], escape: str) -> Dockerfile:
    """The tree of `text`, which is made of `items`."""
    instructions = tuple([i for i in items if isinstance(i, Instruction)])
    if not instructions:
        raise DockerfileSyntaxError("file with no instructions", text.count("\n", 0, max(len(text) - 1, 0)) + 1)
    breaks = text.count("\r\n")
    newline = "\r\n" if breaks and breaks * 2 > text.count("\n") else "\n"
    return Dockerfile(text, bom, tuple(items), instructions, group_stages(instructions), escape, newline)


def group_stages(instructions: Sequence[Instruction]) -> tuple[Stage, ...]:
    """Stages in order; what stands before the first FROM belongs to none."""
    starts = [i for i, node in enumerate(instructions) if node.keyword == "FROM"]
    stages: list[Stage] = []
    for index, (at, stop) in enumerate(zip(starts, [*starts[1:], len(instructions)])):
        node = instructions[at]
        words = [w.text for w in node.words]
        base = words[0] if words else ""
        name = words[2] if len(words) == 3 and words[1].upper() == "AS" else None
        stages.append(Stage(index, node, base, name, node.flag("platform"), tuple(instructions[at:stop])))
    return tuple(stages)
