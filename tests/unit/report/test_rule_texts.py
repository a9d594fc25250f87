"""How rules are listed and explained."""

from __future__ import annotations

import json

import pytest

from dslim.report.rule_texts import FORMATS, explain_rule, wrap_paragraphs
from dslim.rules import RULES


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_names_each_rule(form: str) -> None:
    text = FORMATS[form](RULES)
    assert all(rule.code in text and rule.name in text for rule in RULES)


def test_json_has_the_example_as_it_is() -> None:
    told = json.loads(FORMATS["json"](RULES))
    assert [(one["code"], one["example"]["before"]) for one in told] == [(r.code, r.example[0]) for r in RULES]


def test_an_explanation_has_the_example_as_a_diff() -> None:
    rule = next(rule for rule in RULES if rule.name == "merge-runs")
    text = explain_rule(rule)
    assert text.startswith(f"{rule.code} {rule.name} (safe)\n\n{rule.summary}\n")
    assert "-RUN apt-get update\n" in text


def test_paragraphs_are_filled_and_tables_are_not() -> None:
    assert wrap_paragraphs("a\nb\n\nc\n  d") == "a b\n\nc\n  d"
