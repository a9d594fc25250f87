"""Bytes, text, trees and errors: back to what they were, and one line."""

from __future__ import annotations

import pytest

from dslim.syntax.encoding import decode, encode
from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.parser import parse
from dslim.syntax.printer import print_file
from dslim.syntax.words import split_keyword


@pytest.mark.parametrize("data", [b"", b"FROM a\r\n", b"\xef\xbb\xbfFROM a", b"RUN \xff\xfe\x80", "RUN é".encode()])
def test_bytes_come_back(data: bytes) -> None:
    assert encode(decode(data)) == data


@pytest.mark.parametrize("text", ["FROM a\n", "\ufeff# c\n\nFROM a\nRUN b \\\n # d\n  && e", "FROM a\nRUN <<X\nb\nX\n"])
def test_a_tree_prints_what_it_was_made_of(text: str) -> None:
    assert print_file(parse(text)) == text


def test_an_error_is_one_line_whatever_the_text_holds() -> None:
    error = DockerfileSyntaxError("no keyword", 3, 2, "a\x1b[2J" + "b" * 80, "x/Dockerfile")
    assert str(error).startswith("x/Dockerfile:3:2: no keyword: a\\x1b[2Jb")
    assert len(error.text) == 60
    assert error.text.endswith("...")
    assert str(error.in_file("y")).startswith("y:3:2: no keyword: ")


@pytest.mark.parametrize(("line", "keyword"), [("RUN a", "RUN"), ("run\ta", "run"), ("RUN", "RUN")])
def test_the_keyword_is_the_first_word(line: str, keyword: str) -> None:
    found, start, end = split_keyword(line)
    assert found == keyword
    assert 0 <= start <= end or found == line
