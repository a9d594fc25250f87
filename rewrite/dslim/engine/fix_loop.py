"""The fix loop: each rule in turn, until none has anything left to fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome, Step
from dslim.engine.invariants import InvariantError, check_second_reader, check_step, newly_unreadable
from dslim.engine.permission import is_asked_for, permitted
from dslim.engine.selection import Selection, select_rules
from dslim.facts import Facts
from dslim.facts.related_files import ALONE, RelatedFiles
from dslim.rules import TABLE, ListedRule
from dslim.rules.listed_rule import words_present
from dslim.syntax import Dockerfile, DockerfileSyntaxError, parse, print_file, reparse
from dslim.syntax.edits import Edit, OverlapError, PositionMap, Taken, apply_edits, in_order

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
    facts = Facts(parse(text, filename), options, context, related_files)
    try:
        return _FixLoop(facts, select_rules(options, TABLE)).run()
    except (InvariantError, OverlapError) as error:
        return Outcome(text, text, (), (), (), f"{type(error).__name__}: {error}")


class _FixLoop:
    """The state of one file's run: the facts of the text as it is now, and the way back to the original text."""

    def __init__(self, facts: Facts, selection: Selection) -> None:
        self.before = facts.tree
        self.facts = facts
        self.rules, self.words = selection
        self.present = words_present(facts.tree.instructions, self.words)
        self.unfixed: list[list[Finding]] = [[] for _ in self.rules]  # by rule, as it found them in its last turn
        self.steps: list[Step] = []
        self.maps: list[PositionMap] = []

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
        found = [self._located(f, rule) for rule, row in zip(self.rules, self.unfixed) for f in row]
        refused = tuple(f for f in found if f.why_not)
        offered = tuple(f for f in found if not f.why_not)
        return Outcome(self.before.text, print_file(self.facts.tree), tuple(self.steps), refused, offered)

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
        tree = self._edited(rule, edits)
        if _why_unreadable(self.facts.tree, tree):
            chosen = self._choose_readable(rule, chosen, unfixed)
            if not chosen:
                return False
            edits = _edits(chosen)
            tree = self._edited(rule, edits)
        before = self.facts.tree
        self._move_on(tree, chosen)
        check_step(before, tree, edits, rule.code)
        self.steps.append(Step(tuple(chosen), tuple(in_order(edits)), tree.text))
        self.maps.append(PositionMap(edits))
        return True

    def _choose(self, rule: ListedRule, unfixed: list[Finding]) -> list[Finding]:
        """The findings of a rule whose fixes are made together; `unfixed` gets those that are not to be fixed.

        A fix that touches one chosen before it is in neither: the rule offers it again in its next turn. Commands
        that several fixes add at the end of one RUN come together: a turn for each would be more than MAX_PASSES.
        """
        chosen: list[Finding] = []
        taken = Taken()
        offered = [permitted(self.facts, rule, found, self._original_line) for found in rule.rule.check(self.facts)]
        for finding in offered:
            fix = finding.fix
            if fix is None or not is_asked_for(fix, self.facts.options):
                unfixed.append(finding)
            elif not any(taken.touches(edit) for edit in fix.edits):
                chosen.append(self._located(finding, rule))
                taken.add(fix.edits)
        return chosen

    def _choose_readable(self, rule: ListedRule, chosen: list[Finding], unfixed: list[Finding]) -> list[Finding]:
        """The findings whose fixes give RUNs that both shell readers understand; `unfixed` gets the others."""
        readable: list[Finding] = []
        for finding in chosen:
            why = _why_unreadable(self.facts.tree, self._edited(rule, _edits([finding])))
            if why is None:
                readable.append(finding)
            else:
                reason = f"the RUN would no longer be understood with the fix ({why}): write it more plainly"
                unfixed.append(replace(finding, fix=None, why_not=reason))
        if len(readable) > 1 and _why_unreadable(self.facts.tree, self._edited(rule, _edits(readable))):
            return readable[:1]  # the others have their turn
        return readable

    def _edited(self, rule: ListedRule, edits: list[Edit]) -> Dockerfile:
        """The tree after the edits of a rule. Raises InvariantError where there is none, or no other."""
        before = self.facts.tree
        text = apply_edits(before.text, edits)
        if text == before.text:
            raise InvariantError(f"{rule.code} {rule.name} offered a fix that changes nothing")
        try:
            return reparse(before, edits, text)
        except DockerfileSyntaxError as error:
            raise InvariantError(f"{rule.code} {rule.name} gave a text that does not parse: {error}") from error

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

    def _located(self, found: Finding, rule: ListedRule) -> Finding:
        """A finding of the text as it is now, with its rule and with its line in the original file."""
        line = self._original_line(found.span.start)
        return replace(found, line=line, rule=rule.code)

    def _original_line(self, offset: int) -> int:
        for positions in reversed(self.maps):
            offset = positions.old(offset)
        return self.before.line_of(offset)


def _codes(steps: Iterable[Step]) -> str:
    return ", ".join(sorted({finding.rule for step in steps for finding in step.findings}))


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return [edit for finding in findings if finding.fix for edit in finding.fix.edits]


def _why_unreadable(before: Dockerfile, after: Dockerfile) -> str | None:
    """Why a RUN of the new text is not understood although the shell may well read it; None where there is none.

    tree-sitter reads some words otherwise beside others. What is no shell text at all is a defect of the rule.
    """
    found = newly_unreadable(before, after)
    return found[0].reason if found and all(opaque.may_be_right for opaque in found) else None
