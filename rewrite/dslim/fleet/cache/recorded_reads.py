"""Records what a run reads from its build context, so that a later run can tell whether it would read the same."""

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


class RecordingContext:
    """Stands in for a Context and records each question that the rules ask, with its answer.

    `is_complete` turns False at a question that cannot be asked again: such a run is not kept.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.answers: dict[Question, object] = {}
        self.is_complete = True

    def as_context(self) -> Context:
        """This object under the type of a context, as which the rules ask it."""
        return self  # type: ignore[return-value]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._context, name)
        if callable(found):
            return self._recorded_method(name, found)
        self.answers[name, ()] = answer_as_json(found, self._context.root)
        return found

    def _recorded_method(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def record(*args: Any) -> object:
            is_repeatable = all(isinstance(arg, str | int) and not _is_path(arg) for arg in args)
            try:
                answer = method(*args)
            except Exception:
                self.is_complete = False
                raise
            self.is_complete = self.is_complete and is_repeatable
            if is_repeatable:
                self.answers[name, args] = answer_as_json(answer, self._context.root)
            return answer

        return record

def answer_questions(context: Context, questions: Iterable[Question]) -> list[object]:
    """The answers of a context now, as JSON values; the name of the error for a question that it cannot answer."""
    found: list[object] = []
    for name, args in questions:
        try:
            if name.startswith("_") or not all(isinstance(arg, str | int) for arg in args):
                raise AttributeError(name)  # no question of ours: somebody else wrote it
            attribute = getattr(context, name)
            found.append(answer_as_json(attribute(*args) if callable(attribute) else attribute, context.root))
        except Exception as error:
            found.append(type(error).__name__)
    return found


def _is_path(value: object) -> bool:
    return isinstance(value, Path)


def answer_as_json(answer: Any, root: Path) -> object:
    """An answer of a context as JSON can hold it, the same wherever the context lies.

    Whoever is given a path may read there: a path stands with a digest of the file, or of the folder's list.
    """
    if _is_path(answer):
        return ["path", os.path.relpath(answer, root), _content_digest(answer)]
    if isinstance(answer, tuple | list):
        return [answer_as_json(part, root) for part in answer]
    if isinstance(answer, set | frozenset):
        return sorted((answer_as_json(part, root) for part in answer), key=repr)
    return answer if isinstance(answer, str | int | float | bool | None) else repr(answer)


def _content_digest(path: Path) -> str:
    """A digest of a file's bytes, or of a folder's entries with their sizes and times; '' for neither."""
    from hashlib import blake2b  # 2 ms, and most files ask for none

    try:
        if os.path.isdir(path):
            with os.scandir(path) as entries:
                listing = sorted((e.name, *_size_and_time(e.stat(follow_symlinks=False))) for e in entries)
            return blake2b(repr(listing).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
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
