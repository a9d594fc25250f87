"""Structure of scripts, each written as a short form that reads like the script's skeleton."""

from __future__ import annotations

import pytest

from dslim.shell import tree as t
from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.parse import parse_script
from dslim.shell.walk import Where, commands, commands_with_place


def parse(text: str) -> t.Script:
    """What the witness agrees to."""
    script = parse_script(text)
    assert isinstance(script, t.Script), script
    return script


def body(statements: tuple[t.Statement, ...]) -> str:
    return " ".join(form(s.node) + (repr(s.terminator)[1:-1]) for s in statements)


def form(node: t.AndOr | t.Pipeline | t.Command) -> str:
    if isinstance(node, t.AndOr):
        out = form(node.items[0])
        for operator, item in zip(node.operators, node.items[1:]):
            out += f" {operator} {form(item)}"
        return f"<{out}>"
    if isinstance(node, t.Pipeline):
        mark = "!" * node.negated + "time " * node.timed
        out = form(node.members[0])
        for operator, member in zip(node.operators, node.members[1:]):
            out += f" {operator} {form(member)}"
        return f"{mark}[{out}]"
    if isinstance(node, t.Simple):
        parts = [f"{a.name}{a.op}" for a in node.assignments] + [w.text for w in node.words]
        return ",".join(parts + [f"{r.op}{r.target.text}" for r in node.redirects])
    name = type(node).__name__
    if isinstance(node, t.Group | t.Subshell):
        inner = body(node.body)
    elif isinstance(node, t.If):
        inner = " / ".join(f"{body(b.condition)} ? {body(b.body)}" for b in node.branches)
        inner += f" : {body(node.orelse)}" if node.orelse else ""
    elif isinstance(node, t.Loop):
        inner = f"{node.keyword} {body(node.condition)} do {body(node.body)}"
    elif isinstance(node, t.For | t.Select):
        words = "$@" if node.words is None else ",".join(w.text for w in node.words)
        inner = f"{node.name} in {words} do {body(node.body)}"
    elif isinstance(node, t.CFor):
        inner = f"{node.header.text} do {body(node.body)}"
    elif isinstance(node, t.Case):
        clauses = (
            "|".join(p.text for p in c.patterns) + f") {body(c.body)} {c.terminator}" for c in node.clauses
        )
        inner = f"{node.subject.text} " + " ".join(clauses)
    elif isinstance(node, t.Function):
        return f"Function({node.name} {form(node.body)})"
    elif isinstance(node, t.DoubleBracket):
        inner = ",".join(w.text for w in node.words)
    else:
        inner = node.expression.text
    return f"{name}({inner})" + "".join(f" {r.op}{r.target.text}" for r in node.redirects)


STRUCTURE = [
    ("a", "a"),
    ("a && b || c", "<a && b || c>"),
    ("a; b & c\nd", r"a; b& c\n d"),
    ("a | b |& c && d", "<[a | b |& c] && d>"),
    ("! a | b", "![a | b]"),
    ("! { a | b; } && c", "<![Group([a | b];)] && c>"),
    ("a && b >f | c", "<a && [b,>f | c]>"),
    ("time -p a | b", "time [a | b]"),
    ("rm -rf /tmp/$A-$B/lib", "rm,-rf,/tmp/$A-$B/lib"),
    ('echo >&2 "msg" more', 'echo,"msg",more,>&2'),
    ("pip install torch>=1.6 x y", "pip,install,torch,x,y,>=1.6"),
    ("A=b c=d cmd", "A=,c=,cmd"),
    ("A= cmd", "A=,cmd"),
    ("export A=b C", "export,A=b,C"),
    ("x=(a b) y+=z", "x=,y+="),
    ("find . -exec rm {} \\;", "find,.,-exec,rm,{},\\;"),
    ("find . -exec rm {} \\; ; b", "find,.,-exec,rm,{},\\;; b"),
    ("(a; b) >f && { c; }", "<Subshell(a; b) >f && Group(c;)>"),
    ("if a; then b; elif c; then d; else e; fi", "If(a; ? b; / c; ? d; : e;)"),
    ("while a; do b; done <f", "Loop(while a; do b;) <f"),
    ("until a\ndo b\ndone", r"Loop(until a\n do b\n)"),
    ("for x in a b; do c; done", "For(x in a,b do c;)"),
    ("for x; do c; done", "For(x in $@ do c;)"),
    ("for x in a\ndo c; done", "For(x in a do c;)"),
    ("for ((i=0; i<3; i++)); do a; done", "CFor(i=0; i<3; i++ do a;)"),
    ("select x in a b; do c; done", "Select(x in a,b do c;)"),
    ("case $x in a|b) c;; (d) ;; *) e; esac", "Case($x a|b) c ;; d)  ;; *) e; )"),
    ("f() { a; } >x", "Function(f Group(a;) >x)"),
    ("function f { a; }", "Function(f Group(a;))"),
    ("function f() ( a )", "Function(f Subshell(a))"),
    ("[[ a =~ b(c|d) && -f $e ]] && f", "<DoubleBracket(a,=~,b(c|d),&&,-f,$e) && f>"),
    ("(( x++ )) || a", "<Arithmetic( x++ ) || a>"),
    ("( (a) )", "Subshell(Subshell(a))"),
    ("a \\\n  && b", "<a && b>"),
    ("{ a; }\\\n; b", "Group(a;); b"),
    ("if\\\n\\\n a; then b; fi\\\n&& c", "<If(a; ? b;) && c>"),
    ("a # c\nb", r"a\n b"),
    ("a <<< b", "a,<<<b"),
    ("cat <<EOF | b && c\nx $(y)\nEOF\nd", r"<[cat,<<EOF | b] && c>\n d"),
    ("cat <<'E F'\nx\nE F\n", r"cat,<<'E F'\n"),
    ("echo a#b '#c' \\#d #e", "echo,a#b,'#c',\\#d"),
    ("a;", "a;"),
    ("a &", "a&"),
    ("", ""),
    ("# only", ""),
    ("sh -c 'a; b' && é ü", "<sh,-c,'a; b' && é,ü>"),
]


@pytest.mark.parametrize(("text", "expected"), STRUCTURE)
def test_structure(text: str, expected: str) -> None:
    assert body(parse(text).statements) == expected


# Right, but tree-sitter reads them otherwise: parse_script gives them up, the grammar does not.
UNWITNESSED = [
    ("echo if then { } ! for", "echo,if,then,{,},!,for"),
    ("if (a) then b; fi", "If(Subshell(a) ? b;)"),
    ("for x do c; done", "For(x in $@ do c;)"),
    ("case x in a) b;& c) d;;& esac", "Case(x a) b ;& c) d ;;&)"),
    ("cat <<-A <<B\n\tx\n\tA\ny\nB\n", r"cat,<<-A,<<B\n"),
    ("a &>f; b >|g <>h 2>&1 >&-", "a,&>f; b,>|g,<>h,>&1,>&-"),
]


@pytest.mark.parametrize(("text", "expected"), UNWITNESSED)
def test_structure_without_a_witness(text: str, expected: str) -> None:
    assert body(Grammar(text).script().statements) == expected
    assert isinstance(parse_script(text), t.Opaque)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("$((", "))"), ("$($((", ")))"), ("$(", ")"), ("( ", " )"), ('"$(', ')"'), ("${a:-", "}"), ("<(", ")"),
        ("{ ", "; }"),
    ],
)
def test_what_is_nested_hundreds_of_levels_deep_is_opaque(opening: str, closing: str) -> None:
    word = "x " if opening[0] in '$"<' else ""
    assert isinstance(parse_script(word + opening * 300), t.Opaque)
    assert isinstance(parse_script(f"{word}{opening * 300}1{closing * 300}"), t.Opaque)


def test_arithmetic_of_many_levels_is_read() -> None:
    assert Grammar(f"a {'$((' * 39}1{'))' * 39}").script()


def test_spans_are_where_text_may_be_inserted() -> None:
    text = "é && (a b >f; c ) | d; # x"
    script = parse(text)
    statement = script.statements[0]
    assert text[slice(*statement.span)] == "é && (a b >f; c ) | d"
    assert statement.terminator_span == (len("é && (a b >f; c ) | d"), len("é && (a b >f; c ) | d") + 1)
    assert [text[slice(*simple.span)] for simple in commands(script)] == ["é", "a b >f", "c", "d"]
    assert [comment.text for comment in script.comments] == ["# x"]
    node = statement.node
    assert isinstance(node, t.AndOr)
    assert [text[slice(*span)] for span in node.operator_spans] == ["&&"]


def test_places() -> None:
    text = "a; (b); c $(d) | e; f & g() { h; }; { i; }"
    found = {simple.words[0].text: where for simple, where in commands_with_place(parse(text)) if simple.words}
    assert found == {
        "a": Where.HERE,
        "b": Where.SUBSHELL,
        "c": Where.PIPELINE,
        "d": Where.PIPELINE | Where.SUBSTITUTION,
        "e": Where.LAST,
        "f": Where.BACKGROUND,
        "h": Where.FUNCTION,
        "i": Where.HERE,
    }
