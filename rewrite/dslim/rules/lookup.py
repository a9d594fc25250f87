"""Rules found by what a user wrote: a code, a name, the beginning of a code, or the code of hadolint's rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from dslim import rules
from dslim.diagnostics.options import Options
from dslim.facts.ignore_comments import HADOLINT
from dslim.rules.listed_rule import ListedRule


class UnknownRuleError(ValueError):
    """No rule has this code or name; the message names the nearest."""


def rule_named(word: str) -> ListedRule:
    """The rule with this code or name, in any case. Raises UnknownRuleError, also where a word means several."""
    found = rules_named(word)
    if len(found) > 1:
        names = ", ".join(entry.code for entry in found)
        raise UnknownRuleError(f"{word.strip()!r} means several rules: {names}.")
    return found[0]


def rules_named(word: str) -> tuple[ListedRule, ...]:
    """The rules that a word means: `SL201`, `apt-lists`, all that begin with `SL2`, or hadolint's `DL3009`.

    In the order of the table, one at least. Raises UnknownRuleError.
    """
    wanted = word.strip().lower()
    found = tuple(entry for entry in rules.TABLE if wanted in (entry.code.lower(), entry.name))
    if not found and wanted.startswith("sl"):
        found = tuple(entry for entry in rules.TABLE if entry.code.lower().startswith(wanted))
    if not found and wanted.startswith("dl"):
        found = _rules_for_hadolint(wanted.upper())
    if not found:
        raise UnknownRuleError(f"no rule {word.strip()!r}.{_nearest(wanted)} `dslim rules` lists them all.")
    return found


def is_rule(word: str) -> bool:
    """Whether a word is the code or the name of a rule, in any case."""
    wanted = word.strip().lower()
    return any(wanted in (entry.code.lower(), entry.name) for entry in rules.TABLE)


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes of rules that are named, one or several by commas in each word. Raises UnknownRuleError."""
    parts = [part for word in words for part in word.split(",") if part.strip()]
    return frozenset(entry.code for part in parts for entry in rules_named(part))


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


def _rules_for_hadolint(code: str) -> tuple[ListedRule, ...]:
    """The rules that do what hadolint's rule of this code asks for. Raises UnknownRuleError for a code without one."""
    found = tuple(entry for entry in rules.TABLE if entry.code == HADOLINT.get(code))
    if not found and code[2:].isdigit():
        known = ", ".join(sorted(HADOLINT))
        raise UnknownRuleError(f"no rule of dslim does what hadolint's {code} asks for; there are some for {known}.")
    return found


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches

    known = [name for rule in rules.TABLE for name in (rule.code.lower(), rule.name)]
    near = get_close_matches(wanted, known, n=1, cutoff=0.5)
    if not near:
        return ""
    rule = rule_named(near[0])
    return f" Did you mean {rule.name} ({rule.code})?"


def with_codes(options: Options) -> Options:
    """The options with rules by their codes. Raises UnknownRuleError, a ValueError."""
    named = None if options.rules is None else codes_of(options.rules)
    return replace(options, rules=named, ignore=codes_of(options.ignore))
