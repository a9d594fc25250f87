"""Which commands leave their shell as it was, and whose status decides nothing but `&&`."""

from __future__ import annotations

import pytest

from dslim.shell import parse_script
from dslim.shell import tree as t
from dslim.shell.plain_commands import is_and_or, is_chain, is_plain


def node(text: str) -> t.Node:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found.statements[0].node


@pytest.mark.parametrize("text", ["make", "A=b make", "a | b", "echo x", "[ -f a ]", "a $(b)", "a > f"])
def test_plain(text: str) -> None:
    assert is_plain(node(text))


@pytest.mark.parametrize(
    "text",
    [
        "cd /x",
        "export A=b",
        "A=b",
        "! a",
        "! a | b",
        "time a",
        "command a",
        "$a",
        "(a)",
        "{ a; }",
        "a | (b)",
        ". f",
        "set -e",
        "a && b",
        "echo ${x:=y}",
    ],
)
def test_not_plain(text: str) -> None:
    assert not is_plain(node(text))


@pytest.mark.parametrize(
    ("text", "chain", "and_or"),
    [
        ("a", True, True),
        ("a && b | c && d", True, True),
        ("a || b", False, True),
        ("a && cd b", False, False),
        ("a && (b)", False, False),
    ],
)
def test_chains(text: str, chain: bool, and_or: bool) -> None:
    assert (is_chain(node(text)), is_and_or(node(text))) == (chain, and_or)
