"""Merged RUN steps against the steps they were, on generated Dockerfiles that cover the merging table.

`MERGE_EXAMPLES=20000 pytest tests/test_merge_trace.py` is the deep run; the default takes seconds.
"""

from __future__ import annotations

import os
import subprocess

from hypothesis import HealthCheck, assume, find, given, settings, target
from hypothesis import strategies as st

from dslim.engine import fix_text
from dslim.options import Options
from dslim.syntax import parse
from tests.trace import PLANS, Plan, RunStep, compare_dockerfiles, differences
from tests.trace.dockerfile import SH_SHELLS
from tests.trace.forms import general_form, joined
from tests.trace.generate import bodies
from tests.trace.render import dockerfiles
from tests.trace.sandbox import program

EXAMPLES = int(os.environ.get("MERGE_EXAMPLES", "60"))
MERGE = Options(rules=frozenset({"SL101", "SL102", "SL103"}))
_RUN = settings(
    max_examples=EXAMPLES, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
_plans = st.lists(st.builds(Plan, st.integers(0, 1 << 20), st.sampled_from((5, 15, 25, 35, 50, 70))), min_size=2, max_size=2)


def parses(body: str, shell: str) -> bool:
    """Whether the shell takes the text as whole commands."""
    return not subprocess.run([program(shell), "-n", "-c", body], capture_output=True, check=False).returncode


def general(body: str) -> bool:
    """Whether the general form may hold the body (see `general_form`)."""
    return "#" not in body and "alias" not in body and "shopt" not in body and parses(body, "dash")


@_RUN
@given(st.lists(bodies(), min_size=2, max_size=3), st.sampled_from(SH_SHELLS), _plans)
def test_the_general_form_is_the_same(texts: list[str], shell: str, plans: list[Plan]) -> None:
    assume(all(general(text) for text in texts))
    assert not _differ(texts, general_form(texts), (shell,), plans)


def _differ(texts: list[str], merged: str, shells: tuple[str, ...], plans: list[Plan]) -> list[str]:
    before, after = [RunStep(text) for text in texts], [RunStep(merged)]
    return [str(d) for d in differences(before, after, shells, [PLANS[0], *plans])]


def test_generated_bodies_show_a_plain_join_to_be_wrong() -> None:
    def wrong(texts: list[str]) -> bool:
        return bool(_differ(texts, joined(texts), ("dash",), list(PLANS[1:3])))

    few = settings(max_examples=200, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    assert find(st.lists(bodies(), min_size=2, max_size=2), wrong, settings=few)
