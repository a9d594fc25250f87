"""The readers below the lexer, one at a time: the cursor, quotes, heredocs and expansions."""

from __future__ import annotations

import pytest

from dslim.shell.parsing.cursor import MAX_DEPTH, Cursor, Refused
from dslim.shell.parsing.expansions import ExpansionReader
from dslim.shell.parsing.heredocs import HeredocReader
from dslim.shell.parsing.lexer import Lexer
from dslim.shell.parsing.quoted_text import QuotedText
from dslim.shell.tree import AnsiQuoted, Literal, Param, SingleQuoted, Span


def test_a_cursor_passes_blanks_and_takes_operators() -> None:
    cursor = Cursor(" \t\\\n && b")
    assert cursor.skip_blanks() == 5
    cursor.take_operator(7)
    assert (cursor.pos, cursor.tokens) == (7, [(5, 7, "op")])


def test_an_operator_that_goes_on_after_a_continuation_is_refused() -> None:
    cursor = Cursor("&\\\n& b")
    with pytest.raises(Refused, match="after an operator"):
        cursor.take_operator(1)


def test_a_bound_of_ours_is_told_from_what_is_not_understood() -> None:
    cursor = Cursor("x")
    assert not cursor.refuse("odd", 7).bound
    assert cursor.refuse("odd", 7).offset == 7
    for _ in range(MAX_DEPTH):
        cursor.enter_level()
    with pytest.raises(Refused) as caught:
        cursor.enter_level()
    assert caught.value.bound


def test_quotes_end_where_they_end() -> None:
    assert QuotedText("'a b'c").single_quoted() == SingleQuoted(Span(0, 5), "a b")
    double = QuotedText('"a \\" \' b"c')
    assert double.double_quoted().parts == (Literal(Span(1, 9), "a \\\" ' b"),)
    assert double.pos == 10
    for text, take in (("'a", QuotedText.single_quoted), ('"a', QuotedText.double_quoted)):
        with pytest.raises(Refused, match="without its end"):
            take(QuotedText(text))


def test_what_dash_reads_otherwise_is_noted_or_refused() -> None:
    ansi = QuotedText("$'a\\n'")
    assert ansi.ansi_quoted() == AnsiQuoted(Span(0, 6), "a\\n")
    assert [noted.kind for noted in ansi.bashisms] == ["$'"]
    with pytest.raises(Refused):
        QuotedText("$'a\\'b'").ansi_quoted()


@pytest.mark.parametrize(("name", "quoted"), [("A", False), ("'A'", True), ('"A"', True), ("\\A", True)])
def test_a_heredoc_ends_at_its_name_and_expands_unless_it_is_quoted(name: str, quoted: bool) -> None:
    reader = HeredocReader(f"{name}\nx\n A\nA\nrest")
    _, heredoc = reader.heredoc_name(strip_tabs=False)
    reader.take_newline()
    assert (heredoc.delimiter, heredoc.quoted) == ("A", quoted)
    assert reader.text[heredoc.span.start : heredoc.span.end] == "x\n A\n"
    assert bool(heredoc.parts) is not quoted
    assert reader.text[reader.pos :] == "rest"


def test_tabs_go_from_a_heredoc_that_strips_them_alone() -> None:
    for strip_tabs, rest in ((True, "A\n"), (False, "")):
        reader = HeredocReader("A\nx\n\tA\nA\n")
        reader.heredoc_name(strip_tabs)
        reader.take_newline()
        assert reader.text[reader.pos :] == rest
    endless = HeredocReader("A\nx\n")
    endless.heredoc_name(False)
    with pytest.raises(Refused, match="without its end"):
        endless.take_newline()


@pytest.mark.parametrize(
    ("text", "name", "prefix", "op"),
    [("$A-", "A", "", ""), ("${A}", "A", "", ""), ("${#A}", "A", "#", ""), ("${A:-b}", "A", "", ":-")],
)
def test_parameters(text: str, name: str, prefix: str, op: str) -> None:
    found = ExpansionReader(text).dollar(False)
    assert isinstance(found, Param)
    assert (found.name, found.prefix, found.op) == (name, prefix, op)


def test_a_dollar_alone_means_itself() -> None:
    assert ExpansionReader("$ a").dollar(False) == Literal(Span(0, 1), "$")
    for text in ("$[1]", "${a b}", "$((1", "${A"):
        with pytest.raises(Refused):
            ExpansionReader(text).dollar(False)


def test_arithmetic_ends_at_its_own_brackets() -> None:
    reader = ExpansionReader("$(( (1 + $A) * 2 ))x")
    assert reader.arithmetic().text == " (1 + $A) * 2 "
    assert reader.text[reader.pos :] == "x"


def test_a_word_ends_at_a_blank_or_an_operator_that_is_not_quoted() -> None:
    for text, word in (("a=b c", "a=b"), ("'a b'c;d", "'a b'c"), ('"$a b"|c', '"$a b"'), ("a\\ b c", "a\\ b")):
        reader = Lexer(text)
        assert reader.word().text == word
        assert reader.pos == len(word)
    for text in ("", " a", ";"):
        with pytest.raises(Refused, match="a word was expected"):
            Lexer(text).word()


def test_plain_words_are_taken_at_once_up_to_the_first_that_is_not() -> None:
    reader, words = Lexer("a b c=d 'e' f"), [Lexer("a").word()]
    reader.pos = 1
    reader.take_plain_words(words)
    assert [word.text for word in words] == ["a", "b", "c=d"]
    assert reader.text[reader.pos :] == " 'e' f"
