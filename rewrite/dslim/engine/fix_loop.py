"""The fix loop: each rule in turn, until none has anything left to fix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dslim.diagnostics.findings import Choose, Decide, Finding, Offer
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome, Step
from dslim.engine.finding_ids import FindingIds
from dslim.engine.invariants import InvariantError, check_second_reader, check_step
from dslim.engine.offered_fixes import findings_of, refused_if_unreadable, why_unreadable, with_edits
from dslim.engine.permission import is_asked_for
from dslim.engine.selection import Selection, select_rules
from dslim.facts import Facts
from dslim.facts.related_files import ALONE, RelatedFiles
from dslim.rules import TABLE, ListedRule
from dslim.rules.listed_rule import words_present
from dslim.syntax import Dockerfile, parse_buildable, print_file
from dslim.syntax.edits import Edit, OverlapError, Taken, in_order

if TYPE_CHECKING:
    from dslim.facts.build_context.context import Context

#: More passes than this over one file is a defect of a rule, not a hard file.
MAX_PASSES = 10

DEFAULT = Options()


def fix_text(
    text: str,
    options: Options = DEFAULT,
    context: Context | None = None,
    filename: str = "<string>",
    related_files: RelatedFiles = ALONE,
) -> Outcome:
    """`text` with every fix that the options, and other files of the repository, allow.

    Raises DockerfileSyntaxError for what BuildKit refuses. A broken invariant gives an Outcome with
    `error` set and the text as it was.
    """
    return apply_fixes(Facts(parse_buildable(text, filename), options, context, related_files))


def apply_fixes(facts: Facts, choose: Choose | None = None) -> Outcome:
    """The file of some facts with every fix that is allowed and, where there is a `choose`, chosen.

    `choose` is asked of each fix when its turn comes, in the order of the rules, with edits for the text as it is by
    then. The same answers to the same ids give the same text; True to all gives what there is without it.
    """
    return decide_fixes(facts, None if choose is None else lambda offer: choose(offer.finding))


def decide_fixes(facts: Facts, decide: Decide | None) -> Outcome:
    """Fixes a file as `decide` says of each fix, which sees the file as decided so far; what it raises is raised."""
    try:
        return _FixLoop(facts, select_rules(facts.options, TABLE), decide).run()
    except (InvariantError, OverlapError) as error:
        text = facts.tree.text
        return Outcome(text, text, (), (), (), f"{type(error).__name__}: {error}")


class _FixLoop:
    """The state of one file's run: the facts of the text as it is now, and what was decided."""

    def __init__(self, facts: Facts, selection: Selection, decide: Decide | None) -> None:
        self.before = facts.tree
        self.facts = facts
        self.rules, self.words = selection
        self.decide = decide
        self.answers: dict[str, bool] = {}  # of `decide`, by id
        self.ids = FindingIds(facts.tree)
        self.present = words_present(facts.tree.instructions, self.words)
        self.unfixed: list[list[Finding]] = [[] for _ in self.rules]  # by rule, as it found them in its last turn
        self.steps: list[Step] = []

    def run(self) -> Outcome:
        """Give the rules their turns; the outcome of the file. Raises InvariantError."""
        count = len(self.rules)
        turn = without_change = 0
        while without_change < count:  # until every rule in a row has left this very text alone
            if turn == MAX_PASSES * count:
                raise InvariantError(f"no fixed point after {MAX_PASSES} passes ({_codes(self.steps[-1:])})")
            without_change = 0 if self._give_turn(turn % count) else without_change + 1
            turn += 1
        if self.steps:
            check_second_reader(self.before, self.facts.tree, _codes(self.steps))
        found = [f for row in self.unfixed for f in row]
        refused = tuple(f for f in found if f.why_not)
        declined = tuple(f for f in found if not f.why_not and f.id in self.answers)
        offered = tuple(f for f in found if not f.why_not and f.id not in self.answers)
        after = print_file(self.facts.tree)
        return Outcome(self.before.text, after, tuple(self.steps), refused, offered, None, declined)

    def _give_turn(self, number: int) -> bool:
        """One rule looks at the text as it is now; True when it changed something."""
        rule = self.rules[number]
        self.unfixed[number] = unfixed = list[Finding]()
        if not rule.can_apply(self.present, self.facts.options):
            return False
        chosen = self._choose(rule, unfixed)
        edits = _edits(chosen)
        if not edits:
            return False
        tree = with_edits(self.facts.tree, rule, edits)
        if why_unreadable(self.facts.tree, tree):
            chosen = self._choose_readable(rule, chosen, unfixed)
            if not chosen:
                return False
            edits = _edits(chosen)
            tree = with_edits(self.facts.tree, rule, edits)
        before = self.facts.tree
        self._move_on(tree, chosen)
        self.ids.applied.update(finding.id for finding in chosen)
        check_step(before, tree, edits, rule.code)
        self.steps.append(Step(tuple(chosen), tuple(in_order(edits)), tree.text))
        return True

    def _choose(self, rule: ListedRule, unfixed: list[Finding]) -> list[Finding]:
        """The findings of a rule whose fixes are made together; `unfixed` gets those that are not to be fixed.

        A fix that touches one chosen before it is in neither: the rule offers it again in its next turn. Commands
        that several fixes add at the end of one RUN come together: a turn for each would be more than MAX_PASSES.
        """
        chosen: list[Finding] = []
        taken = Taken()
        for finding in findings_of(rule, self.facts, self.ids):
            fix = finding.fix
            if fix is None or not is_asked_for(fix, self.facts.options):
                unfixed.append(finding)
            elif any(taken.touches(edit) for edit in fix.edits):
                continue
            elif self._is_chosen(finding, chosen):
                chosen.append(finding)
                taken.add(fix.edits)
            else:
                unfixed.append(finding)
        return chosen

    def _is_chosen(self, finding: Finding, chosen: Iterable[Finding]) -> bool:
        if self.decide is None:
            return True
        if finding.id not in self.answers:
            offer = Offer(finding, self.facts.tree.text, tuple(_edits(chosen)))
            self.answers[finding.id] = self.decide(offer)
        return self.answers[finding.id]

    def _choose_readable(self, rule: ListedRule, chosen: list[Finding], unfixed: list[Finding]) -> list[Finding]:
        """The findings whose fixes give RUNs that both shell readers understand; `unfixed` gets the others."""
        readable: list[Finding] = []
        for finding in chosen:
            judged = refused_if_unreadable(self.facts.tree, rule, finding)
            (readable if judged.fix is not None else unfixed).append(judged)
        together = with_edits(self.facts.tree, rule, _edits(readable)) if len(readable) > 1 else None
        if together is not None and why_unreadable(self.facts.tree, together):
            return readable[:1]  # the others have their turn
        return readable

    def _move_on(self, tree: Dockerfile, chosen: list[Finding]) -> None:
        """Take the text that the fixes of some findings made as the one to look at."""
        before, related_files = self.facts.tree, self.facts.related_files
        if related_files.protected.regions:
            related_files = related_files._replace(protected=related_files.protected.moved(chosen))
        # drops what was known of the text before, which takes as much memory as what comes
        self.facts = self.facts.after(tree, related_files)
        # a word may be gone by now: a rule then looks in vain
        old = {node.args for node in before.instructions}
        self.present |= words_present([node for node in tree.instructions if node.args not in old], self.words)


def _codes(steps: Iterable[Step]) -> str:
    return ", ".join(sorted({finding.rule for step in steps for finding in step.findings}))


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return [edit for finding in findings if finding.fix for edit in finding.fix.edits]
