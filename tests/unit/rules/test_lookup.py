"""Rules are found by what users write."""

from __future__ import annotations

import pytest

from dslim.rules import TABLE
from dslim.rules.lookup import UnknownRuleError, codes_of, names_by_code, rule_named


@pytest.mark.parametrize("word", ["SL201", "sl201", " apt-lists "])
def test_by_code_or_name_in_any_case(word: str) -> None:
    assert rule_named(word).code == "SL201"


def test_several_by_commas() -> None:
    assert codes_of(["SL201,merge-runs", "sl301"]) == {"SL201", "SL101", "SL301"}


def test_the_nearest_is_named() -> None:
    with pytest.raises(UnknownRuleError, match="Did you mean apt-lists"):
        rule_named("apt-list")


def test_names_need_no_rule_to_be_imported() -> None:
    assert names_by_code() == {listed.code: listed.name for listed in TABLE}
    assert names_by_code()["SL101"] == "merge-runs"
