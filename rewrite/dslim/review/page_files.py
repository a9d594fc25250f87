"""Collects what the page of `fix --html` shows of each file: its fixes with their diffs, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dslim.diagnostics.findings import Finding, Offer
from dslim.engine.fix_loop import decide_fixes
from dslim.engine.look import look
from dslim.facts import Facts
from dslim.review.question_text import offer_hunks


@dataclass(frozen=True)
class FixEntry:
    """A fix on the page. `hunks`: its diff; `is_chosen`: whether plain `dslim fix` makes it."""

    finding: Finding
    hunks: str
    is_chosen: bool


@dataclass(frozen=True)
class PageFile:
    """A file on the page. `command`: what makes its fixes, but for their ids and its path; `error`: what is wrong."""

    path: str
    fixes: tuple[FixEntry, ...] = ()
    refused: tuple[Finding, ...] = ()
    advice: tuple[Finding, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class PageIgnoreFile:
    """An ignore file on the page. `diff`: what becomes of it; `command`: what writes it, with others of the page."""

    path: str
    diff: str
    command: str


def page_file(path: str, facts: Facts, applied: frozenset[str]) -> PageFile:
    """What there is to say of one file. `applied`: the ids of the fixes that plain `dslim fix` makes."""
    found = look(facts).findings
    offers = _offers(facts, found)
    fixes = tuple(FixEntry(f, offer_hunks(offers[f.id]), f.id in applied) for f in found if f.id in offers)
    refused = tuple(f for f in found if f.why_not)
    advice = tuple(f for f in found if f.fix is None and not f.why_not)
    return PageFile(path, fixes, refused, advice)


def _offers(facts: Facts, found: tuple[Finding, ...]) -> Mapping[str, Offer]:
    """Each fix in the file as it is, or as those that it requires make it, by its id."""
    offers: dict[str, Offer] = {}
    for finding in found:
        if finding.fix is None:
            continue
        if not finding.requires:
            offers[finding.id] = Offer(finding, facts.tree.text)
        elif (later := _later_offer(facts, finding)) is not None:
            offers[finding.id] = later
    return offers


def _later_offer(facts: Facts, finding: Finding) -> Offer | None:
    seen: list[Offer] = []

    def decide(offer: Offer) -> bool:
        if offer.finding.id == finding.id:
            seen.append(offer)
        return offer.finding.id in finding.requires

    decide_fixes(facts, decide)
    return seen[0] if seen else None
