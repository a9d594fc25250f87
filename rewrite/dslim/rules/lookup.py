"""Rules found by the code or the name that a user wrote."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dslim import rules
from dslim.facts.ignore_comments import HADOLINT
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


def is_rule(word: str) -> bool:
    """Whether a word is the code or the name of a rule, in any case."""
    wanted = word.strip().lower()
    return any(wanted in (entry.code.lower(), entry.name) for entry in rules.TABLE)


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes of rules that are named, one or several by commas in each word. Raises UnknownRuleError."""
    parts = [part for word in words for part in word.split(",") if part.strip()]
    return frozenset(rule_named(part).code for part in parts)


def names_by_code() -> dict[str, str]:
    """Rule names by code."""
    return {entry.code: entry.name for entry in rules.TABLE}


@lru_cache(maxsize=64)
def codes_meant(words: frozenset[str]) -> frozenset[str]:
    """The codes of rules that the words of an ignore comment mean; a misspelt name is taken for the nearest one."""
    return frozenset(entry.code for word in words if (entry := rule_meant(word)) is not None)


def rule_meant(word: str) -> ListedRule | None:
    """The rule that a word of an ignore comment means: by its code, its name, hadolint's code, or the nearest name."""
    from difflib import get_close_matches  # for comments that begin with our name alone

    try:
        return rule_named(HADOLINT.get(word.upper(), word))
    except UnknownRuleError:
        near = get_close_matches(word, [entry.name for entry in rules.TABLE], n=1, cutoff=0.7)
        return rule_named(near[0]) if near else None


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches

    known = [name for rule in rules.TABLE for name in (rule.code.lower(), rule.name)]
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    if not near:
        return ""
    rule = rule_named(near[0])
    return f" Did you mean {rule.name} ({rule.code})?"
