"""What a word is worth: literal values, globs, parts, and the spans of all that is inside."""

from __future__ import annotations

import pytest

from dslim.shell import tree as t
from dslim.shell.parsing.parse import parse_script
from dslim.shell.walk import commands, walk


def script(text: str) -> t.Script:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found


def word(text: str) -> t.Word:
    return next(commands(script(f"x {text}"))).words[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("abc", "abc"),
        ("a\\ b", "a b"),
        ("'a b'c\"d\"", "a bcd"),
        ('"a\\$b\\n"', "a$b\\n"),
        ("''", ""),
        ("{}", "{}"),
        ("a{b", "a{b"),
        ("a=b", "a=b"),
        ("a~", "a~"),
        ("$", "$"),
        ("a]", "a]"),
        ("]a[", "]a["),
        ("}a,{", "}a,{"),
        ("'*'", "*"),
        ("\\*", "*"),
        ("a#b", "a#b"),
        ("é", "é"),
        ("~/x", None),
        ("a=~/x", None),
        ("a:~", None),
        ("*.c", None),
        ("a?", None),
        ("[ab]c", None),
        ("{a,b}", None),
        ("{1..3}", None),
        ("{'a',b}", None),
        ("$x", None),
        ('"$x"', None),
        ("$(y)", None),
        ("`y`", None),
        ("$'a'", None),
        ("$((1))", None),
    ],
)
def test_literal(text: str, value: str | None) -> None:
    assert word(text).literal == value


@pytest.mark.parametrize(
    ("text", "globs"), [("*", True), ("'*'", False), ("a[b]", True), ("[", False), ("$x*", True)]
)
def test_unquoted_glob(text: str, globs: bool) -> None:
    assert word(text).unquoted_glob is globs


def test_bracket_command_is_literal() -> None:
    assert [w.literal for w in next(commands(script("[ -f x ]"))).words] == ["[", "-f", "x", "]"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a $(b $(c)) `d`", ["a", "b", "c", "d"]),
        ('a "${x:-$(b "$(c)")}"', ["a", "b", "c"]),
        ("a <(b) >(c)", ["a", "b", "c"]),
        ("a <<E\n$(b) ${d:-$(e)}\nE\n", ["a", "b", "e"]),
        ("a <<'E'\n$(b)\nE\n", ["a"]),
        ("A=$(a) B=${x:-$(b)} c", ["a", "b", "c"]),
        ("x=($(a) b)", ["a"]),
        ("a >$(b) <f$(c)", ["a", "b", "c"]),
        ("echo $(( $(a) + 1 ))", ["echo", "a"]),
        ("case $(a) in $(b)) c;; esac", ["a", "b", "c"]),
        ("for x in $(a); do b; done", ["a", "b"]),
        ("[[ $(a) == b ]]", ["a"]),
        ("f() { a; }", ["a"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ],
)
def test_every_command_is_reached(text: str, inside: list[str]) -> None:
    tree = script(text)
    found = [c.words[0].text for c in commands(tree) if c.words]
    assert sorted(found) == sorted(inside)
    for node in walk(tree):
        if isinstance(node, t.Word):
            assert text[slice(*node.span)] == node.text


OPAQUE = [
    ("a `b \\`c\\``", "backquotes"),
    ('"`a "b"`"', "backquotes"),
    ("a\r\n", "character"),
    ("a\udc80", "character"),
    ("a\u00a0b", "character"),
    ("a\\\nb", "continuation"),
    ('a "$T\\\nMP"', "continuation"),
    ("a ${x:\\\n-y}", "continuation"),
    ("if\\\nx; then y; fi", "continuation"),
    ("for x\\\ny in a; do b; done", "name"),
    ("a <<\\\n-E\nE\n", "continuation"),
    ("a $(\\\n(b))", "continuation"),
    ("a \\", "backslash"),
    ("a &\\\n& b", "continuation"),
    ("a 12>b", "descriptor"),
    ("exec {fd}>x", "{fd}>"),
    ("coproc a", "coproc"),
    ("declare -a x=(a)", "array"),
    ("echo $[1]", "$["),
    ('echo $"a"', '$"'),
    ("echo @(a|b)", "unexpected ("),
    ("cat <<E\na\n", "without its end"),
    ("cat <<E", "without its lines"),
    ("cat <<E\na \\\nE\n", "continuation"),
    ("if a then b; fi", "then"),
    ("{ a }", "}"),
    ("(a", ")"),
    ("a )", "unexpected )"),
    ("a && ", "expected"),
    ("a ;; b", "unexpected ;;"),
    ("a & && b", "expected"),
    ("'a", "'"),
    ('"a', '"'),
    ("$(a", "substitution"),
    ("echo ${x:-{a}}", "${}"),
    ("\"${x:-'a'}\"", "${}"),
    ("time -f x a", "time"),
    ("# a \\\nb", "comment"),
    ("((a; b))", "arithmetic"),
    ("[[ ! a -e b ]]", "[["),
    ("]]", "unexpected ]]"),
    ("a >1>f", "between"),
    ("a > {fd}>f", "between"),
    ("( " * 60 + "a" + " )" * 60, "deep"),
    ("x" * 200_001, "characters"),
]


@pytest.mark.parametrize(("text", "reason"), OPAQUE)
def test_opaque(text: str, reason: str) -> None:
    found = parse_script(text)
    assert isinstance(found, t.Opaque)
    assert reason in found.reason
    assert 0 <= found.offset <= len(text)


def test_hostile_text_is_quick() -> None:
    """Linear, and no RecursionError: some 15 us a character at worst."""
    for piece in (
        "(",
        "( ",
        "$(",
        "'",
        "a ",
        "$((",
        "`",
        "<<E ",
        "${x:-",
        "if ",
        "{ ",
        "((",
        "[[ ",
        '"$(',
        "a;",
        "{,",
        "[",
    ):
        parse_script(piece * (50_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a &> f", ["&>"]),
        ("a |& b", ["|&"]),
        ("[[ a ]]", ["[["]),
        ("function f { a; }", ["function"]),
        ("a <<< b", ["<<<"]),
        ("a >& b", [">&"]),
        ("a 2>&1 >&- <&3", []),
        ("echo ${x/a/b} ${y:-z}", ["${"]),
        ("time a", ["time"]),
        ("echo $'a'", ["$'"]),
        ("x=(a)", ["array"]),
        ("a <(b)", ["<("]),
    ],
)
def test_bashisms(text: str, kinds: list[str]) -> None:
    assert [note.kind for note in script(text).bashisms] == kinds
