"""ENV and ARG between RUNs move above those that cannot read them, where bytes are saved by it."""

from __future__ import annotations

import pytest

from dslim.rules.merging.settings_between import settings_between
from one_run import run_in

FETCH, REMOVE = "RUN wget -O /tmp/a https://x.example/a", "RUN rm /tmp/a"


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("ENV X=1", None),
        ("ARG X", None),
        ("ENV LD_PRELOAD=/x.so", "set LD_PRELOAD before the RUN on line 2, whose programs may read"),
        ("ENV tmp=1", "which names the variable: write ENV tmp above line 2"),
        ("WORKDIR /x", "a merge would put the WORKDIR above"),
        ("ENV X=1\nWORKDIR /x", "a merge would put the WORKDIR above"),
    ],
)
def test_what_stands_between(between: str, reason: str | None) -> None:
    facts, _, _ = run_in(f"FROM debian:12\n{FETCH}\n{between}\n{REMOVE}\n")
    [found] = settings_between(facts, facts.tree.stages[0])
    gain = "although the later RUN replaces or removes /tmp/a, which the earlier RUN has stored"
    assert found.message.endswith(f"RUNs apart, {gain}")
    assert (found.fix is not None) == (reason is None)
    assert reason is None or reason in (found.why_not or "")


@pytest.mark.parametrize("lines", [f"{FETCH}\nUSER x\n{REMOVE}", f"{FETCH}\nENV X=1\nRUN rm /tmp/b", "ENV X=1"])
def test_nothing_is_said_where_no_bytes_are_kept_by_it(lines: str) -> None:
    facts, _, _ = run_in(f"FROM debian:12\nRUN true\n{lines}\n")
    assert list(settings_between(facts, facts.tree.stages[0])) == []
