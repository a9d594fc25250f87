"""What a script changes in the state of its own shell."""

from __future__ import annotations

import pytest

from dslim.shell import parse_script
from dslim.shell import tree as t
from dslim.shell.shell_state import state_changes


def script(text: str) -> t.Script:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apt-get update && echo x | cat", []),
        ("cd /x && make", ["cd /x"]),
        ("(cd /x; A=b; set -e)", []),
        ("a $(cd /x)", []),
        ("cd /x | cat", []),
        ("a | cd /x", []),
        ("A=b make", []),
        ("A=b", ["variable A"]),
        ("A=b export C=d", ["variable A", "export C"]),
        ("A=b :", ["variable A"]),
        ("A=b $cmd", ["variable A", "unknown $cmd"]),
        ("f() { cd x; }; A=b f", ["function f", "cd x", "variable A"]),
        ('echo ${x:=y} "${z=$w}"', ["variable x", "variable z"]),
        ("echo ${x:-y}", []),
        (
            "echo $((x=1)) $((x == 1)) $((x <= 1)) $((x++)) $((x<<=1))",
            ["variable x=1", "variable x++", "variable x<<=1"],
        ),
        ("((x+=1))", ["variable x+=1"]),
        ("(echo ${x:=y})", []),
        ("for x in a; do b; done", ["variable x"]),
        ("while read -r a; do b; done <f", ["variable a"]),
        ("b | while read -r a; do b; done", []),
        ("printf -v x y", ["variable -v x"]),
        ("printf y", []),
        ("set -e; a", ["option -e"]),
        ("set -o pipefail", ["option -o pipefail"]),
        ("set -- a b", ["positional -- a b"]),
        ("export", []),
        ("export -p", []),
        ("umask", []),
        ("umask 022", ["umask 022"]),
        ("ulimit -n", []),
        ("ulimit -n 9", ["ulimit -n 9"]),
        ("exec >f", ["redirect exec"]),
        ("exec a", ["exec a"]),
        ("a || exit 1", ["exit 1"]),
        (". /etc/os-release && echo $ID", ["source /etc/os-release"]),
        ("command cd x; builtin cd y; command -v z", ["cd x", "cd y"]),
        ("command $x", ["unknown $x"]),
        ("a & b", ["background &"]),
        ("(cd x &)", []),
        ("trap a EXIT; trap", ["trap a EXIT"]),
        ("[[ a =~ b ]]", ["variable BASH_REMATCH"]),
        ("[ -f a ] && test b && true", []),
        ("declare -x A=b; local c; unset D", ["variable A", "variable c", "unset D"]),
        ("eval $(a)", ["eval $(a)"]),
        (
            "shopt -s x; alias a=b; hash -r; shift; wait",
            ["option -s x", "alias a=b", "hash -r", "positional shift", "job wait"],
        ),
    ],
)
def test_state_changes(text: str, expected: list[str]) -> None:
    assert [f"{change.kind} {change.what}" for change in state_changes(script(text))] == expected
