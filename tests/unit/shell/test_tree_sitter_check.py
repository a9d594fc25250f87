"""The second reader refuses what ours reads otherwise; it is asked with a tree of ours that is wrong."""

from __future__ import annotations

import pytest

from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.tree_sitter_check import disagreement


def read(text: str) -> Grammar:
    grammar = Grammar(text)
    grammar.script()
    return grammar


@pytest.mark.parametrize("text", ["a && b | c", "if a; then b; fi", 'a "$(b)" # c', "é && a", "a <<x\nb\nx\n"])
def test_both_readers_agree(text: str) -> None:
    assert disagreement(text, read(text)) is None


def test_an_operator_that_ours_took_for_a_word_is_seen() -> None:
    grammar = read("a && b")
    grammar.tokens = [(0, 1, "word"), (2, 4, "word"), (5, 6, "word")]
    found = disagreement("a && b", grammar)
    assert found is not None
    assert (found.reason, found.offset) == ("dslim's two shell parsers disagree", 2)


def test_an_operator_that_only_ours_saw_is_seen() -> None:
    grammar = read("a bb c")
    grammar.tokens = [(0, 1, "word"), (2, 4, "op"), (5, 6, "word")]
    assert disagreement("a bb c", grammar) is not None or grammar.heads == [0]
    grammar.tokens.insert(0, (1, 2, "op"))
    found = disagreement("a bb c", grammar)
    assert found is not None


def test_a_command_that_ours_did_not_see_is_seen() -> None:
    grammar = read("a; b")
    grammar.heads = [0]
    found = disagreement("a; b", grammar)
    assert found is not None
    assert found.reason == "dslim's two shell parsers find other commands"
