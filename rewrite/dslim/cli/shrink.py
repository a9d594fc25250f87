"""The command `dslim shrink`: finds the smallest image that still passes the owner's test."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dslim.cli.build_output import last_lines
from dslim.cli.input_files import other_names, parsed_text
from dslim.cli.parameter_types import builder_option, json_options
from dslim.cli.terminal import print_line, print_lines_to_stderr, print_text, print_to_stderr

if TYPE_CHECKING:
    from dslim.shrink.images.image_store import ImageStore
    from dslim.shrink.owner_test.owner_test import OwnerTest
    from dslim.shrink.result import Shrunk
    from dslim.shrink.shrinker import Level


@dataclass(frozen=True)
class ShrinkArguments:
    """Every argument of `dslim shrink`, by the name of its option; `file` is the Dockerfile."""

    file: str
    test: str | None
    command: str | None
    http: str | None
    context: str | None
    target: str | None
    build_args: tuple[str, ...]
    network: str | None
    image_builder: str
    builder_options: tuple[str, ...]
    in_place: bool
    level: Level
    repeat: int
    max_builds: int
    minutes: float
    test_seconds: float
    as_json: bool
    no_cache: bool


@click.command()
@click.argument("file", default="Dockerfile", type=click.Path(dir_okay=False))
@click.option("--test", type=click.Path(exists=True, dir_okay=False), help="A program that tests the image in $IMAGE.")
@click.option("--run", "command", metavar="COMMAND", help="A shell command inside the image that must succeed.")
@click.option("--http", metavar="PORT[/PATH]", help="The image, started, must answer there: --http 8080/health")
@click.option("--context", type=click.Path(exists=True, file_okay=False), help="[default: the folder of FILE]")
@click.option("--target", metavar="STAGE", help="The stage to build. [default: the last]")
@click.option("--build-arg", "build_args", multiple=True, metavar="K=V", help="As the builder takes it.")
@click.option("--network", metavar="MODE", help="The network of RUN and of tests, as the builder takes it.")
@builder_option("docker", "podman")
@click.option(
    "--builder-option", "builder_options", multiple=True, metavar="OPTION", help="For builds: --secret=id=x,src=y"
)
@click.option("-i", "--in-place", is_flag=True, help="Write FILE instead of showing a diff.")
@click.option(
    "--level", type=click.Choice(["recommends", "build", "unused"]), default="build", show_default=True,
    help="What may go: packages that are only recommended; those too that only the build needs; those too that the"
    " file names and the test does not use.",
)  # fmt: skip
@click.option("--repeat", default=2, show_default=True, type=click.IntRange(1), help="How often each image is tested.")
@click.option("--max-builds", default=20, show_default=True, type=click.IntRange(3), help="Builds at most.")
@click.option("--time", "minutes", default=60.0, show_default=True, metavar="MINUTES", help="Time at most.")
@click.option("--test-seconds", default=300.0, show_default=True, help="How long one test may take.")
@click.option("--no-cache", is_flag=True, help="Ask again, whatever an earlier run found.")
@json_options
def shrink(**options: Any) -> int:
    """Find the smallest image that still passes a test, and show the Dockerfile that makes it.

    What `dslim fix` does is proven to change nothing; this is not: your test decides, and what it does not see may
    go. Without a test the image's HEALTHCHECK is asked. Exit codes: 0 a smaller image was found, 1 none, 2 no test,
    a test that fails on the image as it is or wavers, or a Dockerfile that does not build.
    """
    from dslim.fleet.config.settings import ConfigError
    from dslim.shrink.errors import ShrinkError
    from dslim.verify.errors import BuildError, ImageError, NoBuilderError

    arguments = ShrinkArguments(**options)
    try:
        found = _shrink(arguments)
    except BuildError as error:
        print_lines_to_stderr(last_lines(str(error)))
        print_to_stderr(f"{arguments.file}: error: does not build")
        return 2
    except ConfigError as error:
        print_to_stderr(str(error))
        return 2
    except OSError as error:
        print_to_stderr(f"{arguments.file}: error: {error.strerror or error}{other_names(arguments.file)}")
        return 2
    except (ShrinkError, NoBuilderError, ImageError) as error:
        print_to_stderr(f"{arguments.file}: error: {error}")
        return 2
    return 2 if found is None else _show(arguments, found)


def _shrink(arguments: ShrinkArguments) -> Shrunk | None:
    """The result; None, with a message, where the file cannot be read. Raises what the command tells."""
    from dslim.engine.fix_loop import fix_text
    from dslim.facts.build_context.context import open_context
    from dslim.fleet.cache.outcome_cache import default_folder
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.shrink.images.image_store import Limits, open_store
    from dslim.shrink.shrinker import Shrinker, ShrinkJob, context_texts
    from dslim.shrink.stored_results import StoredResults
    from dslim.verify.builders import find_builder
    from dslim.verify.question_key import question_key
    from dslim.verify.session import BuildJob

    file = Path(arguments.file)
    plan = TaskPlan({"targets": (arguments.target,)} if arguments.target else {}, arguments.context)
    task = plan.make_task(arguments.file)
    text = parsed_text(arguments.file)
    if text is None:
        return None
    known = open_context(task.context) if task.context else None

    def fixed(before: str) -> str:
        return fix_text(before, task.options, known, arguments.file).after

    test = owner_test(arguments, text)
    folder = Path(arguments.context or task.context or file.parent)
    job = BuildJob(
        find_builder(arguments.image_builder), folder.resolve(), file, arguments.target, arguments.build_args,
        arguments.network, arguments.builder_options,
    )  # fmt: skip
    limits = Limits(arguments.max_builds, deadline=time.monotonic() + arguments.minutes * 60)
    sent = (known.files(".") if known is not None else None) or {}
    texts = context_texts(folder, list(sent))
    results = StoredResults(default_folder())
    with open_store(job, limits) as store:
        parts = _key_of(arguments, text, fixed(text), test, store)
        key = question_key(parts, [os.path.join(folder, name) for name in sent])
        known_result = None if arguments.no_cache else results.find(key)
        if known_result is not None:
            return known_result
        work = ShrinkJob(text, fixed, test, texts, arguments.level, arguments.repeat, print_to_stderr)
        found = Shrinker(store, work).run()
    results.add(key, found)
    return found


def _key_of(arguments: ShrinkArguments, text: str, fixed: str, test: OwnerTest, store: ImageStore) -> dict[str, str]:
    """What a result hangs on beside the context; bases by their digests, where the builder has them."""
    from dslim.syntax import parse
    from dslim.verify.base_digests import base_digests

    parts = base_digests(parse(text), store.id_of)
    options = (arguments.target, arguments.build_args, arguments.network, arguments.builder_options, arguments.level)
    return {**parts, "text": text, "fixed": fixed, "test": test.identity, "options": repr(options)}


def owner_test(arguments: ShrinkArguments, text: str) -> OwnerTest:
    """The test that the command line names, else the HEALTHCHECK of the Dockerfile. Raises ShrinkError."""
    from dslim.shrink.errors import ShrinkError
    from dslim.shrink.owner_test.owner_test import CommandTest, HealthTest, HttpTest, ScriptTest
    from dslim.syntax import parse

    given = [value for value in (arguments.test, arguments.command, arguments.http) if value]
    if len(given) > 1:
        raise ShrinkError("one test: --test, --run or --http")
    seconds = arguments.test_seconds
    if arguments.test:
        return ScriptTest(Path(arguments.test), seconds)
    if arguments.command:
        return CommandTest(arguments.command, seconds)
    if arguments.http:
        port, slash, path = arguments.http.partition("/")
        if not port.isdigit():
            raise ShrinkError(f"--http {arguments.http}: a port and a path, as in 8080/health")
        return HttpTest(int(port), slash + path or "/", seconds)
    checks = [node for node in parse(text).stages[-1].instructions if node.keyword == "HEALTHCHECK"]
    if checks and checks[-1].args.strip().upper() != "NONE":
        return HealthTest(seconds)
    raise ShrinkError("no test: give --test PROGRAM, --run COMMAND or --http PORT/PATH, or have a HEALTHCHECK")


def _show(arguments: ShrinkArguments, found: Shrunk) -> int:
    from dslim.report.diff import diff_path, unified_diff

    file = arguments.file
    if arguments.as_json:
        from dataclasses import asdict

        from dslim.support.safe_text import json_text

        print_text(json_text({"file": file, **asdict(found)}, indent=2) + "\n")
    elif found.is_smaller and not arguments.in_place:
        print_text(unified_diff(found.before, found.after, None, diff_path(file)))
    if found.is_smaller and arguments.in_place:
        _write(file, found)
    if not arguments.as_json:
        from dslim.shrink.text_report import shrunk_lines

        for line in shrunk_lines(file, found):
            print_to_stderr(line) if not arguments.in_place else print_line(line)
    return 0 if found.is_smaller else 1


def _write(file: str, found: Shrunk) -> None:
    from dslim.support.atomic_write import write_atomic
    from dslim.support.reading import read_file
    from dslim.syntax import encode

    resolved = os.path.realpath(file)
    identity = read_file(resolved, "Dockerfile", follow=False).identity
    write_atomic(resolved, encode(found.before), encode(found.after), identity)
