"""The commands `dslim fleet verify`, `status` and `report`: proof for many Dockerfiles, kept in a folder."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from dslim.cli.parameter_types import builder_option, json_options
from dslim.cli.terminal import print_line, print_text, print_to_stderr

if TYPE_CHECKING:
    from dslim.proofs.run_many import Question
    from dslim.proofs.stored_verdict import StoredVerdict
    from dslim.proofs.summary import Summary
    from dslim.proofs.verdict_store import VerdictStore


@click.group()
def fleet() -> None:
    """Prove many Dockerfiles by building them, and tell what came of it."""


@fleet.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--store", required=True, type=click.Path(file_okay=False), help="The folder that keeps the verdicts.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Files at once. [default: half the processors]")
@click.option("--shard", metavar="I/N", help="Only every Nth file, from the Ith: for machines that share the work.")
@click.option("--seconds", default=1800.0, show_default=True, help="How long one file may take.")
@click.option("--again", is_flag=True, help="Try files again that did not build, or not in time.")
@click.option("--network", metavar="MODE", help="As for verify.")
@builder_option("docker", "podman", "buildah")
@click.option("--builder-option", "builder_options", multiple=True, metavar="OPTION", help="As for verify.")
@click.option("--unsafe-fixes", is_flag=True, help="Verify the fixes too that cannot be proven harmless.")
def verify(
    paths: tuple[str, ...], store: str, jobs: int | None, shard: str | None, seconds: float, again: bool,
    network: str | None, image_builder: str, builder_options: tuple[str, ...], unsafe_fixes: bool,
) -> int:  # fmt: skip
    """Build every Dockerfile below PATHS both ways; a run that was interrupted goes on where it was.

    A file is built again only if its text, its context, a base image, an option or dslim has changed.
    Exit codes: 0 no image differs, 1 some do, 2 nothing could be built.
    """
    from dslim.fleet.workers.runner import count_processors
    from dslim.proofs.run_many import prove_all
    from dslim.proofs.summary import Summary
    from dslim.proofs.verdict_store import VerdictStore
    from dslim.verify.errors import NoBuilderError

    options = ["--builder", image_builder, *(["--network", network] if network else [])]
    options += [f"--builder-option={option}" for option in builder_options]
    options += ["--unsafe-fixes"] if unsafe_fixes else []
    kept = VerdictStore(store)
    try:
        questions = _questions(paths, shard, tuple(options), image_builder)
        kept.prepare([question.file for question in questions])
    except (NoBuilderError, OSError) as error:
        print_to_stderr(f"error: {error}")
        return 2
    todo = _unanswered(kept, questions, again)
    print_to_stderr(f"{len(questions)} files, {len(questions) - len(todo)} with a verdict already")
    start = time.monotonic()
    for number, verdict in enumerate(prove_all(todo, jobs or max(1, count_processors() // 2), seconds), 1):
        kept.add(verdict)
        print_to_stderr(_progress_line(verdict, number, len(todo), time.monotonic() - start))
    summary = Summary(len(questions), list(kept.verdicts()))
    for line in summary.lines():
        print_line(line)
    return 0 if summary.is_proven else 1


def _unanswered(kept: VerdictStore, questions: list[Question], again: bool) -> list[Question]:
    """The questions without a verdict; with those that may have failed by the machine's fault, where wanted."""
    from dslim.proofs.stored_verdict import REPEATABLE

    found = []
    for question in questions:
        verdict = kept.find(question.file)
        if verdict is None or verdict.key != question.key or (again and verdict.state in REPEATABLE):
            found.append(question)
    return found


def _progress_line(verdict: StoredVerdict, number: int, count: int, taken: float) -> str:
    from dslim.verify.report.text import size_text

    left = taken / number * (count - number)
    what = f"same, {size_text(verdict.saved)} saved" if verdict.state == "same" else verdict.state
    reason = f": {verdict.reason}" if verdict.reason else ""
    return f"[{number}/{count}] {verdict.file}: {what}{reason} (about {left / 60:.0f} min left)"


def _questions(paths: tuple[str, ...], shard: str | None, options: tuple[str, ...], builder: str) -> list[Question]:
    """The files below the paths that are of this shard. Raises NoBuilderError, OSError and click.UsageError."""
    from dslim.facts.build_context.context import open_context
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
    from dslim.proofs.run_many import Question
    from dslim.verify.builders import find_builder
    from dslim.verify.question_key import question_key

    first, step = _shard(shard)
    found = find_builder(builder)
    plan = TaskPlan({}, None)
    questions = []
    for file in find_dockerfiles(paths or (os.curdir,)).files[first::step]:
        task = plan.make_task(file)
        context = open_context(task.context) if task.context is not None else None
        sent = (context.files(".") if context is not None else None) or {}
        files = [file, *(os.path.join(task.context or "", name) for name in sent)]
        parts = {"options": repr((options, task.options)), "builder": found.name, "bases": _bases(file, found)}
        questions.append(Question(file, question_key(parts, files), options))
    return questions


def _bases(file: str, builder: object) -> str:
    """The digests of the base images that the builder has."""
    from dslim.cli.input_files import read_dockerfile
    from dslim.syntax import DockerfileSyntaxError, decode, parse
    from dslim.verify.builders import Builder

    assert isinstance(builder, Builder)
    try:
        stages = parse(decode(read_dockerfile(file).data)).stages
    except (DockerfileSyntaxError, OSError):
        return ""
    names = sorted({stage.base for stage in stages if "$" not in stage.base})
    return " ".join(builder.output_of(["image", "inspect", "--format", "{{.Id}}", name]).strip() for name in names)


def _shard(text: str | None) -> tuple[int, int]:
    """(first, step) of `I/N`. Raises click.UsageError."""
    if text is None:
        return 0, 1
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise click.UsageError(f"--shard {text}: which of how many, as in 2/5")
    return int(number) - 1, int(count)


@fleet.command()
@click.argument("store", type=click.Path(exists=True, file_okay=False))
def status(store: str) -> int:
    """Tell how far a run is, or what came of it, from its folder alone."""
    summary = _summary_of(store)
    if summary is None:
        return 2
    for line in summary.lines():
        print_line(line)
    return 0


@fleet.command()
@click.argument("store", type=click.Path(exists=True, file_okay=False))
@json_options
@click.option("--html", type=click.Path(dir_okay=False), help="Write them as a page.")
def report(store: str, as_json: bool, html: str | None) -> int:
    """Tell every verdict of a run, as text, JSON or a page."""
    from dslim.support.output_file import write_output
    from dslim.support.safe_text import json_text

    summary = _summary_of(store)
    if summary is None:
        return 2
    if html:
        from dslim.proofs.page import summary_page

        try:
            write_output(html, summary_page(summary).encode("utf-8", "replace"))
        except OSError as error:
            print_to_stderr(f"{html}: error: not written: {error.strerror or error}")
            return 2
    if as_json:
        print_text(json_text(summary.data(), indent=2) + "\n")
    elif not html:
        for verdict in summary.verdicts:
            reason = f": {verdict.reason}" if verdict.reason else ""
            print_line(f"{verdict.file}: {verdict.state}{reason}")
        for line in summary.lines():
            print_line(line)
    return 0


def _summary_of(store: str) -> Summary | None:
    """What a store holds; None, with a message, where it is none."""
    from dslim.proofs.summary import Summary
    from dslim.proofs.verdict_store import VerdictStore

    kept = VerdictStore(store)
    try:
        return Summary(len(kept.files()), list(kept.verdicts()))
    except (OSError, ValueError):
        print_to_stderr(f"{store}: error: no verdicts of `dslim fleet verify` lie here")
        return None
