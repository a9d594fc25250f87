"""Collects the lines that SL405 asks for, and makes the new texts of ignore files of them (`--unsafe-fixes`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dslim.diagnostics.outcome import Outcome
from dslim.facts.build_context.context import IGNORES, has_own_ignores
from dslim.facts.build_context.ignore_lines import is_wanted, with_ignored
from dslim.fleet.config.task_plan import STDIN
from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.fleet.related_files.repository import project_root
from dslim.fleet.workers.task import Task
from dslim.rules.contexts.context_bloat import may_need
from dslim.support.reading import Identity, read_file, reason_of
from dslim.syntax import DockerfileSyntaxError, decode, encode, parse


class IgnoreEdit(NamedTuple):
    """The new text of an ignore file. `path` is absolute; `before`: None where there is no file yet.

    `identity`: which file it was that was read.
    """

    path: str
    before: bytes | None
    after: bytes
    names: tuple[str, ...]
    identity: Identity | None = None

    @property
    def text_before(self) -> str:
        """What stands in the file, which stays; '' where there is none."""
        return decode(self.before or b"")

    @property
    def text_added(self) -> str:
        """What comes behind that."""
        before, after = self.text_before, decode(self.after)
        assert after.startswith(before)  # see with_ignored
        return after[len(before) :]


class IgnoreFiles:
    """The ignore files of the Dockerfiles of a run. `context_of`: the build context of a Dockerfile, None: unknown."""

    def __init__(self, context_of: Callable[[str], str | None]) -> None:
        self.context_of = context_of
        self.notes: list[str] = []
        self._names: dict[str, dict[str, None]] = {}
        self._task_of: dict[str, Task] = {}

    def add(self, task: Task, outcome: Outcome) -> None:
        """Take the lines that the advice on one Dockerfile asks for, where its options have unsafe fixes made."""
        names = [name for finding in outcome.offered for name in finding.ignore_lines]
        if not names or not task.options.unsafe or task.context is None or task.path == STDIN:
            return
        own = task.path + IGNORES
        path = own if has_own_ignores(task.path) else os.path.join(task.context, IGNORES)
        path = os.path.abspath(path)
        self._names.setdefault(path, {}).update(dict.fromkeys(names))
        self._task_of.setdefault(path, task)

    def edits(self) -> list[IgnoreEdit]:
        """The files that change, in order; `notes` gets a line on each name that is left out, and each unread file."""
        return [edit for path in sorted(self._names) if (edit := self._edit(path)) is not None]

    def _edit(self, path: str) -> IgnoreEdit | None:
        before: bytes | None = None
        identity = None
        try:
            if os.path.lexists(path):
                before, identity = read_file(path, "ignore", follow=False)
        except OSError as error:
            self.notes.append(f"{os.path.relpath(path)}: not written: {reason_of(error)}")
            return None
        text = decode(before or b"")
        names = [name for name in self._names[path] if self._may_write(path, text, name)]
        if not names:
            return None
        return IgnoreEdit(path, before, encode(with_ignored(text, names)), tuple(names), identity)

    def _may_write(self, path: str, text: str, name: str) -> bool:
        if is_wanted(text, name):
            why = "a line with `!` wants it"
        elif (other := next(self._who_needs(path, name), None)) is not None:
            why = f"{os.path.relpath(other)} may need it"
        else:
            return True
        self.notes.append(f"{os.path.relpath(path)}: {name} is not written: {why}")
        return False

    def _who_needs(self, path: str, name: str) -> Iterator[str]:
        """The other Dockerfiles that read an ignore file and may need what it would leave out; unread ones may."""
        task = self._task_of[path]
        if path == os.path.abspath(task.path + IGNORES):
            return  # it is for that Dockerfile alone
        context = os.path.abspath(task.context or os.curdir)
        root = project_root(os.path.abspath(task.path)) or context
        for other in find_dockerfiles([root]).files:
            if has_own_ignores(other):
                continue
            used = self.context_of(other)
            if used is not None and os.path.abspath(used) != context:
                continue
            try:
                if may_need(parse(decode(read_file(other, "Dockerfile", follow=False).data)), name):
                    yield other
            except OSError:
                yield other
            except DockerfileSyntaxError:
                continue  # nobody builds it
