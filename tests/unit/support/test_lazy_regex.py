"""Expressions compiled on first use are what `re.compile` makes of them."""

from __future__ import annotations

import re

import pytest

from dslim.support.lazy_regex import regex


def test_it_is_compiled_once_and_when_used(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    compiled = re.compile

    def counted(text: str, flags: int = 0) -> re.Pattern[str]:
        calls.append(text)
        return compiled(text, flags)

    monkeypatch.setattr(re, "compile", counted)
    lazy = regex(r"(a+)b", re.I)
    assert calls == []
    assert lazy.search("xAAb")[1] == "AA"  # type: ignore[index]
    assert (lazy.sub("c", "ab"), lazy.findall("ab aab"), lazy.pattern) == ("c", ["a", "aa"], "(a+)b")
    assert calls == ["(a+)b"]


def test_what_is_no_expression_is_an_error() -> None:
    with pytest.raises(re.error):
        regex("(").search("")
