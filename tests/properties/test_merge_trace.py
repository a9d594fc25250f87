"""Merged RUN steps against the steps they were, on generated Dockerfiles that cover the merging table.

`HYPOTHESIS_PROFILE=deep pytest tests/properties/test_merge_trace.py` is the deep run, 20,000 examples and some hours;
MERGE_EXAMPLES sets another number. The default takes seconds.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import HealthCheck, Phase, assume, event, find, given, settings
from hypothesis import strategies as st

import golden
from dslim.diagnostics.options import Merge, Options
from dslim.engine.fix_loop import fix_text
from dslim.syntax import parse
from dslim.syntax.edits import Edit, apply_edits
from tracing import ALLOWANCES, PLANS, Plan, RunStep, compare_dockerfiles, differences
from tracing.dockerfile import SH_SHELLS
from tracing.forms import general_form, has_background_job, joined
from tracing.generate import bodies
from tracing.render import dockerfiles
from tracing.sandbox import program

pytestmark = pytest.mark.shells

_DEFAULT = "20000" if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else "60"
EXAMPLES = int(os.environ.get("MERGE_EXAMPLES", _DEFAULT))
MERGE = Options(rules=frozenset({"SL101", "SL102", "SL103"}), merge="all")
_RUN = settings(
    max_examples=EXAMPLES, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
_FIRST = settings(
    max_examples=200, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
_plan = st.builds(Plan, st.integers(0, 1 << 20), st.sampled_from((5, 15, 25, 35, 50, 70)))
_plans = st.lists(_plan, min_size=2, max_size=2)


#: Every golden case that merges, each under one shell: all three come up many times.
#: Not those in which an update goes that the next RUN makes again: they call it once less on purpose.
GOLDEN = {
    case.name: (case, shell)
    for case, shell in zip(golden.read_cases(), cycle(SH_SHELLS))
    if case.name.startswith(("merge-runs/", "late-cleanup/", "update-alone/")) and case.before != case.after
    if not case.name.startswith("update-alone/the-next-begins-with-the-same")
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_case_runs_the_same(name: str) -> None:
    case, shell = GOLDEN[name]
    # late-cleanup moves a cache's removal over what is between; other rules add one where a case runs them all
    removes = name.startswith("late-cleanup/") or case.options.rules is None
    allowed = list(ALLOWANCES.values())[:2] if removes else []
    before = settings_first(case.before) if "/settings-between/" in name else case.before
    assert not compare_dockerfiles(before, case.after, (shell,), PLANS[:4], allowed)


def settings_first(text: str) -> str:
    """The file with ENV and ARG before its first RUN: what a rule moves them over does not look at them."""
    tree = parse(text)
    first = next(node for node in tree.instructions if node.keyword == "RUN")
    moved = [n for n in tree.instructions if n.keyword in ("ENV", "ARG") and n.line > first.line]
    edits = [Edit(node.span.start, node.span.end, "") for node in moved]
    at = first.span.start
    return apply_edits(text, [Edit(at, at, "".join(text[slice(*node.span)] for node in moved)), *edits])


def parses(body: str, shell: str) -> bool:
    """Whether the shell takes the text as whole commands."""
    return not subprocess.run([program(shell), "-n", "-c", body], capture_output=True, check=False).returncode


def general(body: str) -> bool:
    """Whether the general form may hold the body (see `general_form`)."""
    return not any(text in body for text in ("#", "alias", "shopt", "$_")) and parses(body, "dash")


@pytest.mark.slow
@_RUN
@given(st.lists(bodies(), min_size=2, max_size=3), st.sampled_from(SH_SHELLS), _plans)
def test_the_general_form_is_the_same(texts: list[str], shell: str, plans: list[Plan]) -> None:
    assume(all(general(text) for text in texts) and not any(map(has_background_job, texts[:-1])))
    assert not _differ(texts, general_form(texts), (shell,), plans)


def _differ(texts: list[str], merged: str, shells: tuple[str, ...], plans: list[Plan]) -> list[str]:
    before, after = [RunStep(text) for text in texts], [RunStep(merged)]
    return [str(d) for d in differences(before, after, shells, [PLANS[0], *plans])]


@pytest.mark.slow
def test_generated_bodies_show_a_plain_join_to_be_wrong() -> None:
    def wrong(texts: list[str]) -> bool:
        return bool(_differ(texts, joined(texts), ("dash",), list(PLANS[1:3])))

    assert find(st.lists(bodies(), min_size=2, max_size=2), wrong, settings=_FIRST)


@pytest.mark.slow
@_RUN
@given(dockerfiles(), st.sampled_from(SH_SHELLS), _plans, st.sampled_from(("all", "all", "bytes")))
def test_a_fixed_file_runs_the_same(text: str, shell: str, plans: list[Plan], merge: Merge) -> None:
    outcome = fix_text(text, replace(MERGE, merge=merge))
    assert outcome.error is None
    event("merged" if outcome.changed else "left alone")
    if outcome.changed:
        found = compare_dockerfiles(text, outcome.after, (shell,), [PLANS[0], *plans])
        assert not found, "\n".join([outcome.after, *map(str, found)])


#: What the file has after a merge of each kind: braces, a subshell, the general form, joined errexit bodies,
#: kept comments, and the file's own escape character and line end.
SIGNS = ("&& {", "( cd", "set -e; (", ");", "# why", "`\n", "\r\n")


@pytest.mark.slow
def test_generated_files_reach_every_kind_of_merge() -> None:
    missing = set(SIGNS)

    @settings(_FIRST, max_examples=600)
    @given(dockerfiles())
    def look(text: str) -> None:
        outcome = fix_text(text, MERGE)
        if outcome.changed:
            missing.difference_update([sign for sign in SIGNS if sign in outcome.after])

    look()
    assert not missing
