"""Which files are to be proven, and what tells each question from one that was answered before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dslim.facts.build_context.context import open_context
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


def questions_below(
    paths: Sequence[str], shard: Shard, options: tuple[str, ...], builder: Builder | None
) -> list[Question]:
    """A question for each Dockerfile below the paths that is the shard's. Raises OSError and ConfigError.

    `builder`: None where builders are elsewhere: what they have of base images is no part of the question then.
    """
    plan = TaskPlan({}, None)
    find = digest_in(builder) if builder is not None else None
    name = builder.name if builder is not None else "auto"
    code = own_code()
    questions = []
    for file in shard.of(find_dockerfiles(paths or (os.curdir,)).files):
        task = plan.make_task(file)
        context = open_context(task.context) if task.context is not None else None
        sent = (context.files(".") if context is not None else None) or {}
        files = [file, *(os.path.join(task.context or "", name) for name in sent)]
        parts = {"options": repr((options, task.options)), "builder": name, "code": code}
        bases = _bases(file, find) if find is not None else {}
        parts |= {f"base {name}": digest for name, digest in bases.items()}
        questions.append(Question(file, question_key(parts, files), options, name, bases=tuple(bases)))
    return questions


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
