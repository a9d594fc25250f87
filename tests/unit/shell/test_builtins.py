"""The table of built-ins, held against the shells that are here."""

from __future__ import annotations

import subprocess

import pytest

from dslim.shell.builtins import BUILTINS, HARMLESS_BUILTINS, ONLY_PRINT, STATE_CHANGES


def test_a_builtin_is_harmless_or_changes_something() -> None:
    assert not HARMLESS_BUILTINS & STATE_CHANGES.keys()
    assert STATE_CHANGES.keys() >= ONLY_PRINT


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_every_name_is_a_builtin_of_some_shell(shell: str) -> None:
    names = sorted(BUILTINS)
    text = "".join(f"command -v {name} >/dev/null && echo {name}\n" for name in names)
    done = subprocess.run([shell, "-c", f"PATH=/nowhere\n{text}"], capture_output=True, text=True, check=False)
    known = set(done.stdout.split())
    assert known >= {"cd", "export", "set", "test", "trap", "unset"}
    if shell == "bash":
        assert BUILTINS - known == {"chdir", "setvar"}  # of dash and busybox ash


def test_every_builtin_of_bash_is_in_the_table() -> None:
    done = subprocess.run(["bash", "-c", "compgen -b"], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= BUILTINS
