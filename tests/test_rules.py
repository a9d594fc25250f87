"""What every rule must have, whatever it does."""

from __future__ import annotations

import re

import pytest

from dslim.engine import fix_text
from dslim.findings import Rule, Safety
from dslim.options import Options
from dslim.rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_its_example_is_what_it_does(rule: Rule) -> None:
    before, after = rule.example
    options = Options(rules=frozenset({rule.code}), unsafe=rule.safety is Safety.UNSAFE)
    if rule.safety is Safety.ADVICE:
        return
    outcome = fix_text(before, options)
    assert outcome.error is None
    assert outcome.after == after
    assert fix_text(after, options).after == after


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_its_card_is_whole(rule: Rule) -> None:
    assert re.fullmatch(r"SL\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert len(rule.details) > 80


def test_no_two_rules_share_a_code_or_a_name() -> None:
    assert len({r.code for r in RULES}) == len({r.name for r in RULES}) == len(RULES)
