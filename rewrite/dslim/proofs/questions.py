"""Which files are to be proven, and what tells each question from one that was answered before."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dslim.facts.build_context.context import has_own_ignores, open_context
from dslim.fleet.cache.outcome_cache import own_code
from dslim.fleet.config.task_plan import TaskPlan
from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.proofs.run_many import Question
from dslim.proofs.stored_verdict import REPEATABLE
from dslim.proofs.verdict_store import VerdictStore
from dslim.support.reading import read_file
from dslim.syntax import DockerfileSyntaxError, decode, parse
from dslim.verify.base_digests import base_digests, digest_in
from dslim.verify.builders import Builder, find_builder
from dslim.verify.question_key import question_key

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Shard:
    """Every `count`th file, from the `number`th on, which counts from 1: for machines that share the work."""

    number: int = 1
    count: int = 1

    def of(self, files: Sequence[Item]) -> Sequence[Item]:
        """Those of the files that are this shard's."""
        return files[self.number - 1 :: self.count]


def shard_from(text: str) -> Shard:
    """The shard that `I/N` means. Raises ValueError."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ValueError("which of how many, as in 2/5")
    return Shard(int(number), int(count))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of each file. `builder`: None where builders are elsewhere, whose base images are not known then.

    `store`: the folder of verdicts, whose files are no part of a question, though a build context may hold them.
    """

    options: tuple[str, ...]
    builder: Builder | None
    store: str


def questions_below(paths: Sequence[str], shard: Shard, asked: Asked) -> tuple[list[Question], list[str]]:
    """A question for each Dockerfile below the paths that is the shard's, and notes on what was not searched.

    Raises OSError and ConfigError.
    """
    builder, options = asked.builder, asked.options
    plan = TaskPlan({}, None)
    find = digest_in(builder) if builder is not None else None
    name = builder.name if builder is not None else "auto"
    code = own_code()
    questions = []
    with_store = 0
    search = find_dockerfiles(paths or (os.curdir,))
    for file in shard.of(search.files):
        task = plan.make_task(file)
        context = _Sent(file, task.context or os.path.dirname(file) or os.curdir, asked.store)
        with_store += context.has_store
        files = context.files()
        parts = {"options": repr((options, task.options)), "builder": name, "code": code}
        if files is None:  # too many, say: any of them may have changed since
            parts["context"] = uuid.uuid4().hex
        bases = _bases(file, find) if find is not None else {}
        parts |= {f"base {name}": digest for name, digest in bases.items()}
        questions.append(Question(file, question_key(parts, files or [file]), options, name, bases=tuple(bases)))
    notes = [*search.notes, *plan.notes]
    if with_store:
        notes.append(
            f"{asked.store}: this store is sent to the builder with the context of {with_store} files:"
            " name a folder outside, or ignore it in .dockerignore"
        )
    return questions, notes


class _Sent:
    """What a build of `file` is sent of a folder, the build context."""

    def __init__(self, file: str, folder: str, store: str) -> None:
        self._file = file
        self._folder = folder
        self._context = open_context(folder, has_own_ignores(file))
        place = os.path.relpath(os.path.realpath(store), os.path.realpath(folder))
        is_inside = place != os.curdir and place.split(os.sep)[0] != os.pardir
        #: Where the store lies in the context, with a / at its end; '' where it does not.
        self._store = place.replace(os.sep, "/") + "/" if is_inside else ""

    @property
    def has_store(self) -> bool:
        """Whether the store is sent too, which changes while files are built."""
        return bool(self._store) and self._context is not None and not self._context.is_ignored(f"{self._store}x")

    def files(self) -> list[str] | None:
        """The Dockerfile and what is sent with it, but for the store; None where that is not known."""
        sent = self._context.files(os.curdir) if self._context is not None else None
        if sent is None:
            return None
        names = (name for name in sent if not (self._store and name.startswith(self._store)))
        return [self._file, f"{self._file}.dockerignore", *(os.path.join(self._folder, name) for name in names)]


def _bases(file: str, find: Callable[[str], str]) -> dict[str, str]:
    try:
        return base_digests(parse(decode(read_file(file, "Dockerfile").data)), find)
    except (DockerfileSyntaxError, OSError):
        return {}  # the proof tells what is wrong with it


def unanswered(kept: VerdictStore, questions: Iterable[Question], again: bool) -> Iterator[Question]:
    """The questions without a verdict; with those that may have failed by the machine's fault, if `again`."""
    for question in questions:
        verdict = kept.find(question.file)
        if verdict is None or verdict.key != question.key or (again and verdict.state in REPEATABLE):
            yield question


def bases_to_ask(kept: VerdictStore, questions: Iterable[Question]) -> list[str]:
    """The images that verdicts rest on whose keys do not hold them, as of files in repositories."""
    verdicts = (kept.find(question.file) for question in questions if not question.bases)
    return sorted({name for verdict in verdicts if verdict is not None for name in verdict.bases})


def digests_here(builder: str, names: Sequence[str]) -> dict[str, str]:
    """On the machine of a builder: the digests of the images that it has. Raises NoBuilderError."""
    find = digest_in(find_builder(builder))
    return {name: digest for name in names if (digest := find(name))}


def on_moved_bases(
    kept: VerdictStore, questions: Iterable[Question], digests: Mapping[str, str]
) -> Iterator[Question]:
    """The questions whose verdict rests on an image that has another digest now; one that is gone tells nothing."""
    for question in questions:
        verdict = kept.find(question.file) if not question.bases else None
        known = verdict.bases.items() if verdict is not None else ()
        if any(digests.get(name, digest) != digest for name, digest in known):
            yield question
