"""Writes a question about a fix for people: where it is, what it does and why, and its diff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap

from dslim.diagnostics.findings import Offer
from dslim.diagnostics.outcome import Step
from dslim.report.diff import make_hunks, regions_of
from dslim.report.statistics import size_for_people

#: Key -> what it does, in the order in which they are told.
KEYS = {
    "y": "make this fix",
    "n": "leave it",
    "a": "make this one and what this file has left",
    "d": "leave this one and what this file has left",
    "A": "make all fixes of this rule, in all files",
    "D": "leave all fixes of this rule, in all files",
    "u": "take the last answer back",
    "i": "leave it for good: write `# dslim: ignore[...]` above the instruction",
    "x": "explain the rule",
    "e": "edit the file with this fix in your editor (unproven: dslim only sees that it parses)",
    "q": "ask no more, and write what was accepted",
    "?": "tell what the keys do; Ctrl-C writes nothing",
}


def offer_heading(path: str, offer: Offer, names: Mapping[str, str], width: int) -> str:
    """`path:line: SL201 apt-lists (safe): message (saves about 19 MB)`, in lines of at most `width` columns."""
    found, fix = offer.finding, offer.finding.fix
    assert fix is not None
    label = f"{found.rule} {names.get(found.rule, '')}".strip()
    saves = f" (saves about {size_for_people(fix.saves)})" if fix.saves else ""
    return _filled(f"{path}:{found.line}: {label} ({fix.safety.value}): {found.message}{saves}", width)


def offer_hunks(offer: Offer) -> str:
    """The hunks of its diff, against the file as decided so far."""
    before, after = offer.before, offer.after
    return make_hunks(before, after, regions_of((Step((), offer.edits, after),)))


def key_prompt(number: int, count: int, keys: Iterable[str] = KEYS) -> str:
    """What stands where the key is typed."""
    return f"({number}/{count}) Make this fix [{','.join(keys)}]? "


def key_help(width: int) -> str:
    """What the keys do, a line or more each."""
    return "\n".join(_filled(f"{key}  {text}", width, "   ") for key, text in KEYS.items()) + "\n"


def _filled(line: str, width: int, indent: str = "    ") -> str:
    lines = wrap(line, max(width, 20), subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)
    return "\n".join(lines)
