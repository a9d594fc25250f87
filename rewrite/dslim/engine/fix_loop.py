"""The fix loop: rules in turn until nothing is left to fix, then the laws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome, Step
from dslim.engine.invariants import LawError, check_second_reader, check_step, unreadable
from dslim.facts import Facts
from dslim.facts.related_files import ALONE, Neighbours
from dslim.rules import TABLE, Entry, said_by
from dslim.syntax import Dockerfile, DockerfileSyntaxError, parse, print_file, reparse
from dslim.syntax.edits import Edit, OverlapError, PositionMap, Taken, apply_edits

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
    neighbours: Neighbours = ALONE,
) -> Outcome:
    """`text` with every fix that the options, and other files of the repository, allow.

    Raises DockerfileSyntaxError for what BuildKit refuses. A law that fails gives an Outcome with
    `error` set and the text as it was.
    """
    tree = parse(text, filename)
    selection = selected(options, TABLE)
    try:
        return _Loop(tree, selection, options, context, neighbours).run()
    except (LawError, OverlapError) as error:
        return Outcome(text, text, (), (), (), f"{type(error).__name__}: {error}")


class Selection(NamedTuple):
    """Rules in order, and all the words that they look for."""

    rules: tuple[Entry, ...]
    words: frozenset[str]


@lru_cache(maxsize=64)
def selected(options: Options, table: tuple[Entry, ...]) -> Selection:
    """The rules of a table that the options ask for."""

    def named(rule: Entry, names: Iterable[str]) -> bool:
        return rule.code in names or rule.name in names

    rules = tuple(
        rule
        for rule in table
        if (options.rules is None or named(rule, options.rules)) and not named(rule, options.ignore)
    )
    return Selection(rules, frozenset(word for rule in rules for group in rule.words for word in group))


class _Loop:
    """The state of one file's run: the tree as it is now, and the way back to the original text."""

    def __init__(
        self,
        tree: Dockerfile,
        selection: Selection,
        options: Options,
        context: Context | None,
        neighbours: Neighbours,
    ) -> None:
        self.before = tree
        self.rules, self.words = selection
        self.said = said_by(tree.instructions, self.words)
        self.options = options
        self.context = context
        self.facts = Facts(tree, options, context, neighbours)
        self.steps: list[Step] = []
        self.maps: list[PositionMap] = []

    def run(self) -> Outcome:
        count = len(self.rules)
        said: list[list[Finding]] = [[] for _ in self.rules]  # what each rule does not fix, when it last looked
        turn = idle = 0
        while idle < count:  # until every rule in a row has left this very text alone
            if turn == MAX_PASSES * count:
                names = ", ".join(sorted({f.rule for f in self.steps[-1].findings}))
                raise LawError(f"no fixed point after {MAX_PASSES} passes ({names})")
            at = turn % count
            turn += 1
            idle += 1
            left: list[Finding] = []
            said[at] = left
            rule = self.rules[at]
            if rule.may_speak(self.said, self.options) and self._round(rule, left):
                idle = 0
        if self.steps:
            codes = ", ".join(sorted({f.rule for step in self.steps for f in step.findings}))
            check_second_reader(self.before, self.facts.tree, codes)
        found = [self._located(finding) for row in said for finding in row]
        refused = tuple(f for f in found if f.why_not)
        offered = tuple(f for f in found if not f.why_not)
        return Outcome(self.before.text, print_file(self.facts.tree), tuple(self.steps), refused, offered)

    def _round(self, rule: Entry, left: list[Finding]) -> bool:
        """One rule over the text as it is now. True when it changed something; `left` gets what it does not fix."""
        judged = [self._judge(rule, found) for found in rule.rule.check(self.facts)]
        if not judged:
            return False
        take: list[Finding] = []
        edits: list[Edit] = []
        taken = Taken()
        for finding in judged:
            fix = finding.fix
            if fix is None or not self._allowed(fix):
                left.append(finding)
            elif not any(taken.touches(edit) for edit in fix.edits):
                take.append(self._located(finding))
                taken.add(fix.edits)
                edits += fix.edits
        if not edits:
            return False
        tree = self._edited(rule, edits)
        if _why_unread(self.facts.tree, tree):
            take = self._readable(rule, take, left)
            if not take:
                return False
            edits = [edit for finding in take if finding.fix for edit in finding.fix.edits]
            tree = self._edited(rule, edits)
        before, neighbours = self.facts.tree, self.facts.neighbours
        if neighbours.fences.regions:
            neighbours = replace(neighbours, fences=neighbours.fences.moved(take))
        # first of all, so that what was known of the text before goes: it takes as much memory as what comes
        self.facts = self.facts.after(tree, neighbours)
        # what was said may be gone: a rule then looks in vain
        old = {node.args for node in before.instructions}
        self.said |= said_by([node for node in tree.instructions if node.args not in old], self.words)
        check_step(before, tree, edits, rule.code)
        self.steps.append(Step(tuple(take), tuple(sorted(edits)), tree.text))
        self.maps.append(PositionMap(edits))
        return True

    def _edited(self, rule: Entry, edits: list[Edit]) -> Dockerfile:
        """The tree after the edits of a rule."""
        before = self.facts.tree
        text = apply_edits(before.text, edits)
        if text == before.text:
            raise LawError(f"{rule.code} {rule.name} offered a fix that changes nothing")
        try:
            return reparse(before, edits, text)
        except DockerfileSyntaxError as error:
            raise LawError(f"{rule.code} {rule.name} gave a text that does not parse: {error}") from error

    def _readable(self, rule: Entry, take: list[Finding], left: list[Finding]) -> list[Finding]:
        """The findings whose fixes give RUNs that both readers understand; `left` gets the others, without a fix."""
        found: list[Finding] = []
        for finding in take:
            assert finding.fix is not None
            why = _why_unread(self.facts.tree, self._edited(rule, list(finding.fix.edits)))
            if why is None:
                found.append(finding)
            else:
                reason = f"the RUN would no longer be understood with the fix ({why}): write it more plainly"
                left.append(replace(finding, fix=None, why_not=reason))
        together = [edit for finding in found if finding.fix for edit in finding.fix.edits]
        if len(found) > 1 and _why_unread(self.facts.tree, self._edited(rule, together)):
            return found[:1]  # the others have their turn
        return found

    def _allowed(self, fix: Fix) -> bool:
        return fix.safety is Safety.SAFE or (fix.safety is Safety.UNSAFE and self.options.unsafe)

    def _judge(self, rule: Entry, finding: Finding) -> Finding:
        """The finding; only a reason not to fix it where an ignore comment or a fence keeps it off what it touches."""
        if finding.why_not is not None:
            return finding
        fences = self.facts.neighbours.fences
        if finding.fix is not None and (why := fences.refuses(finding)) is not None:
            return replace(finding, fix=None, why_not=why)
        pragmas = self.facts.pragmas
        if not pragmas.everywhere and not pragmas.above:
            return finding
        edits = finding.fix.edits if finding.fix else ()
        places = [(finding.span.start, finding.span.end)] + [(e.start, e.end) for e in edits]
        touched = {n for start, end in places for n in self.facts.tree.touched(start, end)}
        for number in sorted(touched):
            pragma = pragmas.on(self.facts.tree.instructions[number], rule.code, rule.name)
            if pragma:
                line = self._original_line(pragma.comment.span.start)
                return replace(finding, fix=None, why_not=f"ignored by the comment on line {line}")
        return finding

    def _located(self, found: Finding) -> Finding:
        line = self._original_line(found.span.start)
        return Finding(found.rule, found.message, found.span, found.fix, found.why_not, line)

    def _original_line(self, offset: int) -> int:
        for positions in reversed(self.maps):
            offset = positions.old(offset)
        return self.before.line_of(offset)


def _why_unread(before: Dockerfile, after: Dockerfile) -> str | None:
    """Why a RUN of the new text is not understood although the shell may well read it; None where there is none.

    tree-sitter reads some words otherwise beside others. What is no shell text at all is a defect of the rule.
    """
    found = unreadable(before, after)
    return found[0].reason if found and all(opaque.may_be_right for opaque in found) else None
