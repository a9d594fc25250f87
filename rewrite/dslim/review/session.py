"""Asks about the fixes of many files one by one, each against the text as decided so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from dslim.diagnostics.findings import Offer
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import decide_fixes
from dslim.facts import Facts
from dslim.facts.ignore_comments import ignore_edit
from dslim.review.decisions import Decisions, Scope, Step
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits

#: The facts of file number n as it was read; None where there is nothing to ask: a template, an error.
OpenFile = Callable[[int], "Facts | None"]


@dataclass(frozen=True)
class Question:
    """A fix to decide on: `number` of `count` in file number `file`, as far as is known now."""

    file: int
    offer: Offer
    number: int
    count: int


class Review:
    """A review of files 0 to `count` - 1. Nothing is written; `outcome` tells what each file comes to.

    `open_file` is called once a file, when its turn comes. `may_ask`: the ids to ask about, None for all.
    """

    def __init__(self, count: int, open_file: OpenFile, may_ask: frozenset[str] | None = None) -> None:
        self.count = count
        self.decisions = Decisions()
        self.position = 0
        self._open_file = lru_cache(maxsize=None)(open_file)
        self._facts = lru_cache(maxsize=8)(self._make_facts)
        self._may_ask = may_ask

    def next_question(self) -> Question | None:
        """The first fix on which nobody has decided, from where the review is; None at the end."""
        while self.position < self.count:
            question = self._question_in(self.position)
            if question is not None:
                return question
            self.position += 1
        return None

    def answer(self, question: Question, is_accepted: bool, scope: Scope = Scope.FIX) -> None:
        """Decide on the fix, what its file has left, or its rule."""
        found = question.offer.finding
        self.decisions.add(Step(question.file, scope, found.id, found.rule, is_accepted))

    def resume(self, file: int, earlier: dict[str, bool]) -> None:
        """Take the answers of an earlier run for a file."""
        self.decisions.add(Step(file, Scope.EARLIER, earlier=earlier))

    def ignore(self, question: Question, rule_name: str) -> str:
        """Write an ignore comment above the instruction; why not, or '' where it is done."""
        facts, found = self._facts_of(question.file), question.offer.finding
        if why := self.why_fixed_text(question.file):
            return why
        edit = ignore_edit(facts.tree, found.place.start, rule_name)
        if edit is None:
            return "no instruction stands there"
        text = apply_edits(facts.tree.text, (edit,))
        self.decisions.add(Step(question.file, Scope.TEXT, found.id, found.rule, text=text))
        return ""

    def rewrite(self, question: Question, text: str) -> None:
        """Take a text that somebody wrote for the file, with what was accepted in it.

        Raises DockerfileSyntaxError for one that does not parse.
        """
        parse(text, "<edited>")
        self.decisions.add(Step(question.file, Scope.TEXT, text=text, is_by_hand=True))

    def why_fixed_text(self, file: int) -> str:
        """Why nobody may write into a file but by fixes; '' where one may."""
        regions = self._facts_of(file).related_files.protected.regions
        return 'it begins like other files, and shared-prefix = "keep" holds it to them' if regions else ""

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        step = self.decisions.undo()
        if step is not None:
            self.position = step.file
        return step is not None

    def outcome(self, file: int) -> Outcome | None:
        """What a file comes to, where what nobody decided on is left; None where there was nothing to ask."""
        original = self._open_file(file)
        if original is None:
            return None
        facts = self._facts_of(file)
        done = decide_fixes(facts, lambda offer: bool(self._answer(file, offer)))
        return replace(done, before=original.tree.text)

    def answers(self, file: int) -> dict[str, bool]:
        """What was decided on the fixes of a file, by id; nothing where somebody rewrote it by hand."""
        known: dict[str, bool] = {}

        def decide(offer: Offer) -> bool:
            answer = self._answer(file, offer)
            if answer is not None:
                known[offer.finding.id] = answer
            return bool(answer)

        if self._open_file(file) is not None and not self.decisions.is_by_hand(file):
            decide_fixes(self._facts_of(file), decide)
        return known

    def left_in(self, file: int, text: str) -> dict[str, bool]:
        """Each fix that is left in the text that a file came to, as declined, by id."""
        left: dict[str, bool] = {}

        def decide(offer: Offer) -> bool:
            return left.setdefault(offer.finding.id, False)

        decide_fixes(self._make_facts(file, text), decide)
        return left

    def _question_in(self, file: int) -> Question | None:
        if self._open_file(file) is None:
            return None
        asked: list[tuple[Offer, bool]] = []  # with whether it is decided on

        def decide(offer: Offer) -> bool:
            answer = self._answer(file, offer)
            if self._is_asked(offer):
                asked.append((offer, answer is not None))
            return answer is not False  # the fixes that come after it are counted

        decide_fixes(self._facts_of(file), decide)
        for number, (offer, is_decided) in enumerate(asked, 1):
            if not is_decided:
                return Question(file, offer, number, len(asked))
        return None

    def _is_asked(self, offer: Offer) -> bool:
        return self._may_ask is None or offer.finding.id in self._may_ask

    def _answer(self, file: int, offer: Offer) -> bool | None:
        if not self._is_asked(offer):
            return False
        return self.decisions.answer(file, offer.finding.id, offer.finding.rule)

    def _facts_of(self, file: int) -> Facts:
        return self._facts(file, self.decisions.text_of(file))

    def _make_facts(self, file: int, text: str | None) -> Facts:
        original = self._open_file(file)
        assert original is not None
        if text is None:
            return original
        return Facts(parse(text, "<edited>"), original.options, original.context, original.related_files)
