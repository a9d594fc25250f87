"""Physical lines joined to the line that BuildKit reads, and the heredocs that it opens."""

from __future__ import annotations

import pytest
from lark import Token

from dslim.syntax.logical_line import join, openers_of


def tokens(*parts: tuple[str, str]) -> list[Token]:
    """Tokens of a kind and a text, one after another from offset 100."""
    found, at = [], 100
    for kind, text in parts:
        found.append(Token(kind, text, start_pos=at, line=1))
        at += len(text)
    return found


LINES = tokens(
    ("CONTINUED_BACKSLASH", "RU\\\n"), ("COMMENT", "# no\n"), ("BLANK", "\n"), ("CONTINUED_BACKSLASH", "N a \\ \r\n"),
    ("LAST_LINE", "  b\n"),
)  # fmt: skip


def test_comments_and_blank_lines_between_are_no_part_of_it() -> None:
    assert join(LINES).text == "RUN a   b"


def test_each_character_is_found_again_in_the_file() -> None:
    text = "".join(LINES)
    logical = join(LINES)
    starts = [at for at, _ in logical.pieces]
    for at, character in enumerate(logical.text):
        piece = max(i for i, start in enumerate(starts) if start <= at)
        assert text[at - starts[piece] + logical.pieces[piece][1]] == character


def test_one_line_is_itself_without_its_end() -> None:
    logical = join(tokens(("LAST_LINE", "RUN a \\\\\r\n")))
    assert (logical.text, logical.pieces) == ("RUN a \\\\", ((0, 0),))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("RUN cat <<A <<-B", ["A", "B"]),
        ("COPY --chown=a <<A /b", ["A"]),
        ("onbuild run cat <<A", ["A"]),
        ("RUN cat <<< a", []),
        ("ENV A <<B", []),
        ('RUN ["cat", "<<A"]', []),
    ],
)
def test_who_opens_a_heredoc(line: str, names: list[str]) -> None:
    assert [opener.name for opener in openers_of(tokens(("LAST_LINE", line + "\n")), "\\")] == names
