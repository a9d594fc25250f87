"""From the grammar's rules to nodes: the transformer.

One `Instruction` a rule `instruction`: the joined line is read as BuildKit's `newNodeFromLine` reads
it, and what that refuses is refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dslim.syntax.errors import TOO_DEEP, DockerfileSyntaxError
from dslim.syntax.lexer import read_directive
from dslim.syntax.logical import Token, join, openers_of
from dslim.syntax.nodes import (
    Blank,
    Comment,
    Directive,
    Heredoc,
    Instruction,
    Item,
    Logical,
    Span,
    Stage,
    split_blank,
)
from dslim.syntax.words import (
    SPACES,
    WordsError,
    parse_json,
    split_flags,
    split_keyword,
    split_quoted,
)

JSON_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME", "HEALTHCHECK"})
KEYWORDS = JSON_FORM | {
    "ARG", "ENV", "EXPOSE", "FROM", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "USER", "WORKDIR",
}  # fmt: skip


class Parts(NamedTuple):
    """What a text is made of. `unfinished`: it ends in a continuation, so that more text would belong to it."""

    bom: str
    items: list[Item]
    escape: str
    unfinished: bool


class TreeToNodes:
    """Builds the frozen nodes of syntax/nodes.py: one method for each of the grammar's rules, as Lark has it."""

    def instruction(self, children: list[Token]) -> tuple[Token, ...]:
        """Tokens only: which escape character is in force is known at the top."""
        return tuple(children)

    unfinished = instruction

    def start(self, children: list[Token | tuple[Token, ...]]) -> Parts:
        """The whole text."""
        bom, escape = "", "\\"
        items: list[Item] = []
        unfinished = False
        for child in children:
            if not isinstance(child, Token):
                items.append(read_instruction(child, escape))
                unfinished = child[-1].type not in ("LAST_LINE", "HEREDOC_END")
                continue
            kind, text, at, _ = child
            if kind == "BOM":
                bom = text
                continue
            span = Span(at, at + len(text))
            if kind == "COMMENT":
                items.append(Comment(span, text, False))
            elif kind == "BLANK":
                items.append(Blank(span, text))
            else:
                name, value = read_directive(text) or ("", "")
                escape = value if name == "escape" else escape
                items.append(Directive(span, text, name, value))
        return Parts(bom, items, escape, unfinished)


def read_instruction(tokens: tuple[Token, ...], escape: str) -> Instruction:
    """The node of one instruction. Raises DockerfileSyntaxError for what BuildKit refuses."""
    first, last = tokens[0], tokens[-1]
    _, text, start, line = first
    texts: tuple[str, ...] = (text,)
    comments: tuple[Comment, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    if last is not first:
        texts = tuple([t.text for t in tokens])
        comments = tuple(
            [Comment(Span(t.start, t.start + len(t.text)), t.text, True) for t in tokens if t.type == "COMMENT"]
        )
        if last.type == "HEREDOC_END":
            heredocs = read_heredocs(tokens, escape)
    span = Span(start, last.start + len(last.text))
    try:
        return read_logical(join(tokens), 0, escape, span, (line, last.line), texts, heredocs, comments)
    except RecursionError:
        raise DockerfileSyntaxError(TOO_DEEP, line, 1, text) from None


def read_logical(
    logical: Logical,
    pos: int,
    escape: str,
    span: Span,
    lines: tuple[int, int],
    tokens: tuple[str, ...] = (),
    heredocs: tuple[Heredoc, ...] = (),
    comments: tuple[Comment, ...] = (),
) -> Instruction:
    """What the logical line says from `pos` on; `span`, first and last line are those of the whole instruction.

    The inner instruction of an ONBUILD has no tokens of its own, and stands on its first line.
    """
    text = logical.text
    written, at, rest = split_keyword(text, pos)
    keyword = written.upper()
    if keyword not in KEYWORDS:
        column = logical.source(at) - logical.source(0) + 1
        shown = text.strip() if len(logical.pieces) == 1 else written
        raise DockerfileSyntaxError(f"unknown instruction {written[:30]!r}", lines[0], column, shown)
    flags, start = split_flags(text, rest, escape)
    args = text[start:].strip(SPACES)
    start = text.find(args, start) if args else min(start, len(text))
    values = None
    inner = None
    try:
        if keyword in JSON_FORM and "[" in args:
            values = parse_json(_health_command(args) if keyword == "HEALTHCHECK" else args)
        elif keyword in ("ENV", "LABEL"):
            check_name_values(keyword, args, escape)
        elif keyword == "ONBUILD" and split_keyword(args)[0].upper() in KEYWORDS:
            # any other word is stored as it is, and refused in the child's build alone
            inner_span = logical.span(start, len(text))
            inner = read_logical(logical, start, escape, inner_span, (lines[0], lines[0]), (), heredocs)
    except ValueError as error:
        if isinstance(error, DockerfileSyntaxError):
            raise
        column = logical.source(start) - logical.source(0) + 1
        raise DockerfileSyntaxError(str(error), lines[0], column, args) from None
    return Instruction(
        keyword, span, lines[0], lines[1], tokens, logical, at, flags, args, start, values, heredocs, comments, inner,
        escape,
    )  # fmt: skip


def _health_command(args: str) -> str:
    """What follows CMD or NONE (parseHealthConfig)."""
    words = split_blank(args, 0)
    return args[words[0].end :] if words else ""


def check_name_values(keyword: str, args: str, escape: str) -> None:
    """Refuses what parseNameVal refuses."""
    words = split_quoted(args, escape)
    if not words:
        return
    if "=" not in words[0].text:
        if not any(b in args for b in "\t\v\f\r "):
            raise WordsError(f"{keyword} must have two arguments")
        return
    for word in words:
        if "=" not in word.text:
            raise WordsError(f'can\'t find = in "{word.text}": must be of the form name=value')


def read_heredocs(tokens: tuple[Token, ...], escape: str) -> tuple[Heredoc, ...]:
    """The heredocs of an instruction, openers joined with their bodies."""
    openers = openers_of([t for t in tokens if not t.type.startswith("HEREDOC")], escape)
    found: list[Heredoc] = []
    body: Token | None = None
    for token in tokens:
        if token.type == "HEREDOC_BODY":
            body = token
        elif token.type == "HEREDOC_END":
            at = token.start
            start, text = (body.start, body.text) if body is not None else (at, "")
            o = openers[len(found)]
            ends = Span(at, at + len(token.text))
            found.append(Heredoc(o.name, o.chomp, o.expand, o.fd, text, Span(start, at), ends))
            body = None
    return tuple(found)


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
