"""What holds of generated scripts: nothing of the text is lost, spans nest, and shfmt reads the same commands."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from shell_oracle import ours, theirs

from dslim.shell import tree as t
from dslim.shell.parsing.cursor import Refused
from dslim.shell.parsing.lists import Grammar
from dslim.shell.parsing.parse import parse_script
from dslim.shell.walk import children, walk

_BETWEEN = re.compile(
    r"(?:[ \t\n]|\\\n|&&|\|\|?|\|&|;;?&?|&|[(){}!]|\[\[|\]\]|then|elif|else|if|fi|for|in|do|done|while|until"
    r"|case|esac|select|function|time|-p|[A-Za-z_]\w*(?=[ \t]*(?:in\b|;|\(|\n|\{|do\b)))*"
)
_OWN = (t.Word, t.Assignment, t.Redirect, t.Comment, t.Heredoc, t.Arith)

words = st.sampled_from(
    [
        "a",
        "-x",
        "'q s'",
        '"d $v"',
        "$v",
        "${v:-w}",
        "a$v-$w/b",
        "$(sub x)",
        "`old`",
        "{}",
        "a=b",
        "*.c",
        "é",
        "if",
        "\\;",
    ]
)
simple = st.builds(
    lambda pre, name, args, post: " ".join([*pre, name, *args, *post]),
    st.lists(st.sampled_from(["A=b", 'C="d e"', "E="]), max_size=1),
    st.sampled_from(["cmd", "echo", "./x", "[", "true"]),
    st.lists(words, max_size=3),
    st.lists(st.sampled_from([">f", "2>&1", "<in", ">>'g h'"]), max_size=1),
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds(
        lambda a, op, b: f"{a} {op} {b}", inner, st.sampled_from(["&&", "||", "|", ";", "&", ";\n"]), inner
    )
    return st.one_of(
        joined,
        st.builds("( {} )".format, inner),
        st.builds("{{ {}; }}".format, inner),
        st.builds("if {}; then {}; else {}; fi".format, inner, inner, inner),
        st.builds("for x in a $b; do {}; done".format, inner),
        st.builds("while {}; do {}; done".format, inner, inner),
        st.builds("case $x in a|b) {};; *) {};; esac".format, inner, inner),
        st.builds("f() {{ {}; }}".format, inner),
        st.builds('echo "$( {})"'.format, inner),
    )


scripts = st.recursive(simple, _compound, max_leaves=8)
noise = st.text(st.sampled_from(" \t\n;&|<>(){}[]$`'\"\\#!=*~ab1-é"), max_size=25)
FRAGMENTS = [
    "a",
    " ",
    "$(",
    ")",
    "`",
    '"',
    "'",
    "${x",
    "}",
    "&&",
    "|",
    ";",
    "\n",
    "\\\n",
    "if ",
    "; then ",
    "; fi",
    "<<E\n",
    "\nE\n",
    ">f",
]
broken = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def uncovered(script: t.Script) -> str:
    """The text outside every word, redirect, comment and heredoc of the tree."""
    out = list(script.text)
    spans = [node.span for node in walk(script) if isinstance(node, _OWN)] + [c.span for c in script.comments]
    spans += [word.span for node in walk(script) if isinstance(node, t.Simple) for word in node.words]
    for start, end in spans:
        out[start:end] = " " * (end - start)
    for node in walk(script):
        if isinstance(node, t.Redirect) and node.heredoc:
            end = script.text.find("\n", node.heredoc.span.end)
            end = len(out) if end < 0 else end
            assert script.text[node.heredoc.span.end : end].strip("\t") == node.heredoc.delimiter
            out[node.heredoc.span.end : end] = " " * (end - node.heredoc.span.end)
    return "".join(out)


def check(text: str) -> None:
    try:
        grammar = Grammar(text)
        script = grammar.script()
    except Refused:
        return
    rest = uncovered(script)
    assert _BETWEEN.fullmatch(rest), rest
    covered = bytearray(len(text))
    for start, end, _ in grammar.tokens:
        covered[start:end] = b"x" * (end - start)
    blank = "".join(" " if seen else char for seen, char in zip(covered, text))
    assert not blank.replace("\\\n", "").strip(" \t")
    for node in walk(script):
        if isinstance(node, t.Script | t.Redirect):  # a heredoc stands behind its redirect
            continue
        where = node.span
        for child in children(node):
            if not isinstance(child, t.Heredoc | t.Script):
                assert where.start <= child.span.start <= child.span.end <= where.end


@given(st.one_of(scripts, noise, broken))
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost(text: str) -> None:
    check(text)


@given(st.one_of(scripts, noise, broken))
@settings(max_examples=200, deadline=None)
def test_never_raises_and_is_pure(text: str) -> None:
    assert parse_script(text) == parse_script.__wrapped__(text)


@given(scripts)
@example("a && f() { b; } && c")
@settings(max_examples=100, deadline=None)
def test_generated_scripts_are_understood_as_shfmt_does(text: str) -> None:
    assert ours(Grammar(text).script()) == theirs(text)
