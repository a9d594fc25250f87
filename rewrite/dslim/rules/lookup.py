"""Rules found by the code or the name that a user wrote."""

from __future__ import annotations

from collections.abc import Iterable

from dslim import rules
from dslim.rules.listed_rule import ListedRule


class UnknownRuleError(ValueError):
    """No rule has this code or name; the message names the nearest."""


def rule_named(word: str) -> ListedRule:
    """The rule with this code or name, in any case. Raises UnknownRuleError."""
    wanted = word.strip().lower()
    for entry in rules.TABLE:
        if wanted in (entry.code.lower(), entry.name):
            return entry
    raise UnknownRuleError(f"no rule {word.strip()!r}.{_nearest(wanted)} `dslim rules` lists them all.")


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes of rules that are named, one or several by commas in each word. Raises UnknownRuleError."""
    parts = [part for word in words for part in word.split(",") if part.strip()]
    return frozenset(rule_named(part).code for part in parts)


def names_by_code() -> dict[str, str]:
    """Rule names by code."""
    return {entry.code: entry.name for entry in rules.TABLE}


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches

    known = [name for rule in rules.TABLE for name in (rule.code.lower(), rule.name)]
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    if not near:
        return ""
    rule = rule_named(near[0])
    return f" Did you mean {rule.name} ({rule.code})?"
