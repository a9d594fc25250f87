"""What every rule must have, whatever it does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dslim.diagnostics.findings import Rule, Safety
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.facts.related_files import ALONE, RelatedFiles, SharedBase
from dslim.rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_its_example_is_what_it_does(rule: Rule, tmp_path: Path) -> None:
    before, after = rule.example
    unsafe = rule.safety is Safety.UNSAFE
    options = replace(rule.example_options, rules=frozenset({rule.code}), unsafe=unsafe)
    for name in rule.example_files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(0o644)
    context = open_context(str(tmp_path)) if rule.example_files else None
    related = RelatedFiles(shared_bases=(SharedBase(0, 1, (1, 2), rule.example_siblings),))
    outcome = fix_text(before, options, context, related_files=related if rule.example_siblings else ALONE)
    assert outcome.error is None
    assert outcome.after == after
    assert (before == after) == (rule.safety is Safety.ADVICE) == bool(outcome.offered)
    assert fix_text(after, options, context).after == after


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_its_card_is_whole(rule: Rule) -> None:
    assert re.fullmatch(r"SL\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert len(rule.details) > 80


def test_no_two_rules_share_a_code_or_a_name() -> None:
    assert len({r.code for r in RULES}) == len({r.name for r in RULES}) == len(RULES)
