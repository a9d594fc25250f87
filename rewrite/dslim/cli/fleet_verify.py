"""Runs `dslim fleet verify`: asks each question that has no answer yet, keeps what comes, and tells how far it is."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from itertools import takewhile
from typing import NamedTuple

import click

from dslim.cli.terminal import print_line, print_to_stderr
from dslim.fleet.config.settings import ConfigError
from dslim.fleet.workers.engine import Engine, LocalThreads, Refused, Shared
from dslim.fleet.workers.runner import count_processors
from dslim.proofs.estimate import estimate, ordered_by_base
from dslim.proofs.progress import Progress
from dslim.proofs.questions import (
    Asked,
    Shard,
    bases_to_ask,
    digests_here,
    on_moved_bases,
    questions_below,
    shard_from,
    unanswered,
)
from dslim.proofs.repositories import ListError, questions_of, read_list
from dslim.proofs.run_many import Question, prove_all
from dslim.proofs.summary import Summary
from dslim.proofs.verdict_store import StoreError, VerdictStore
from dslim.proofs.working_trees import packed
from dslim.support.git.locate import GitError
from dslim.support.processes import current_umask
from dslim.verify.builders import find_builder
from dslim.verify.errors import NoBuilderError


class FleetArguments(NamedTuple):
    """Every argument of `dslim fleet verify`, by the name of its option.

    `seconds`: that one file may take. `budget`: hours after which none is begun.
    """

    paths: tuple[str, ...]
    store: str
    jobs: int | None
    shard: str | None
    seconds: float
    again: bool
    cluster: str | None
    budget: float | None
    exit_zero: bool
    network: str | None
    image_builder: str
    builder_options: tuple[str, ...]
    unsafe_fixes: bool

    @property
    def verify_options(self) -> tuple[str, ...]:
        """The options of each `dslim verify`."""
        options = ["--builder", self.image_builder, *(["--network", self.network] if self.network else [])]
        options += [f"--builder-option={option}" for option in self.builder_options]
        return (*options, *(["--unsafe-fixes"] if self.unsafe_fixes else []))


def run_fleet(arguments: FleetArguments) -> int:
    """Prove what is not proven yet, and print what all of it comes to; the exit code."""
    try:
        shard = shard_from(arguments.shard) if arguments.shard is not None else Shard()
    except ValueError as error:
        raise click.UsageError(f"--shard {arguments.shard}: {error}") from None
    kept = VerdictStore(arguments.store)
    try:
        questions = _questions(arguments, shard)
        with kept.reserved():
            kept.prepare({question.file: question.key for question in questions})
            _prove_missing(questions, kept, arguments)
            summary = Summary(len(questions), list(kept.verdicts()))
    except (ConfigError, ListError, StoreError) as error:
        print_to_stderr(str(error))
        return 2
    except (NoBuilderError, Refused, GitError) as error:
        print_to_stderr(f"error: {error}")
        return 2
    except OSError as error:
        print_to_stderr(f"{error.filename or arguments.store}: error: {error.strerror or error}")
        return 2
    for line in summary.lines():
        print_line(line)
    return 0 if arguments.exit_zero else summary.exit_code


def _questions(arguments: FleetArguments, shard: Shard) -> list[Question]:
    """The questions of this shard. Raises what `run_fleet` tells."""
    lists = [path for path in arguments.paths if path.endswith(".tsv")]
    paths = [path for path in arguments.paths if path not in lists]
    options = arguments.verify_options
    for path in paths:
        os.stat(path)  # a name that is mistyped is no file that failed
    listed = [file for path in lists for file in read_list(path)]
    found = questions_of(list(shard.of(list(dict.fromkeys(listed)))), options)
    if paths or not lists:
        builder = find_builder(arguments.image_builder) if arguments.cluster is None else None
        below, notes = questions_below(paths, shard, Asked(options, builder, arguments.store))
        found += below
        for note in notes:
            print_to_stderr(note)
    elif arguments.cluster is None:
        find_builder(arguments.image_builder)  # or every file would fail
    if not found and shard.count == 1:
        print_to_stderr("No Dockerfile found.")
    return found


def _prove_missing(questions: list[Question], kept: VerdictStore, arguments: FleetArguments) -> None:
    """Ask what has no verdict yet, or one on a base image that has moved since. Raises what `run_fleet` tells."""
    todo = list(unanswered(kept, questions, arguments.again))
    asked = set(todo)
    answered = [question for question in questions if question not in asked]
    bases = bases_to_ask(kept, answered)
    engine = _engine(arguments) if todo or bases else None
    try:
        if engine is not None and bases:
            digests = engine.submit(digests_here, arguments.image_builder, bases).result()
            for question in on_moved_bases(kept, answered, digests):
                kept.remove(question.file)  # it tells of another image: not to be taken for an answer if this run ends
                todo.append(question)
        print_to_stderr(f"{len(questions)} files, {len(questions) - len(todo)} with a verdict already")
        if engine is not None and todo:
            _prove(ordered_by_base(todo), engine, kept, arguments)
    finally:
        if engine is not None:
            engine.close()


def _engine(arguments: FleetArguments) -> Engine:
    """What does the work. Raises Refused."""
    if arguments.cluster is None:
        return LocalThreads(arguments.jobs or max(1, count_processors() // 2))
    from dslim.fleet.workers.dask_engine import DaskEngine

    engine = DaskEngine(arguments.cluster)
    for note in engine.notes():
        print_to_stderr(f"note: {note}")
    return engine


def _prove(todo: list[Question], engine: Engine, kept: VerdictStore, arguments: FleetArguments) -> None:
    """Ask, and keep and tell each verdict as it comes. Raises Refused and OSError."""
    trees: Mapping[str, Shared] = {}
    if arguments.cluster is not None:
        todo, trees = packed(todo, current_umask())
    print_to_stderr(estimate(todo, kept, engine.slots).line())
    start = time.monotonic()
    progress = Progress(len(todo))
    end = start + arguments.budget * 3600 if arguments.budget is not None else float("inf")
    in_budget = takewhile(lambda _: time.monotonic() < end, todo)
    for verdict in prove_all(in_budget, engine, arguments.seconds, trees):
        kept.add(verdict)
        print_to_stderr(progress.line(verdict, time.monotonic() - start))
    if progress.done < len(todo):
        left, hours = len(todo) - progress.done, f"{arguments.budget:g} h"
        print_to_stderr(f"{left} files not begun: the budget of {hours} is spent; the same command goes on")
