"""Of a cleanup that one RUN does twice, the first goes."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.run_edits.repeated_cleanups import (
    does_as_much,
    find_repeated_cleanups,
    remove_repeated_cleanups,
    removes_only_below,
)
from dslim.syntax.edits import apply_edits
from one_run import run_in


def without_repeated(text: str) -> str:
    facts, run, script = run_in(f"FROM a\nRUN {text}\n")
    found = find_repeated_cleanups(
        run, script, call_sites(script), lambda call: call.name == "rm", lambda call: call.name == "apt"
    )
    text = apply_edits(facts.tree.text, list(remove_repeated_cleanups(facts.tree, run, found)))
    return text[len("FROM a\nRUN ") : -1]


def test_the_last_one_stays() -> None:
    assert without_repeated("a && rm x && b && rm x") == "a && b && rm x"
    assert without_repeated("rm x && a && rm x && b && rm x") == "a && b && rm x"


def test_another_one_and_one_that_may_not_run_are_no_repetition() -> None:
    assert without_repeated("a && rm x && b && rm y") == "a && rm x && b && rm y"
    assert without_repeated("a && rm x && b || rm x") == "a && rm x && b || rm x"


def test_it_is_told_which_call_needs_the_cache_before_the_repetition() -> None:
    _, run, script = run_in("FROM a\nRUN rm x && b && apt y && rm x\n")
    found = find_repeated_cleanups(
        run, script, call_sites(script), lambda call: call.name == "rm", lambda call: call.name == "apt"
    )
    assert [(one.until.call.name, [site.call.name for site in one.between]) for one in found] == [("apt", ["b"])]


def test_an_rm_of_other_things_too_is_not_only_below() -> None:
    _, _, script = run_in("FROM a\nRUN rm -rf /c/x /c/y && rm -rf /c/x /d\n")
    assert [removes_only_below(site.call, ["/c"], None) for site in call_sites(script)] == [True, False]


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("rm -rf /c", "rm -rf /c /d", True),
        ("rm -rf /c /d", "rm -rf /c", False),
        ("rm -rf /c", "rm -f /c", False),
        ("rm -rf /c", "sudo rm -rf /c", False),
        ("apt-get -qqy clean", "apt-get clean", True),
        ("conda clean -afy", "conda clean --all -f -y", True),
        ("conda clean -t", "conda clean -ay", True),
        ("conda clean -ay", "conda clean -t", False),
        ("dnf clean metadata", "dnf -y clean all", True),
        ("dnf clean all", "dnf clean metadata", False),
        ("dnf clean all", "yum clean all", False),
    ],
)
def test_a_later_cleanup_may_do_as_much(earlier: str, later: str, expected: bool) -> None:
    _, _, script = run_in(f"FROM a\nRUN {earlier} && {later}\n")
    first, second = (site.call for site in call_sites(script))
    assert does_as_much(second, first) is expected
