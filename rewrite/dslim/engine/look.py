"""Looks at a file without deciding anything: every finding by its id, for who shows fixes one at a time.

What most fixes change is known at once, in the file as it is. The others appear only when some of these are made; what
they require is found by trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dslim.diagnostics.findings import Finding, Fix
from dslim.diagnostics.outcome import Outcome
from dslim.engine.finding_ids import FindingIds
from dslim.engine.fix_loop import apply_fixes
from dslim.engine.invariants import InvariantError
from dslim.engine.offered_fixes import findings_of, refused_if_unreadable
from dslim.engine.selection import select_rules
from dslim.facts import Facts
from dslim.rules import TABLE, ListedRule
from dslim.rules.listed_rule import words_present
from dslim.syntax import Dockerfile
from dslim.syntax.edits import OverlapError


@dataclass(frozen=True)
class Look:
    """What there is to say of a file: its tree, and its findings as they stand in it from top to bottom.

    `span` and `edits` of a finding are for the text of the tree. One with a fix can be made by itself: its edits give
    what `choose` gives when it takes this id alone. One that `requires` others has no edits yet.
    """

    tree: Dockerfile
    findings: tuple[Finding, ...]

    def by_id(self) -> dict[str, Finding]:
        """The findings by their ids."""
        return {finding.id: finding for finding in self.findings}


def look(facts: Facts, later: bool = True, outcome: Outcome | None = None) -> Look:
    """What all rules find in the file of some facts, with nothing fixed.

    `later`: whether to look also for fixes that appear only after others, which takes several runs. `outcome`: what
    `apply_fixes` makes of these facts, where that is known already.
    """
    rules, words = select_rules(facts.options, TABLE)
    present = words_present(facts.tree.instructions, words)
    asked = [rule for rule in rules if rule.can_apply(present, facts.options)]
    found = [finding for rule in asked for finding in _first_look(rule, facts)]
    if later:
        found += _later_fixes(facts, outcome or apply_fixes(facts), {finding.id for finding in found})
    found.sort(key=lambda finding: (finding.place.start, finding.rule))
    return Look(facts.tree, tuple(found))


def with_look(outcome: Outcome, facts: Facts) -> Outcome:
    """The outcome of some facts with what a look at them finds, where there is a fix that could be made."""
    if not outcome.applied and all(finding.fix is None for finding in outcome.offered):
        return outcome
    return replace(outcome, look=look(facts, outcome=outcome).findings)


def _first_look(rule: ListedRule, facts: Facts) -> Iterator[Finding]:
    """What one rule finds in the text as it is; a fix that could not be made by itself is refused."""
    for finding in findings_of(rule, facts, FindingIds(facts.tree)):
        try:
            yield refused_if_unreadable(facts.tree, rule, finding)
        except (InvariantError, OverlapError) as error:  # a defect of the rule: the fix would give the text back
            yield replace(finding, fix=None, why_not=f"internal error: {error}")


def _later_fixes(facts: Facts, outcome: Outcome, known: set[str]) -> Iterator[Finding]:
    """The fixes that are made when all are, and that the first look does not show, with what they require."""
    applied = outcome.applied
    trials = _Trials(facts, [finding.id for finding in applied])
    for number, finding in enumerate(applied):
        if finding.id not in known and finding.fix is not None:
            fix = Fix((), finding.fix.safety, finding.fix.caches, finding.fix.saves)
            requires = trials.required(number)
            yield replace(finding, span=finding.place, fix=fix, requires=requires)


class _Trials:
    """Runs with some of a file's fixes, each run once, to find which of them another one requires."""

    def __init__(self, facts: Facts, ids: Sequence[str]) -> None:
        self.facts = facts
        self.ids = ids
        self.known: dict[frozenset[str], set[str]] = {}

    def required(self, number: int) -> tuple[str, ...]:
        """The ids of the fixes without which fix `number` is not offered, in order: as few as there need be.

        The last one that it needs is where the runs with more and more of the earlier fixes begin to offer it; then
        the same among those before that one.
        """
        wanted, needed, end = self.ids[number], list[str](), number
        while not self.is_offered(wanted, needed):
            low, high = 0, end  # with all before `high` it is offered
            while low < high:
                middle = (low + high) // 2
                if self.is_offered(wanted, [*self.ids[:middle], *needed]):
                    high = middle
                else:
                    low = middle + 1
            if high == 0 or not self.is_offered(wanted, [*self.ids[:high], *needed]):
                return tuple(self.ids[:number])  # one keeps it off that another lets in again: all are told
            end = high - 1
            needed.insert(0, self.ids[end])
        return tuple(needed)

    def is_offered(self, wanted: str, accepted: Sequence[str]) -> bool:
        """Whether the fix called `wanted` is offered when those `accepted` are made, and no others."""
        key = frozenset(accepted)
        if key not in self.known:
            asked: set[str] = set()

            def choose(finding: Finding) -> bool:
                asked.add(finding.id)
                return finding.id in key

            apply_fixes(self.facts, choose)
            self.known[key] = asked
        return wanted in self.known[key]
