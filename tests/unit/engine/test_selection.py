"""The rules of a run, and the words that any of them looks for."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.engine.selection import select_rules
from dslim.rules import TABLE


def codes(options: Options) -> list[str]:
    return [rule.code for rule in select_rules(options, TABLE).rules]


def test_rules_are_chosen_and_left_out_by_code_or_name() -> None:
    assert codes(Options(rules=frozenset({"SL201", "merge-runs"}))) == ["SL201", "SL101"]
    assert set(codes(Options())) - set(codes(Options(ignore=frozenset({"apt-lists"})))) == {"SL201"}


def test_only_words_of_chosen_rules_are_looked_for() -> None:
    assert select_rules(Options(rules=frozenset({"SL202"})), TABLE).words == {"apk"}
