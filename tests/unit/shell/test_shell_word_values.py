"""The value of a word before it runs, held against dash and bash."""

from __future__ import annotations

import subprocess

import pytest

from dslim.shell import parse_script
from dslim.shell import tree as t
from dslim.shell.parsing.word_values import read_value

WORDS = [
    "a",
    "'a b'",
    '"a b"',
    "a\\ b",
    '"a\\"b"',
    "a'b'\"c\"",
    "'$x'",
    '"\\$x"',
    "{a}",
    "a=b",
    "''",
    "[",
    "a]",
    "\\*",
    "'*'",
]
UNKNOWN = ["$x", '"$x"', "*.c", "a?", "[ab]", "~", "a=~", "{a,b}", "{1..2}", "$'a'", "`a`", "a$(b)"]


def word(text: str) -> t.Word:
    script = parse_script(f"x {text}")
    assert isinstance(script, t.Script), script
    node = script.statements[0].node
    assert isinstance(node, t.Simple)
    return node.words[1]


@pytest.mark.parametrize("text", WORDS)
def test_a_literal_word_has_the_value_that_the_shells_give_it(text: str) -> None:
    value, _ = read_value(word(text).parts)
    for shell in ("dash", "bash"):
        done = subprocess.run([shell, "-c", f"printf '<%s>' {text}"], capture_output=True, text=True, check=True)
        assert done.stdout == f"<{value}>"


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_only_the_run_tells_has_no_value(text: str) -> None:
    assert read_value(word(text).parts)[0] is None
