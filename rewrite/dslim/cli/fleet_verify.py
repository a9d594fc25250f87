"""Runs `dslim fleet verify`: asks each question that has no answer yet, keeps what comes, and tells how far it is."""

from __future__ import annotations

import time
from typing import NamedTuple

import click

from dslim.cli.terminal import print_line, print_to_stderr
from dslim.fleet.config.settings import ConfigError
from dslim.fleet.workers.engine import Engine, LocalThreads
from dslim.fleet.workers.runner import count_processors
from dslim.proofs.progress import Progress
from dslim.proofs.questions import Shard, questions_below, shard_from, unanswered
from dslim.proofs.run_many import Question, prove_all
from dslim.proofs.summary import Summary
from dslim.proofs.verdict_store import VerdictStore
from dslim.verify.builders import find_builder
from dslim.verify.errors import NoBuilderError


class FleetArguments(NamedTuple):
    """Every argument of `dslim fleet verify`, by the name of its option. `seconds`: that one file may take."""

    paths: tuple[str, ...]
    store: str
    jobs: int | None
    shard: str | None
    seconds: float
    again: bool
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
        builder = find_builder(arguments.image_builder)
        questions = questions_below(arguments.paths, shard, arguments.verify_options, builder)
        kept.prepare([question.file for question in questions])
    except ConfigError as error:
        print_to_stderr(str(error))
        return 2
    except (NoBuilderError, OSError) as error:
        print_to_stderr(f"error: {error}")
        return 2
    todo = list(unanswered(kept, questions, arguments.again))
    print_to_stderr(f"{len(questions)} files, {len(questions) - len(todo)} with a verdict already")
    engine = LocalThreads(arguments.jobs or max(1, count_processors() // 2))
    _prove(todo, engine, kept, arguments.seconds)
    summary = Summary(len(questions), list(kept.verdicts()))
    for line in summary.lines():
        print_line(line)
    return 0 if arguments.exit_zero else summary.exit_code


def _prove(todo: list[Question], engine: Engine, kept: VerdictStore, seconds: float) -> None:
    """Ask, and keep and tell each verdict as it comes."""
    start = time.monotonic()
    progress = Progress(len(todo))
    for verdict in prove_all(todo, engine, seconds):
        kept.add(verdict)
        print_to_stderr(progress.line(verdict, time.monotonic() - start))
