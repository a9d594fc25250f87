"""A witness for plain texts, which are four of five: one pattern cuts them into words and operators.

Plain: nothing nests, nothing is redirected, no keyword, no comment. What tree-sitter says of such a text is the
same for four times the price, but for its own faults (`if$x` is an error to it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.patterns import regex

if TYPE_CHECKING:
    from dslim.shell.grammar import Grammar

#: What the pattern below does not know, wherever it stands.
_NESTS = regex(r"[`\\()<>#!\n]")
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_EXPANDS = rf"\$(?:(?=[A-Za-z_])|\{{{_NAME}\}})"  # of a bare name the `$` alone: the rest is as other text
#: A word (plain characters, quotes, variables by name) or an operator; any other character is in no piece, and so
#: misses in the comparison.
_PIECE = regex(
    rf"(?:[A-Za-z0-9_./:=@,+%^~*?-]+|'[^']*'|{_EXPANDS}"
    rf'|"[^"$]*(?:{_EXPANDS}[^"$]*)*")+'
    r"|&&|\|\||\|&|[;&|]"
)
_OPERATORS = frozenset(("&&", "||", "|&", ";", "&", "|"))
_ASSIGNS = regex(_NAME + r"\+?=")
_KEYWORDS = frozenset("if then elif else fi for do done case esac while until in select function time coproc".split())


def is_cut_alike(grammar: Grammar) -> bool:
    """Whether the pattern finds the tokens and the starts of commands that the grammar found; False: it has no say."""
    text, tokens = grammar.text, grammar.tokens
    if _NESTS.search(text):
        return False
    pieces = _PIECE.findall(text)
    if pieces != [text[start:end] for start, end, _ in tokens]:
        return False
    heads: list[int] = []
    begins = True
    for piece, (start, _, _) in zip(pieces, tokens):
        if piece in _OPERATORS:
            begins = True
        elif begins and not _ASSIGNS.match(piece):
            if piece in _KEYWORDS:
                return False
            heads.append(start)
            begins = False
    return heads == grammar.heads
