"""What a run asked its build context, so that another run can tell whether it would hear the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dslim.support.reading import ReadRefused, read_file

if TYPE_CHECKING:
    from typing import Any

    from dslim.facts.build_context.context import Context

#: A question: the name of a method or attribute of Context, and its arguments.
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
        return self  # type: ignore[return-value]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._context, name)
        if callable(found):
            return self._asking(name, found)
        self.answers[name, ()] = plain(found, self._context.root)
        return found

    def _asking(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def ask(*args: Any) -> object:
            told = all(isinstance(arg, str | int) and not _is_place(arg) for arg in args)
            try:
                answer = method(*args)
            except Exception:
                self.whole = False
                raise
            self.whole = self.whole and told
            if told:
                self.answers[name, args] = plain(answer, self._context.root)
            return answer

        return ask


def answers(context: Context, questions: Iterable[Question]) -> list[object]:
    """What a context says now. A question that it does not know, or stumbles over, is answered with its error."""
    found: list[object] = []
    for name, args in questions:
        try:
            if name.startswith("_") or not all(isinstance(arg, str | int) for arg in args):
                raise AttributeError(name)  # no question of ours: somebody else wrote it
            asked = getattr(context, name)
            found.append(plain(asked(*args) if callable(asked) else asked, context.root))
        except Exception as error:
            found.append(type(error).__name__)
    return found


def _is_place(value: object) -> bool:
    return isinstance(value, Path)


def plain(answer: Any, root: Path) -> object:
    """An answer as JSON holds it, the same wherever the context lies.

    Whoever is given a path may read there: a path is told with what stands in the file, or in the folder.
    """
    if _is_place(answer):
        return ["path", os.path.relpath(answer, root), _content(answer)]
    if isinstance(answer, tuple | list):
        return [plain(part, root) for part in answer]
    if isinstance(answer, set | frozenset):
        return sorted((plain(part, root) for part in answer), key=repr)
    return answer if isinstance(answer, str | int | float | bool | None) else repr(answer)


def _content(path: Path) -> str:
    """A digest of a file's bytes, or of a folder's entries with their sizes and times; '' for neither."""
    from hashlib import blake2b  # 2 ms, and most files ask for none

    try:
        if os.path.isdir(path):
            with os.scandir(path) as entries:
                told = sorted((e.name, *_size_and_time(e.stat(follow_symlinks=False))) for e in entries)
            return blake2b(repr(told).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        if not os.path.isfile(path):
            return ""
        try:
            return blake2b(read_file(path, "script").data, digest_size=16).hexdigest()
        except ReadRefused:  # it is too long: no rule reads that much
            return repr(_size_and_time(path.stat()))
    except OSError as error:
        return type(error).__name__


def _size_and_time(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
