"""Calls that run a text nobody can read from the Dockerfile."""

from __future__ import annotations

import pytest
from cache_calls import call_of

from dslim.rules.caches.unread_scripts import unread_script


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("make install", None),
        ("./configure --prefix=/x", None),
        ("echo setup", None),
        ("python setup.py install", None),
        ("./tool.py", None),
        ("./setup.sh", "`./setup.sh`"),
        ("sh ./x -v", "`sh ./x -v`"),
        ("sh -", "a shell whose script comes from a pipe"),
        ("bash -s -- x", "a shell whose script comes from a pipe"),
        (". /etc/os-release", None),
        ("source ~/.bashrc", None),
        (". ./lib.sh", "`. ./lib.sh`"),
        ("$TOOL x", "`$TOOL x`, a command that is known only when it runs,"),
        ("install-deps", "`install-deps`"),
        ("ansible-playbook x", "`ansible-playbook x`"),
        ("/opt/x/rustup-init -y", None),
    ],
)
def test_what_cannot_be_read(command: str, expected: str | None) -> None:
    assert unread_script(call_of(command)) == expected


def test_what_the_context_brings_cannot_be_read_but_for_a_program() -> None:
    assert unread_script(call_of("thing")) is None
    assert unread_script(call_of("thing"), {"thing"}) == "`thing`, which is copied from the build context,"
    assert unread_script(call_of("python3.12 x"), {"python3.12"}) is None


def test_a_long_call_is_shortened() -> None:
    assert unread_script(call_of("./x.sh " + "y" * 60)) == "`./x.sh " + "y" * 30 + "...`"
