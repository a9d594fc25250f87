"""Rules as users name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslim.rules import Entry


class WrongUse(Exception):
    """What was asked for cannot be done, and nothing has been done yet. The message is for the user."""


def rule_named(word: str) -> Entry:
    """The rule with this code or name, in any case. Raises WrongUse that names the nearest."""
    from dslim.rules import TABLE

    wanted = word.strip().lower()
    for entry in TABLE:
        if wanted in (entry.code.lower(), entry.name):
            return entry
    raise WrongUse(f"no rule {word.strip()!r}.{_nearest(wanted)} `dslim rules` lists them all.")


def rules_named(words: Iterable[str]) -> frozenset[str]:
    """The codes of rules given as repeated options, each a comma-separated list."""
    parts = [part for word in words for part in word.split(",") if part.strip()]
    return frozenset(rule_named(part).code for part in parts)


def codes(words: Iterable[str]) -> frozenset[str]:
    """The codes of rules that a config names. Raises ValueError."""
    try:
        return rules_named(words)
    except WrongUse as error:
        raise ValueError(str(error)) from None


def names_by_code() -> dict[str, str]:
    """Rule names by code."""
    from dslim.rules import TABLE

    return {entry.code: entry.name for entry in TABLE}


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches

    from dslim.rules import TABLE

    known = [name for rule in TABLE for name in (rule.code.lower(), rule.name)]
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    if not near:
        return ""
    rule = rule_named(near[0])
    return f" Did you mean {rule.name} ({rule.code})?"
