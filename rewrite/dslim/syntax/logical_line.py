"""Joins the physical lines of an instruction into the logical line that BuildKit reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dslim.syntax.errors import TOO_DEEP, DockerfileSyntaxError
from dslim.syntax.nodes import Logical
from dslim.syntax.words import SPACES, Opener, heredoc_openers, parse_json, split_flags, split_keyword

if TYPE_CHECKING:
    from lark import Token

#: Instructions whose arguments may open heredocs.
WITH_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
#: The pieces of an instruction on one line.
_ONE_PIECE = ((0, 0),)


def join(tokens: Sequence[Token]) -> Logical:
    """The logical line of an instruction's LAST_LINE and CONTINUED tokens (others are passed over)."""
    begin = tokens[0].start_pos or 0
    if len(tokens) == 1 and tokens[0].type == "LAST_LINE":
        return Logical(tokens[0].value.rstrip("\r\n"), _ONE_PIECE, begin)
    texts: list[str] = []
    pieces: list[tuple[int, int]] = []
    at = 0
    for token in tokens:
        kind, text = token.type, token.value
        if kind == "LAST_LINE":
            text = text.rstrip("\r\n")
        elif kind[0] == "C" and kind[2] == "N":  # CONTINUED_*, not COMMENT
            text = text.rstrip("\r\n").rstrip(" \t")[:-1]
        else:
            continue
        if text or not pieces:
            pieces.append((at, (token.start_pos or 0) - begin))
            texts.append(text)
            at += len(text)
    return Logical("".join(texts), tuple(pieces), begin)


def openers_of(tokens: Sequence[Token], escape: str) -> tuple[Opener, ...]:
    """The heredocs that the logical line of `tokens` opens, if its instruction can have any."""
    text = join(tokens).text
    if "<<" not in text:
        return ()
    keyword, _, pos = split_keyword(text)
    keyword = keyword.upper()
    if keyword == "ONBUILD":
        inner, _, after = split_keyword(text[pos:])
        keyword, pos = inner.upper(), pos + after
    if keyword not in WITH_HEREDOCS:
        return ()
    _, pos = split_flags(text, pos, escape)
    try:
        if parse_json(text[pos:].strip(SPACES)) is not None:
            return ()
    except ValueError:
        return ()
    try:
        return heredoc_openers(text)
    except RecursionError:
        raise DockerfileSyntaxError(TOO_DEEP, tokens[0].line or 1, 1, tokens[0].value) from None
