"""What a run asked its build context, so that another run can tell whether it would hear the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dslim.facts.context import Context

#: A question: the name of a method of Context, and its arguments.
Question = tuple[str, tuple[str | int, ...]]


class Recorder:
    """Stands in for a Context and writes down each question and its answer.

    `whole` turns False where something was asked that cannot be asked again: such a run is not kept.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.answers: dict[Question, object] = {}
        self.whole = True

    def as_context(self) -> Context:
        """Itself, as the rules see it."""
        return cast("Context", self)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._context, name)
        if not callable(found):
            self.whole = False  # what is done with the folder itself, nobody sees
            return found
        return self._asking(name, found)

    def _asking(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def ask(*args: object) -> object:
            told = all(isinstance(arg, str | int) for arg in args)
            try:
                answer = method(*args)
                self.answers[name, cast("tuple[str | int, ...]", args)] = plain(answer, self._context.root)
            except Exception:
                self.whole = False
                raise
            self.whole = self.whole and told
            return answer

        return ask


def answers(context: Context, questions: Iterable[Question]) -> list[object]:
    """What a context says now. A question that it does not know, or stumbles over, is answered with its error."""
    found: list[object] = []
    for name, args in questions:
        try:
            found.append(plain(getattr(context, name)(*args), context.root))
        except Exception as error:
            found.append(f"{type(error).__name__}")
    return found


def plain(answer: object, root: Path) -> object:
    """An answer as JSON holds it, the same wherever the context lies."""
    if isinstance(answer, Path):
        return ["path", os.path.relpath(answer, root)]
    if isinstance(answer, tuple | list):
        return [plain(part, root) for part in answer]
    if isinstance(answer, set | frozenset):
        return sorted((plain(part, root) for part in answer), key=repr)
    return answer if isinstance(answer, str | int | float | bool | None) else repr(answer)
