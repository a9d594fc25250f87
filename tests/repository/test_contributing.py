"""The rule that CONTRIBUTING.md writes out for who adds the first one of their own."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from dslim.diagnostics.findings import Rule
from dslim.engine import fix_loop
from dslim.engine.fix_loop import fix_text
from toy import as_listed

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """The rule of the page, as the only one that there is."""
    page = PAGE.read_text(encoding="utf-8")
    block = re.search(r'^       """SL104 true-alone.*?^       \)\n', page, re.DOTALL | re.MULTILINE)
    assert block is not None
    module = ModuleType("dslim.rules.merging.true_alone")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(textwrap.dedent(block[0]), str(PAGE), "exec"), module.__dict__)
    found: Rule = module.__dict__["RULE"]
    monkeypatch.setattr(fix_loop, "TABLE", (as_listed(found, "SL104", "true-alone"),))
    return found


def test_it_does_what_its_example_shows(rule: Rule) -> None:
    before, after = rule.example
    assert fix_text(before).after == after
    assert len(rule.details) > 80
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize("run", ["true && make", "if true; then make; fi", "trueish"])
def test_another_run_is_no_finding(rule: Rule, run: str) -> None:
    outcome = fix_text(f"FROM debian:12\nRUN {run}\n")
    assert not outcome.changed
    assert outcome.refused == ()


def test_it_declines_with_a_reason(rule: Rule) -> None:
    outcome = fix_text("FROM debian:12\nRUN --mount=type=cache,target=/x true\n")
    assert [finding.why_not for finding in outcome.refused] == ["it has a mount, or another option"]


def test_each_file_of_its_walks_is_there() -> None:
    """The files that the page names on the way of a RUN and of a chown lie where it says."""
    page = PAGE.read_text(encoding="utf-8").partition("One RUN on its way")[2].partition("Tests lie by what")[0]
    house = PAGE.parent / "rewrite" / "dslim"
    names = re.findall(r"`([\w/]+\.py)`", page)
    assert len(names) > 20
    missing = [name for name in names if not list(house.rglob(name))]
    assert missing == []
