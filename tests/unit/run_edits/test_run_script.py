"""What matters of a script when it is joined to others."""

from __future__ import annotations

import pytest

from dslim.run_edits.run_script import RunScript
from one_run import run_in


def script(text: str) -> RunScript:
    _, run, found = run_in(f"FROM a\nRUN {text}\n")
    return RunScript(run, found)


@pytest.mark.parametrize(
    ("text", "chain", "braces", "alike"),
    [
        ("a && b", True, False, True),
        ("a; b", False, True, True),
        ("a || b", False, True, True),
        ("a &", False, True, True),
        ("a && cd x", False, False, True),
        ("set -e; a", False, True, False),
        ("eval a", False, False, False),
        ("trap a ERR", False, False, False),
        ("trap a EXIT", False, False, True),
    ],
)
def test_what_it_is_made_of(text: str, chain: bool, braces: bool, alike: bool) -> None:
    found = script(text)
    assert (found.is_plain_chain, found.needs_braces, found.runs_alike_before_and) == (chain, braces, alike)


def test_a_closing_semicolon_is_left_out_and_a_closing_ampersand_is_not() -> None:
    assert (script("a;").end, script("a;").ends_in_semicolon) == (1, True)
    assert (script("a &").end, script("a &").has_background_job) == (3, True)


def test_the_set_that_opens_it() -> None:
    assert script("set -ex; a").errexit_opening == frozenset({"errexit", "xtrace"})
    assert script("set -e && a").chained_errexit_opening == frozenset({"errexit"})
    assert script("set -x; a").errexit_opening is None
    assert script("set -e; a").chained_errexit_opening is None


def test_what_it_changes_in_its_shell() -> None:
    assert [change.kind for change in script("cd x && A=b").shell_changes] != []
    assert script("( cd x ) && a").shell_changes == ()
