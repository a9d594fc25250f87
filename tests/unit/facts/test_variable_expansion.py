"""Docker's variable expansion: BuildKit's operators, cross-checked with dockerfile-parse's."""

from __future__ import annotations

import re

import pytest
from dockerfile_parse.util import WordSplitter
from hypothesis import given
from hypothesis import strategies as st

from builder import TestBuilder
from dslim.facts.stages import name_values
from dslim.facts.variable_expansion import ExpandError, UnknownVariableError, expand, try_expand
from dslim.syntax import parse

ENV: dict[str, str | None] = {"A": "aa", "E": "", "P": "/usr/local/lib", "U": None}


VALUES = [
    ("$A", "aa"), ("${A}b", "aab"), ("$Ab", ""), ("x$N", "x"), ("'$A'", "$A"), ('"$A b"', "aa b"), (r"\$A", "$A"),
    ("${N:-d}", "d"), ("${E:-d}", "d"), ("${E-d}", ""), ("${N-d}", "d"), ("${A:-d}", "aa"),
    ("${A:+y}", "y"), ("${E:+y}", ""), ("${E+y}", "y"), ("${N+y}", ""), ("${N:-${A}}", "aa"),
    ("${P#/}", "usr/local/lib"), ("${P#*/}", "usr/local/lib"), ("${P##*/}", "lib"), ("${P%/*}", "/usr/local"),
    ("${P%%/*}", ""), ("${P/l/L}", "/usr/Local/lib"), ("${P//l/L}", "/usr/LocaL/Lib"),
    ("${A:?m}", "aa"), ("$", "$"),
    ("a$ b", "a$ b"), (r'"\$A"', "$A"), (r'"\a"', r"\a"), ("'a'\"b\"c", "abc"),
    # patterns: greedy and not, escapes, an empty value, an operator inside a word (an empty pattern, `${P%}`, ends
    # the daemon of docker 26.1: index out of range in shell/lex.go:410)
    ("${P#?}", "usr/local/lib"), ("${P%???}", "/usr/local/"),
    ("${P/\\//x}", "xusr/local/lib"), ("${P/o*/x}", "/usr/lx"), ("${E#x}", ""), ("${N#x}", ""),
    ("${N:-$A-${P##*/}}", "aa-lib"), ("${A:+${E:-e}}", "e"), ('"${N:-d e}"', "d e"), ("${N:-'q r'}", "q r"),
    ("${N-}", ""), ("${A+}", ""), ("pre${A}post$A.", "preaapostaa."), ("$A$A", "aaaa"), (r"\\$A", r"\aa"), ("$a", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text: str, value: str) -> None:
    assert expand(text, ENV) == value


@pytest.mark.builder
def test_a_real_build_gives_the_same_values(builder: TestBuilder) -> None:
    """Each text is the value of a label; ENV sets the same variables."""
    lines = ["FROM busybox", "ENV A=aa E= P=/usr/local/lib"]
    lines += [f"LABEL v{i}={text}" for i, (text, _) in enumerate(VALUES) if set(text) & set("'\"") or " " not in text]
    image = builder.read(builder.build("\n".join(lines) + "\n"))
    labels = image.config["config"]["Labels"]
    theirs = {VALUES[int(name[1:])][0]: value for name, value in labels.items() if re.fullmatch(r"v\d+", name)}
    assert len(theirs) >= 40
    assert {text: expand(text, ENV) for text in theirs} == theirs


@pytest.mark.parametrize(("text", "value"), [("A\\", "A"), ("\\", ""), ("$A\\", "aa"), ('"x"\\', "x"), ("\\\\", "\\")])
def test_an_escape_at_the_very_end_goes(text: str, value: str) -> None:
    assert expand(text, ENV) == value


@pytest.mark.builder
def test_a_real_build_drops_an_escape_at_the_end_of_a_name(builder: TestBuilder) -> None:
    image = builder.read(builder.build("FROM busybox\nENV A\\=b\nENV \\B=$A\n"))
    assert {"A=b", "B=b"} <= set(image.config["config"]["Env"])
    tree = parse("ENV A\\=b\n")
    assert name_values(tree.instructions[0], {}) == [("A", "b")]


@pytest.mark.parametrize("text", ["${N:?m}", "${E:?m}", "${}", "'a", '"a', "${A", "${A:x}"])
def test_what_buildkit_refuses(text: str) -> None:
    with pytest.raises(ExpandError):
        expand(text, ENV)
    assert try_expand(text, ENV) is None


def test_a_value_nobody_knows_is_not_guessed() -> None:
    with pytest.raises(UnknownVariableError):
        expand("a${U}b", ENV)
    assert try_expand("${U:-x}", ENV) is None


_PIECES = st.lists(st.sampled_from(["$A", "${A}", "x", " ", "'q $A'", '"d $A"', r"\$", "$N", "${N}"]), max_size=6)


@given(_PIECES.map("".join))
def test_agrees_with_dockerfile_parse_where_that_knows_the_form(text: str) -> None:
    """It knows no modifiers, and keeps what no quote protects apart from ours only in nothing."""
    theirs = WordSplitter(text, args={}, envs={"A": "aa"}).dequote() if "N" not in text else None
    if theirs is not None:
        assert expand(text, {"A": "aa"}) == theirs
