"""What git, ssh and pacman start by their settings, as a shell would be given it."""

from __future__ import annotations

import pytest

from dslim.facts.build_context.command_settings import (
    commands_of_git_settings,
    commands_of_hook_settings,
    commands_of_ssh_settings,
)
from dslim.facts.build_context.foreign_code import UNKNOWN


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("[alias]\n\tup = !git pull && make\n", ["git pull && make"]),
        ("[alias]\n\tlg = log --oneline\n", ["git log --oneline"]),
        ("[credential]\n\thelper = cache --timeout=9\n", ["git-credential-cache --timeout=9"]),
        ('[credential "https://x"]\n\thelper = !f() { echo; }; f\n', ["f() { echo; }; f"]),
        ("[credential]\n\thelper = /opt/helper\n", ["/opt/helper"]),
        ("[credential]\n\thelper =\n", []),
        ("[core]\n\tfsmonitor = true\n\tautocrlf = input\n", ["git-fsmonitor--daemon"]),
        ("[core]\n\tfsmonitor = false\n\tsshCommand = /opt/ssh -v\n", ["/opt/ssh -v"]),
        ('[filter "lfs"]\n\tprocess = git-lfs filter-process\n\trequired = true\n', ["git-lfs filter-process"]),
        ("[core]\n\thooksPath = /hooks\n", [UNKNOWN]),
        ("[include]\n\tpath = other\n", [UNKNOWN]),
        ("[user]\n\tname = a\n; [alias]\n# x = !y\n", []),
    ],
)
def test_of_git(text: str, started: list[str]) -> None:
    assert list(commands_of_git_settings(text)) == started


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("Host *\n  ProxyCommand nc %h %p\n", ["nc %h %p"]),
        ("  proxycommand none\n", []),
        ('Match host x exec "test -e /y"\n', ["test -e /y"]),
        ("LocalCommand=touch /x\n", ["touch /x"]),
        ("ControlMaster auto\nControlPersist 10m\n", ["ssh -fN"]),
        ("ControlPersist no\n", []),
        ("Include conf.d/*\n", [UNKNOWN]),
        ("# ProxyCommand x\nUser git\n", []),
    ],
)
def test_of_ssh(text: str, started: list[str]) -> None:
    assert list(commands_of_ssh_settings(text)) == started


def test_of_pacman() -> None:
    text = "[Trigger]\nType = Package\n[Action]\nExec = /bin/sh -c 'x'\n#Exec = y\n"
    assert list(commands_of_hook_settings(text)) == ["/bin/sh -c 'x'"]
