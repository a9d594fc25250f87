"""What a word of a RUN is when it runs."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.word_values import commands_named_by_path, unquoted_text, word_value
from dslim.shell import Script, commands
from dslim.syntax import parse

ENV = "FROM debian:12\nENV A=/a B='b c' D=/opt/conda\nARG C=/c\n"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("x /p", "/p"),
        ("x $A/p", "/a/p"),
        ('x "${A}/$B"', "/a/b c"),
        ("x $B", None),  # two words
        ("x $C", None),  # a build may change it
        ("x $NONE", None),
        ("A=1; x $A", None),
        ("eval y; x $A", None),
        ("x $A/*", None),
        ("x $(y)", None),
        ("x '$A'", "$A"),
    ],
)
def test_word_value(script: str, expected: str | None) -> None:
    run = Facts(parse(f"{ENV}RUN {script}\n"), Options()).all_runs[-1]
    assert isinstance(run.script, Script)
    simple = next(s for s in commands(run.script) if s.words and s.words[0].literal == "x")
    assert word_value(simple.words[1], run) == expected


def test_a_command_named_by_a_variable_is_a_file_where_env_holds_a_path() -> None:
    for script, count in (("$D/bin/conda y; z", 1), ("$B y", 0), ("$D/bin/conda y; $NONE z", 0)):
        assert len(commands_named_by_path(Facts(parse(f"{ENV}RUN {script}\n"), Options()).all_runs[-1])) == count


@pytest.mark.parametrize(
    ("word", "text"), [('"a b"', None), ('"a"/$B', "a/$B"), ("'a b'", None), ("a*", None), ("$(x)", None), ("a", "a")]
)
def test_unquoted_text(word: str, text: str | None) -> None:
    run = Facts(parse(f"{ENV}RUN x {word}\n"), Options()).all_runs[-1]
    assert isinstance(run.script, Script)
    assert unquoted_text(next(iter(commands(run.script))).words[1]) == text
