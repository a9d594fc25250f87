"""What runs behind wrappers, and what it is called with."""

from __future__ import annotations

import pytest

from dslim.shell import tree as t
from dslim.shell.invocations import command_name, exec_invocation, first_operand, is_forced, operands
from dslim.shell.parsing.parse import parse_script
from dslim.shell.unwrapping import invocations, unwrap
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


def test_an_exec_form_is_an_invocation_that_no_shell_reads() -> None:
    call = exec_invocation(("/usr/bin/apt-get", "install", "$x", "-y"))
    assert (call.name, call.written) == ("apt-get", "/usr/bin/apt-get")
    assert call.args == call.texts == ("install", "$x", "-y")
    assert exec_invocation(("/opt/bin/a",)).name == "/opt/bin/a"


def test_arguments_as_written_and_by_value() -> None:
    (call,) = unwrap(next(commands(script("sudo -u me rm -rf 'a b' $c"))))
    assert call.texts == ("-rf", "'a b'", "$c")
    assert call.args == ("-rf", "a b", None)
    assert (call.user, call.wrappers, is_forced(call)) == ("me", ("sudo",), True)
    assert operands(call) == ["a b", None]
    assert first_operand(call) == "a b"


def test_assignments_alone_call_nothing() -> None:
    (call,) = unwrap(next(commands(script("A=b"))))
    assert (call.name, call.args, call.written, first_operand(call)) == ("", (), "", "")
    assert call.env == (("A", "b"),)
    assert invocations(script("A=b; c")) == unwrap(list(commands(script("A=b; c")))[1])
