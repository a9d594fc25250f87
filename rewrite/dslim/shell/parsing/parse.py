"""Parses the text of a RUN: a Script, or an Opaque with its reason wherever two independent readers do not agree.

Ours is `Grammar` of lists.py; the second is tree-sitter, in tree_sitter_check.py.
"""

from __future__ import annotations

from functools import lru_cache

from dslim.shell.parsing.cursor import Refused
from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.tree_sitter_check import disagreement
from dslim.shell.tree import Opaque, Script
from dslim.support.lazy_regex import regex

MAX_LENGTH = 200_000  # characters

# Shells disagree on what these are: blanks, ordinary characters, or (NUL) the end.
_ODD_ASCII = regex("[\r\f\v\x00]")  # the other takes 0.5 ms to compile
_ODD = regex("[\r\f\v\x00\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff]")


@lru_cache(maxsize=256)  # the passes over one file; thousands held cost the collector 80 us a script
def parse_script(text: str) -> Script | Opaque:
    """The tree of a shell script, or why there is none. Pure; never raises.

    text: what BuildKit hands to the shell, continuation lines joined. Spans are str offsets into it.
    """
    if len(text) > MAX_LENGTH:
        return Opaque(f"over {MAX_LENGTH} characters", MAX_LENGTH, may_be_right=True)
    if odd := (_ODD_ASCII if text.isascii() else _ODD).search(text):
        return Opaque(f"the character {odd.group()!a}", odd.start())
    grammar = Grammar(text)
    try:
        script = grammar.script()
    except Refused as error:
        return Opaque(error.reason, error.offset, error.bound)
    found = disagreement(text, grammar)
    return script if found is None else Opaque(found.reason, found.offset, may_be_right=True)
