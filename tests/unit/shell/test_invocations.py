"""What runs behind wrappers, and what a shell keeps."""

from __future__ import annotations

import pytest

from dslim.shell import tree as t
from dslim.shell.invocations import command_name
from dslim.shell.parsing.parse import parse_script
from dslim.shell.shell_state import state_changes
from dslim.shell.unwrapping import unwrap
from dslim.shell.walk import commands


def script(text: str) -> t.Script:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found


def behind(text: str) -> list[str]:
    calls = unwrap(next(commands(script(text))))
    return [
        " ".join(word.text for word in call.argv) + "" * call.understood + "?" * (not call.understood)
        for call in calls
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("apt-get update", ["apt-get update"]),
        ("sudo apt-get update", ["apt-get update"]),
        ("sudo -E -H -u app A=b pip install x", ["pip install x"]),
        ("sudo -Hu app pip install x", ["pip install x"]),
        ("sudo --user=app -- ls", ["ls"]),
        ("sudo -i ls", ["sudo -i ls?"]),
        ("sudo -b ls", ["sudo -b ls?"]),
        ("A=b env -i -u C D=e nice -n 5 ionice -c 3 nohup ls", ["ls"]),
        ("env -S 'a b'", ["env -S 'a b'?"]),
        ("timeout -k 5 --signal=KILL 30m curl x", ["curl x"]),
        ("timeout $t curl x", ["curl x"]),
        ("time -p ls", ["ls"]),
        ("/usr/bin/time -f %e ls", ["ls"]),
        ("xargs -0 -r rm -rf", ["rm -rf"]),
        ("xargs -I{} sh -c 'a {}'", ["sh -c 'a {}'", "a {}"]),
        ("exec command -p ls", ["ls"]),
        ("command -v ls", ["command -v ls"]),
        ("gosu app ls", ["ls"]),
        ("retry 3 apt-get update", ["apt-get update"]),
        ("retry wat", ["retry wat?"]),
        ("busybox sh -c ls", ["sh -c ls", "ls"]),
        ("sh -c 'a && b | c'", ["sh -c 'a && b | c'", "a", "b", "c"]),
        ('bash -lc "apt-get update"', ['bash -lc "apt-get update"', "apt-get update"]),
        ("bash -euxo pipefail -c 'a'", ["bash -euxo pipefail -c 'a'", "a"]),
        ("/bin/sh -ec 'sudo a'", ["/bin/sh -ec 'sudo a'", "a"]),
        ('sh -c "$x"', ['sh -c "$x"?']),
        ("sh -c 'a ('", ["sh -c 'a ('?"]),
        ("bash x.sh -c y", ["bash x.sh -c y"]),
        ("su - app -c 'a; b'", ["su - app -c 'a; b'", "a", "b"]),
        ("su app -s /bin/sh -c a", ["su app -s /bin/sh -c a", "a"]),
        ("su app -c $x", ["su app -c $x?"]),
        ("runuser -u app -- ls", ["ls"]),
        ("$x ls", ["$x ls"]),
        ("A=b", [""]),
    ],
)
def test_unwrap(text: str, inside: list[str]) -> None:
    assert behind(text) == inside


def test_invocation_facts() -> None:
    call = unwrap(next(commands(script("X=1 sudo -u app env Y=$z timeout 5 make"))))[0]
    assert (call.name, call.user, call.wrappers) == ("make", "app", ("sudo", "env", "timeout"))
    assert call.env == (("X", "1"), ("Y", None))
    shell, inner = unwrap(next(commands(script("su app -c 'id -u'"))))
    assert shell.shell_inner is inner.script is not None
    assert inner.script.text == "id -u"
    assert inner.user == "app"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/usr/bin/apt-get x", "apt-get"),
        ("./apt-get", "./apt-get"),
        ("'apt-get'", "apt-get"),
        ("$x", None),
        ("A=b", None),
        ("[ a ]", "["),
    ],
)
def test_command_name(text: str, name: str | None) -> None:
    assert command_name(next(commands(script(text)))) == name


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
def test_leaks(text: str, expected: list[str]) -> None:
    assert [f"{change.kind} {change.what}" for change in state_changes(script(text))] == expected
