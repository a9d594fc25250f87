"""What a COPY names, with the values of variables."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.copied_words import copied_words
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "sources", "target"),
    [
        ("COPY a b /x/", ("a", "b"), "/x"),
        ("COPY $S x", ("s",), "/w/x"),
        ('COPY ["a b", "$T"]', ("a b",), "/t"),
        ("COPY a", (), "/w/a"),
    ],
)
def test_words_are_expanded(text: str, sources: tuple[str | None, ...], target: str | None) -> None:
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /w\nENV S=s T=/t\n{text}\n"), Options())
    assert copied_words(facts.point(0, 3)) == (sources, target)
