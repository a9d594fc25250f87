"""What later scripts in the same shell cannot observe, held against dash and bash for errexit."""

from __future__ import annotations

import subprocess

import pytest

from dslim.shell import parse_script, state_changes
from dslim.shell import tree as t
from dslim.shell.state_observers import is_unobserved, observes_errexit


def script(text: str) -> t.Script:
    found = parse_script(text)
    assert isinstance(found, t.Script), found
    return found


@pytest.mark.parametrize(
    ("text", "later", "unobserved"),
    [
        ("set -x", "make", True),
        ("set -x", "a | b", True),
        ("set -x", "( a )", False),  # its output may be caught
        ("set -x", "eval a", False),
        ("set -o pipefail", "a && b", True),
        ("set -o pipefail", "a | b", False),
        ("set -o pipefail", ". f", False),
        ("set -u", "make", False),
        ("cd /x", "cd /y && make", False),  # OLDPWD
        ("export A=b", "make", False),
    ],
)
def test_is_unobserved(text: str, later: str, unobserved: bool) -> None:
    (change,) = state_changes(script(text))
    assert is_unobserved([script("make"), script(later)], change) == unobserved


@pytest.mark.parametrize(
    ("text", "later", "unobserved"),
    [
        ("cd /x", "rm -rf /var/lib/apt/lists/*", True),
        ("cd /x", "apt-get -y clean && rm -rf /tmp/*", True),
        ("for user in a b; do useradd $user; done", "yum clean all", True),
        ("n=1", "rm -f /a /b; apt-get autoclean", True),
        ("cd /x", "rm -rf y", False),
        ("cd /x", "rm -rf ~/.cache", False),
        ("cd /x", "yum clean all", False),  # it fails in a directory that is gone
        ("cd /x", "rm -rf /y || true", False),
        ("cd /x", "apt-get install -y clean", False),
        ("cd /x", "apt-get clean | cat", False),
        ("n=1", "rm -rf /a$n", False),
        ("n=1", "n=2 rm -rf /a", False),
        ("PATH=/x", "rm -rf /a", False),
        ("http_proxy=x", "yum clean all", False),
        ("export n=1", "yum clean all", False),
    ],
)
def test_who_only_empties_folders_observes_neither_directories_nor_variables(
    text: str, later: str, unobserved: bool
) -> None:
    (change,) = state_changes(script(text))
    assert is_unobserved([script("rm -rf /z"), script(later)], change) == unobserved


@pytest.mark.parametrize(
    "text",
    [
        "make",
        "a | b",
        "a $(b)",
        "a $(b && c)",
        "a $(b; c)",
        "a $(b &)",
        "a `b; c`",
        "echo $-",
        "echo $SHELLOPTS",
        "a $( (b) )",
        "a $(set +e)",
        "a $(eval b)",
    ],
)
def test_what_does_not_observe_errexit_runs_alike_with_and_without(text: str) -> None:
    if observes_errexit(script(text)):
        return
    for shell in ("dash", "bash"):
        names = "a() { echo a; false; }; b() { echo b >&2; false; }; c() { echo c >&2; }; make() { echo m; }; "
        runs = [
            subprocess.run([shell, flag, f"{names}{text} && :"], capture_output=True, check=False)
            for flag in ("-c", "-ec")
        ]
        assert runs[0].stdout == runs[1].stdout
        assert runs[0].stderr == runs[1].stderr


def test_a_substitution_of_two_statements_observes_errexit() -> None:
    assert observes_errexit(script("a $(b; c)"))
    assert observes_errexit(script("echo $-"))
    assert not observes_errexit(script("a $(b && c) | d"))
