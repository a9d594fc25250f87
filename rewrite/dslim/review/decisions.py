"""Keeps what a person decided on fixes, so that each step can be undone and nothing decided changes later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Scope(Enum):
    """What a step decides on."""

    FIX = "one fix"
    FILE = "what the file has left"
    RULE = "all fixes of a rule, in all files"
    EARLIER = "the fixes that were answered in an earlier run"
    TEXT = "the text of the file"


@dataclass(frozen=True)
class Step:
    """One step of a review, in file number `file`.

    `id` and `rule`: of the fix that was asked about. `is_accepted`: the answer. `earlier`: the answers of an earlier
    run, by id. `text`: the file's new text; `is_by_hand`: whether somebody wrote it, and not dslim an ignore comment.
    """

    file: int
    scope: Scope
    id: str = ""
    rule: str = ""
    is_accepted: bool = False
    earlier: Mapping[str, bool] = field(default_factory=dict)
    text: str = ""
    is_by_hand: bool = False


class Decisions:
    """The steps of one review, oldest first. The first one that covers a fix decides on it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> None:
        """Take a step."""
        self.steps.append(step)

    def undo(self) -> Step | None:
        """Take the last step back, and return it; None where there is none."""
        return self.steps.pop() if self.steps else None

    def answer(self, file: int, id: str, rule: str) -> bool | None:
        """Whether a fix was accepted or declined; None where nobody has decided on it."""
        for step in self._steps_since_rewritten(file):
            if step.scope is Scope.RULE:
                covers = step.rule == rule
            elif step.file != file:
                continue
            elif step.scope is Scope.EARLIER:
                if id in step.earlier:
                    return step.earlier[id]
                continue
            else:
                # an ignore comment, too, has the id of the fix that it keeps off
                covers = step.scope is Scope.FILE or step.id == id
            if covers:
                return step.is_accepted
        return None

    def text_of(self, file: int) -> str | None:
        """The text of a file that a step gave; None where it is as it was read."""
        texts = [step.text for step in self.steps if step.scope is Scope.TEXT and step.file == file]
        return texts[-1] if texts else None

    def is_by_hand(self, file: int) -> bool:
        """Whether somebody rewrote a file by hand."""
        return any(step.is_by_hand and step.file == file for step in self.steps)

    def count_ignored(self) -> int:
        """How many ignore comments were written."""
        return sum(step.scope is Scope.TEXT and not step.is_by_hand for step in self.steps)

    def accepts_a_rule(self) -> bool:
        """Whether a rule was accepted for all files, and so for those that nobody has seen yet."""
        return any(step.scope is Scope.RULE and step.is_accepted for step in self.steps)

    def _steps_since_rewritten(self, file: int) -> list[Step]:
        """The steps that count for a file: what was accepted before it was rewritten by hand is in that text."""
        last = max((i for i, step in enumerate(self.steps) if step.is_by_hand and step.file == file), default=-1)
        return [s for i, s in enumerate(self.steps) if i > last or s.scope is Scope.RULE]
