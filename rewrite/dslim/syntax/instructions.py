"""Reads one logical line as an Instruction, as BuildKit's `newNodeFromLine` does; what that refuses is refused here."""

from __future__ import annotations

from typing import NamedTuple

from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.nodes import Comment, Heredoc, Instruction, Logical, Span, split_blank
from dslim.syntax.words import SPACES, WordsError, parse_json, split_flags, split_keyword, split_quoted

JSON_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME", "HEALTHCHECK"})
KEYWORDS = JSON_FORM | {
    "ARG", "ENV", "EXPOSE", "FROM", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "USER", "WORKDIR",
}  # fmt: skip


class Extent(NamedTuple):
    """Where an instruction stands, its first and last line 1-based, and what stands there beside its logical line."""

    span: Span
    lines: tuple[int, int]
    tokens: tuple[str, ...]
    heredocs: tuple[Heredoc, ...]
    comments: tuple[Comment, ...]


def read_logical_line(logical: Logical, pos: int, escape: str, extent: Extent) -> Instruction:
    """The instruction that a logical line holds from `pos` on. Raises DockerfileSyntaxError.

    The inner instruction of an ONBUILD has no tokens of its own, and stands on its first line.
    """
    text = logical.text
    line, end_line = extent.lines
    written, at, rest = split_keyword(text, pos)
    keyword = written.upper()
    if keyword not in KEYWORDS:
        column = logical.source(at) - logical.source(0) + 1
        shown = text.strip() if len(logical.pieces) == 1 else written
        raise DockerfileSyntaxError(f"unknown instruction {written[:30]!r}", line, column, shown)
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
            inner_extent = Extent(logical.span(start, len(text)), (line, line), (), extent.heredocs, ())
            inner = read_logical_line(logical, start, escape, inner_extent)
    except ValueError as error:
        if isinstance(error, DockerfileSyntaxError):
            raise
        column = logical.source(start) - logical.source(0) + 1
        raise DockerfileSyntaxError(str(error), line, column, args) from None
    return Instruction(
        keyword, extent.span, line, end_line, extent.tokens, logical, at, flags, args, start, values,
        extent.heredocs, extent.comments, inner, escape,
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
