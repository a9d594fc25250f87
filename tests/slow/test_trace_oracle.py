"""The oracle itself: it has to report every wrong merge of the table, and no right one."""

from __future__ import annotations

import pytest

from tracing import PLANS, RunStep, compare, differences
from tracing.forms import general_form, joined

pytestmark = [pytest.mark.slow, pytest.mark.shells]

#: Why a plain `A && B` is wrong, A, B. Each has to be reported under one shell at least.
LEAKS = [
    ("cd", "cd d1", "foo"),
    ("cd in a list", "foo && cd d1", "bar"),
    ("pushd", "pushd d1", "foo"),
    ("cd back", "cd d1", "cd - && foo"),
    ("variable", "V=1", 'foo "$V"'),
    ("variable, seen by a built-in", "V=1", 'echo "$V"'),
    ("variable in a file name", "V=1", "foo >out$V"),
    ("export", "export V=1", "foo"),
    ("export of a variable", "V=1; export V", "foo"),
    ("allexport", "set -a", "V=1; foo"),
    ("unset", "unset HOME", "foo"),
    ("for variable", "for v in a b; do foo; done", "bar $v"),
    ("read", "read v <<X\n1\nX\ntrue", "bar $v"),
    ("getopts", "getopts a opt -a", "bar $opt"),
    ("assigning expansion", ": ${V:=1}", "bar $V"),
    ("arithmetic", ": $((V = 3))", "bar $V"),
    ("arithmetic command", "((V = 3))", "bar $V"),
    ("printf -v", "printf -v V 3", "bar $V"),
    ("mapfile", "mapfile -t V <<<3", "bar $V"),
    ("readonly", "readonly V=1", "V=2 && foo $V"),
    ("IFS", "IFS=:", "x=a:b && foo $x"),
    ("umask", "umask 077", "touch f"),
    ("umask, seen by a redirection", "umask 077", "echo >f"),
    ("ulimit", "ulimit -n 40", "foo"),
    ("positional parameters", "set -- a b", 'foo "$@"'),
    ("shift", "set -- a b && shift", "foo $1"),
    ("noglob", "set -f", "foo *"),
    ("nounset", "set -u", "foo $V && bar"),
    ("noclobber", "set -C", "echo >f && echo >f && foo"),
    ("noexec", "set -n", "foo"),
    ("pipefail", "set -o pipefail", "false | true && foo"),
    ("shopt nullglob", "shopt -s nullglob", "foo *.none"),
    ("shopt extglob and dotglob", "shopt -s dotglob", "echo >.f && foo .* *"),
    ("function", "foo() { bar; }", "foo"),
    ("function of a command that B has", "foo() { bar; } && foo", "foo a"),
    ("exported function", "foo() { bar; }; export -f foo", "foo"),
    ("alias", "alias foo=bar", "eval 'foo a'"),
    ("trap EXIT", "trap 'foo' EXIT", "bar"),
    ("trap 0 that looks at the status", "trap 'foo $?' 0", "bar && exit 3"),
    ("trap ERR", "trap 'foo' ERR", "bar"),
    ("trap DEBUG", "trap 'foo' DEBUG", "bar"),
    ("exec redirection", "exec >f", "foo"),
    ("exec redirection, seen by a built-in", "exec >f", "echo hello"),
    ("exec descriptor", "exec 3>f", "foo"),
    ("exec stdin", "echo x >f && exec <f", "foo"),
    ("exec command", "exec foo", "bar"),
    ("exit 0", "foo && exit 0", "bar"),
    ("exit of no operand", "foo; exit", "bar"),
    ("exit in a group", "{ foo; exit 0; }", "bar"),
    ("exit in an if", "if foo; then exit 0; fi", "bar"),
    ("return", "return 0", "bar"),
    ("source", "echo V=1 >e.sh && . ./e.sh", "foo $V"),
    ("eval", "eval 'cd d1'", "foo"),
    ("command cd", "command cd d1", "foo"),
    ("hash", "hash -r; cd d2", "foo"),
    ("background pid", "foo & wait", "bar ${!:+set}"),
    ("local noise: a loop left by break", "while true; do cd d1; break; done", "foo"),
    ("case", "case a in a) cd d1 ;; esac", "foo"),
]
GROUPING = [
    ("B is x; y", "foo", "bar; baz"),
    ("B is x; y and z", "foo", "bar; baz && quux"),
    ("B is x || y", "foo", "bar || baz"),
    ("B is x || true", "foo", "bar || true"),
    ("B is x && y || z", "foo", "bar && baz || quux"),
    ("B holds &", "foo", "bar & baz"),
    ("B ends in &", "foo", "bar &"),
    ("B ends in ; after a leak of status", "foo", "bar; baz;"),
    ("B has a newline", "foo", "bar\nbaz"),
    ("A is background", "foo &", "bar"),
    ("A has errexit", "set -e; foo; bar", "baz; quux"),
    ("A has -eux", "set -eux; foo; { bar; baz; }", "quux"),
    ("A has -o errexit", "set -o errexit; foo; if bar; then baz; quux; fi", "baz"),
    ("A has errexit, in a group", "{ set -e; foo; bar; }", "baz"),
    ("A has errexit, in a subshell", "( set -e; foo; bar )", "baz"),
    ("A has errexit and a function", "set -e; f() { foo; bar; }; f", "baz"),
    ("errexit leaks into B", "set -e", "foo; bar"),
    ("errexit leaks into B, as -o", "set -o errexit", "foo; bar"),
    ("A ends in a comment", "foo # note", "bar"),
    ("A ends in a token ;", "foo;", "bar"),
]
#: Plain joins, right by the table, and the other spellings that it gives.
RIGHT = [
    (["foo", "bar"], "foo && bar"),
    (["foo", "bar && baz"], "foo && bar && baz"),
    (["foo | bar", "baz"], "foo | bar && baz"),
    (["foo", "bar; baz"], "foo && { bar; baz; }"),
    (["foo", "bar || baz"], "foo && { bar || baz; }"),
    (["foo", "bar & baz"], "foo && { bar & baz; }"),
    (["foo", "if bar; then baz; fi"], "foo && { if bar; then baz; fi; }"),
    (["foo; bar", "baz"], "foo; bar && baz"),
    (["foo || bar", "baz"], "foo || bar && baz"),
    (["foo;", "bar;"], "foo && bar"),
    (["! foo", "bar"], "! foo && bar"),
    (["foo", "! bar"], "foo && ! bar"),
    (["set -e; foo; bar", "set -e; baz; quux"], "set -e; foo; bar; baz; quux"),
    (["set -ex; foo; bar", "set -ex; baz"], "set -ex; foo; bar; baz"),
    (["foo", "set -e; bar; baz"], "foo && { set -e; bar; baz; }"),
    (["cd d1", "foo"], "( cd d1 ) && foo"),
    (["cd d1 && foo", "bar; baz"], "( cd d1 && foo ) && { bar; baz; }"),
    (["V=1 foo $V", "bar $V"], "V=1 foo $V && bar $V"),
    (["umask 077", "touch f"], "(umask 077) && touch f"),
    (["foo && exit 0", "bar"], "( foo && exit 0 ) && bar"),
    (["exec foo", "bar"], "( exec foo ) && bar"),
    (["trap 'foo' EXIT; bar", "baz"], "( trap 'foo' EXIT; bar ) && baz"),
    (["foo() { bar; }; foo", "foo"], "( foo() { bar; }; foo ) && foo"),
    (["exec 3>f; foo >&3", "bar"], "( exec 3>f; foo >&3 ) && bar"),
    (["foo >f", "bar <f >>f"], "foo >f && bar <f >>f"),
    (["foo -exec bar {} \\;", "baz"], "foo -exec bar {} \\; && baz"),
    (["echo $(foo; bar)", "baz `foo`"], "echo $(foo; bar) && baz `foo`"),
    (["for v in a b; do foo $v; done", "bar"], "( for v in a b; do foo $v; done ) && bar"),
    (["case x in (x) foo ;; esac", "bar"], "case x in (x) foo ;; esac && bar"),
    (["foo", "set -eux; bar; baz", "quux; foo"],
     "set -e; ( set +e; foo ); ( set -eux; bar; baz ); ( set +e; quux; foo )"),
]

#: Bodies that the general form cannot hold, or that no wrapping may touch (the table says refuse).
NOT_GENERAL = {"A ends in a comment", "read"}
NAMED = ("dash", "bash", "busybox ash")


@pytest.mark.parametrize(("a", "b"), [pytest.param(a, b, id=name) for name, a, b in LEAKS + GROUPING])
def test_a_wrong_join_is_reported(a: str, b: str) -> None:
    found = differences([RunStep(a), RunStep(b)], [RunStep(joined([a, b]))])
    assert next(found, None), f"nobody saw that {joined([a, b])!r} differs"


@pytest.mark.parametrize(
    ("a", "b"), [pytest.param(a, b, id=name) for name, a, b in LEAKS + GROUPING if name not in NOT_GENERAL]
)
def test_the_general_form_is_the_same(a: str, b: str) -> None:
    assert compare([a, b], [general_form([a, b])], NAMED, PLANS[:2]) == []


@pytest.mark.parametrize(("before", "after"), RIGHT)
def test_a_right_join_is_the_same(before: list[str], after: str) -> None:
    assert compare(before, [after], plans=PLANS[:4]) == []


def test_bash_loses_the_errexit_exemption_of_a_negated_compound_in_a_subshell() -> None:
    """`( ! COMPOUND )` is not what COMPOUND's `!` was: bash drops it, and -e then acts inside.

    So the general form may not hold a body that is one negated compound where SHELL's flags have -e.
    """
    shell = ("/bin/bash", "-ec")
    before = [RunStep(text, shell=shell) for text in ("! { foo; bar; }", "baz")]
    assert next(differences(before, [RunStep("set -e; ( ! { foo; bar; } ); ( baz )", shell=shell)]), None)
    right = RunStep("set -e; ( :; ! { foo; bar; } ); ( baz )", shell=shell)
    assert list(differences(before, [right], ("dash",))) == []
