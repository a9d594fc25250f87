"""Metadata that an earlier layer holds too."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.same_metadata import holds_same_metadata, surely_fetches
from dslim.shell.invocations import Invocation
from dslim.syntax import parse


def cleans(call: Invocation) -> bool:
    return "clean" in call.texts


@pytest.mark.parametrize(
    ("between", "same"),
    [("", True), ("RUN make\n", True), ("RUN dnf clean all\n", False), ("COPY a.repo /etc/yum.repos.d/\n", False)],
)
def test_what_lies_between_decides(between: str, same: bool) -> None:
    facts = Facts(parse(f"FROM a\nRUN dnf install -y b\n{between}RUN dnf install -y c\n"), Options())
    assert holds_same_metadata(facts, facts.all_runs[0], facts.all_runs[-1], cleans) is same


@pytest.mark.parametrize(("command", "sure"), [("dnf install -y b", True), ("dnf install -y b || true", False)])
def test_a_call_that_may_fail_need_not_have_fetched(command: str, sure: bool) -> None:
    facts = Facts(parse(f"FROM a\nRUN {command}\n"), Options())
    assert surely_fetches(facts.all_runs[0], lambda call: "install" in call.texts) is sure
