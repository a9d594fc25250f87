"""The command `dslim shrink`: finds the smallest image that still passes the owner's test."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dslim.cli.build_arguments import build_options
from dslim.cli.build_output import last_lines
from dslim.cli.input_files import other_names, parsed_text, read_dockerfile
from dslim.cli.parameter_types import OneOf, json_options
from dslim.cli.terminal import print_lines_to_stderr, print_to_stderr

if TYPE_CHECKING:
    from dslim.cli.shrink_arguments import ShrinkArguments
    from dslim.cli.shrink_output import ReadFiles
    from dslim.facts.build_context.context import Context
    from dslim.shrink.images.image_store import ImageStore
    from dslim.shrink.job import ShrinkJob
    from dslim.shrink.result import Shrunk
    from dslim.verify.session import BuildJob


@click.command()
@build_options("docker", "podman", "buildah")
@click.option("--test", type=click.Path(exists=True, dir_okay=False), help="A program that tests the image in $IMAGE.")
@click.option("--run", "command", metavar="COMMAND", help="A shell command inside the image that must succeed.")
@click.option("--http", metavar="PORT[/PATH]", help="The image, started, must answer there: --http 8080/health")
@click.option("-i", "--in-place", is_flag=True, help="Write FILE, and its .dockerignore, instead of showing a diff.")
@click.option(
    "--level", type=OneOf(["recommends", "build", "unused"]), default="build", show_default=True,
    help="What may go: packages that are only recommended; those too that only the build needs, and what a COPY of"
    " everything brings in vain; packages too that the file names and nobody uses.",
)  # fmt: skip
@click.option("--repeat", default=2, show_default=True, type=click.IntRange(1), help="How often each image is tested.")
@click.option("--max-builds", default=20, show_default=True, type=click.IntRange(3), help="Builds at most.")
@click.option("--time", "minutes", default=60.0, show_default=True, metavar="MINUTES", help="Time at most.")
@click.option("--test-seconds", default=300.0, show_default=True, help="How long one test may take.")
@click.option("--no-cache", is_flag=True, help="Ask again, whatever an earlier run found.")
@click.option("--html", type=click.Path(dir_okay=False, writable=True), help="Write what was found as a page too.")
@json_options
def shrink(**options: Any) -> int:
    """Find the smallest image that still passes a test, and show the Dockerfile that makes it.

    What `dslim fix` does is proven to change nothing; this is not: your test decides, and what it does not see may
    go. Without a test the image's HEALTHCHECK is asked. Exit codes: 0 a smaller image was found, 1 none, 2 no test,
    a test that fails on the image as it is or wavers, or a Dockerfile that does not build.
    """
    from dslim.cli.shrink_arguments import ShrinkArguments
    from dslim.cli.shrink_output import show
    from dslim.fleet.config.settings import ConfigError
    from dslim.shrink.errors import ShrinkError, fault_line
    from dslim.support.write_refused import WriteRefused
    from dslim.verify.errors import BuildError, ImageError, NoBuilderError

    arguments = ShrinkArguments(**options)
    file = arguments.file
    try:
        if arguments.html and not Path(arguments.html).parent.is_dir():
            raise ShrinkError(f"{arguments.html} cannot be written: no such folder")
        answer = _shrink(arguments)
        return 2 if answer is None else show(arguments, *answer)
    except BuildError as error:
        print_lines_to_stderr(last_lines(str(error)))
        print_to_stderr(f"{file}: error: does not build")
    except ConfigError as error:
        print_to_stderr(str(error))
    except WriteRefused as error:
        print_to_stderr(f"{file}: error: not written: {error}")
    except OSError as error:
        place = f"{error.filename}: " if error.filename and error.filename != file else ""
        print_to_stderr(f"{file}: error: {place}{error.strerror or error}{other_names(file)}")
    except (ShrinkError, NoBuilderError, ImageError) as error:
        print_to_stderr(f"{file}: error: {error}")
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except Exception as error:  # a run takes an hour, and its images must go: a fault of ours ends it as all else does
        print_to_stderr(f"{file}: error: {fault_line(error)}")
    return 2


def _shrink(arguments: ShrinkArguments) -> tuple[Shrunk, ReadFiles] | None:
    """The result, and what was read; None, with a message, for a bad Dockerfile. Raises what the command tells."""
    from dslim.cli.shrink_arguments import owner_test
    from dslim.cli.shrink_output import ReadFiles
    from dslim.engine.fix_loop import fix_text
    from dslim.facts.build_context.context import open_context
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.shrink.job import ShrinkJob, context_texts, sent_context
    from dslim.support.reading import read_file
    from dslim.verify.builders import with_containers

    plan = TaskPlan({"targets": (arguments.target,)} if arguments.target else {}, arguments.context)
    task = plan.make_task(arguments.file)
    dockerfile = read_dockerfile(arguments.file)
    text = parsed_text(arguments.file)
    if text is None:
        return None
    known = open_context(task.context) if task.context else None

    def fixed(before: str) -> str:
        return fix_text(before, task.options, known, arguments.file).after

    test = owner_test(arguments, text)
    job = arguments.build_job(task.context)
    job = replace(job, builder=with_containers(job.builder))
    sent = sent_context(job)
    there = os.path.lexists(sent.ignore_path) if sent.ignore_path else False
    read = ReadFiles(dockerfile, read_file(sent.ignore_path, "ignore") if there else None)
    texts = context_texts(job.context, list(_sent_files(known)))
    work = ShrinkJob(text, fixed, test, texts, arguments.level, arguments.repeat, print_to_stderr, sent)
    return _found(arguments, job, work, list(_sent_files(known))), read


def _found(arguments: ShrinkArguments, job: BuildJob, work: ShrinkJob, sent: list[str]) -> Shrunk:
    """The result: that of an earlier run that asked the same, if there is one."""
    from dslim.fleet.cache.outcome_cache import default_folder
    from dslim.shrink.answers import StoredAnswers
    from dslim.shrink.images.image_store import Limits, open_store
    from dslim.shrink.shrinker import Shrinker
    from dslim.shrink.stored_results import StoredResults
    from dslim.verify.question_key import question_key

    results = StoredResults(default_folder())
    limits = Limits(arguments.max_builds, deadline=time.monotonic() + arguments.minutes * 60)
    with open_store(job, limits) as store:
        key = question_key(_key_of(arguments, work, store), [os.path.join(job.context, name) for name in sent])
        known = None if arguments.no_cache else results.find(key)
        if known is not None:
            return known
        answers = StoredAnswers(default_folder(), key)
        if arguments.no_cache:
            answers.forget()
        found = Shrinker(store, work, answers).run()
    results.add(key, found)
    answers.forget()
    return found


def _sent_files(known: Context | None) -> dict[str, int]:
    return (known.files(".") if known is not None else None) or {}


def _key_of(arguments: ShrinkArguments, work: ShrinkJob, store: ImageStore) -> dict[str, str]:
    """What a result hangs on beside the context; bases by their digests, where the builder has them."""
    from dslim.syntax import parse
    from dslim.verify.base_digests import base_digests

    bases = base_digests(parse(work.text), store.id_of)
    parts = {f"base {name}": digest for name, digest in bases.items()}
    job = store.job
    builder = (job.builder.name, *job.builder.builds_with)
    options = (builder, job.target, job.build_args, job.network, job.builder_options, work.level, work.repeat)
    more = {"fixed": work.fix(work.text), "ignore": work.sent.ignore, "top": repr(work.sent.top)}
    return {**parts, **more, "text": work.text, "test": work.test.identity, "options": repr(options)}
