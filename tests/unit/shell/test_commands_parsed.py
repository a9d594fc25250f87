"""The nodes that simple_commands.py, compound_commands.py and lists.py make."""

from __future__ import annotations

import pytest

from dslim.shell import tree as t
from dslim.shell.parsing.compound_commands import Compounds
from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.simple_commands import SimpleGrammar


def first(text: str) -> t.Node:
    return Grammar(text).script().statements[0].node


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a", t.Simple),
        ("( a )", t.Subshell),
        ("{ a; }", t.Group),
        ("if a; then b; fi", t.If),
        ("while a; do b; done", t.Loop),
        ("until a; do b; done", t.Loop),
        ("for x in a b; do c; done", t.For),
        ("case a in b) c ;; esac", t.Case),
        ("f() { a; }", t.Function),
        ("[[ -f a ]]", t.DoubleBracket),
        ("((1+1))", t.Arithmetic),
        ("a && b", t.AndOr),
        ("a | b", t.Pipeline),
        ("! a", t.Pipeline),
    ],
)
def test_each_construct_has_its_node(text: str, kind: type) -> None:
    assert type(first(text)) is kind
    statement = Grammar(text).script().statements[0]
    assert statement.span == statement.node.span == (0, len(text))


def test_a_simple_command_keeps_its_assignments_words_and_redirects() -> None:
    node = first("A=b C= make 'x y' > f 2>&1")
    assert isinstance(node, t.Simple)
    assert [item.name for item in node.assignments] == ["A", "C"]
    assert [word.literal for word in node.words] == ["make", "x y"]
    assert [(r.fd, r.op, r.target.text) for r in node.redirects] == [(None, ">", "f"), (2, ">&", "1")]


def test_the_grammar_is_built_in_three_steps() -> None:
    assert issubclass(Grammar, Compounds)
    assert issubclass(Compounds, SimpleGrammar)
