"""The rules that a run asks, chosen by its options."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dslim.diagnostics.options import Options
from dslim.rules.listed_rule import ListedRule


class Selection(NamedTuple):
    """Rules in order, and all the words that they look for."""

    rules: tuple[ListedRule, ...]
    words: frozenset[str]


@lru_cache(maxsize=64)
def select_rules(options: Options, table: tuple[ListedRule, ...]) -> Selection:
    """The rules of a table that the options ask for, by code or by name."""
    rules = tuple(rule for rule in table if rule.is_chosen(options))
    return Selection(rules, frozenset(word for rule in rules for group in rule.words for word in group))
