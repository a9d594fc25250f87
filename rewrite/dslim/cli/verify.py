"""The command `dslim verify`: builds a Dockerfile before and after its fixes, and compares the images."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dslim.cli.build_arguments import build_options
from dslim.cli.build_output import last_lines
from dslim.cli.input_files import other_names
from dslim.cli.parameter_types import RULE_NAMES, OneOf, json_options
from dslim.cli.terminal import is_terminal, print_line, print_lines_to_stderr, print_text, print_to_stderr
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from dslim.cli.verify_arguments import VerifyArguments
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.fleet.workers.task import Task
    from dslim.verify.session import BuildJob
    from dslim.verify.verdict import FileChange, Verdict


class OneOrMany(click.Command):
    """`dslim verify FILE`; with `--store` it is `dslim fleet verify`, which takes folders and several files."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the command that is meant. Raises click.UsageError."""
        options = args[: args.index("--")] if "--" in args else args
        if any(word.partition("=")[0] == "--store" for word in options):
            from dslim.cli.fleet import verify as verify_many

            return verify_many.make_context(info_name, args, parent, **extra)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            is_folder = "[FILE]" in error.format_message() and "is a directory" in error.message
            if is_folder or "extra argument" in error.message:
                message = f"{error.format_message().rstrip('.')}. For folders and several files: --store DIR"
                raise click.UsageError(message, error.ctx) from None
            raise


@click.command(cls=OneOrMany)
@build_options("docker", "podman", "buildah")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False), help="Compare with this Dockerfile instead."
)
@click.option("--cache", "caches", multiple=True, metavar="PATH", help="A cache directory that may differ.")
@click.option("--each", is_flag=True, help="Build after each fix too, to tell the bytes that it saves alone.")
@click.option("--rule", "rules", type=RULE_NAMES, multiple=True, metavar="RULE,...", help="Fix by these rules only.")
@click.option(
    "--ignore-rule", "ignore_rules", type=RULE_NAMES, multiple=True, metavar="RULE,...", help="Leave these rules out."
)
@click.option("--merge", type=OneOf(["auto", "all", "bytes", "off"]), help="As for fix.  [default: auto]")
@click.option("--style", type=OneOf(["clean", "cache-mount"]), help="As for fix.  [default: clean]")
@click.option("--unsafe-fixes", is_flag=True, help="Verify the fixes too that cannot be proven harmless.")
@json_options
@click.option("--html", type=click.Path(dir_okay=False, writable=True), help="Write the verdict as a page too.")
@click.option("--checkout", nargs=2, hidden=True, help="For fleet: the URL and revision of the repository of FILE.")
@click.option("--unpack", hidden=True, help="For fleet: the bundle of the work tree of FILE.")
@click.option("--umask", type=int, default=-1, hidden=True, help="For fleet: the mask for its files.")
@click.option("--end-with-parent", type=int, hidden=True, help="For fleet: end when this process does.")
def verify(**options: Any) -> int:
    """Build FILE as it is and as `dslim fix` would write it, and compare the images.

    The config counts as for fix. If the images differ, FILE is built again as it is, to learn what changes
    from build to build. Exit codes: 0 the same, 1 different, 2 could not build.

    With --store DIR it takes PATHS, builds every Dockerfile below them, and keeps the verdicts in DIR; this is
    `dslim fleet verify`, whose --help tells the options.
    """
    from dslim.cli.verify_arguments import VerifyArguments

    arguments = VerifyArguments(**options)
    if arguments.end_with_parent is not None:
        from dslim.support.processes import end_with_parent_process

        end_with_parent_process(arguments.end_with_parent)
    return _verify_checkout(arguments) if arguments.checkout or arguments.unpack else _verify(arguments)


def _verify_checkout(arguments: VerifyArguments) -> int:
    """Verify a file of a repository that is checked out for it, into a folder that goes with this process."""
    from tempfile import TemporaryDirectory

    from dslim.support.git.bundle import unpack_bundle
    from dslim.support.git.checkout import check_out
    from dslim.support.git.locate import GitError
    from dslim.verify.builders import run_token

    before = os.getcwd()
    with TemporaryDirectory(prefix=f"dslim-fleet-{run_token()}", ignore_cleanup_errors=True) as folder:
        try:
            if arguments.checkout:
                check_out(*arguments.checkout, folder, arguments.umask)
            elif arguments.unpack:
                unpack_bundle(arguments.unpack, folder, arguments.umask)
            os.chdir(folder)
            if not os.path.realpath(arguments.file).startswith(os.path.realpath(folder) + os.sep):
                print_to_stderr(f"{arguments.file}: error: a symbolic link that leaves the repository")
                return 2
            return _verify(arguments)
        except GitError as error:
            print_to_stderr(f"{arguments.file}: error: {error}")
            return 2
        finally:
            os.chdir(before)


def _verify(arguments: VerifyArguments) -> int:
    from dslim.fleet.config.settings import ConfigError
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.verify.errors import NoBuilderError

    file, html = arguments.file, arguments.html
    if html and not Path(html).parent.is_dir():
        print_to_stderr(f"{html}: error: not written: no such folder")
        return 2
    try:
        plan = TaskPlan(arguments.given_options(), arguments.context)
        task = plan.make_task(file)
        for note in plan.notes:
            print_to_stderr(note)
        other = arguments.against
        change = _change_to(other, arguments) if other else _change_by_fixes(plan, task, arguments.caches)
    except ConfigError as error:
        print_to_stderr(str(error))
        return 2
    if change is None:
        if hint := other_names(file):
            print_to_stderr(hint.removeprefix("; "))
        return 2
    if change.before == change.after:
        return _print_unchanged(file, arguments.as_json)
    try:
        job = arguments.build_job(task.context)
    except NoBuilderError as error:
        print_to_stderr(f"error: {error}")
        return 2
    return _build_and_compare(job, change, arguments)


def _change_by_fixes(plan: TaskPlan, task: Task, caches: tuple[str, ...]) -> FileChange | None:
    """What the fixes make of the file, among the others of its repository; None, with a message, for nothing."""
    from dslim.cli.input_files import read_dockerfile
    from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
    from dslim.fleet.workers.runner import Runner
    from dslim.verify.verdict import FileChange

    runner = Runner(read_dockerfile, lambda outcome: "")
    (found, *_), _ = RelatedFilesFinder(plan, runner.run_one).add_related_files([task])
    done = runner.run_one(found).result
    if done.outcome is None:
        print_to_stderr(f"{task.path}{done.error or f': error: {done.note}'}")
        return None
    return FileChange(done.outcome.before, done.outcome.after, done.outcome.steps, caches)


def _change_to(other: str, arguments: VerifyArguments) -> FileChange | None:
    """The change from the file to another one; None, with a message, where one of them cannot be read."""
    from dslim.verify.verdict import FileChange

    before, after = _read_text(arguments.file), _read_text(other)
    return None if before is None or after is None else FileChange(before, after, (), arguments.caches)


def _read_text(file: str) -> str | None:
    """The text of a Dockerfile; None, with a message, where it cannot be read."""
    from dslim.cli.input_files import parsed_text

    try:
        return parsed_text(file)
    except OSError as error:
        print_to_stderr(f"{file}: error: {error.strerror or error}")
        return None


def _print_unchanged(file: str, as_json: bool) -> int:
    if as_json:
        print_text(json_text({"file": file, "same": True, "differences": [], "changed": False}) + "\n")
    else:
        print_line(f"{file}: nothing to verify, no fix applies")
    return 0


def _build_and_compare(job: BuildJob, change: FileChange, arguments: VerifyArguments) -> int:
    """Build before and after, print the verdict, write the page, and return the exit code."""
    from dslim.verify.errors import BuildError, ImageError, NoBuilderError
    from dslim.verify.session import open_session
    from dslim.verify.verdict import RewrittenBuildError, compare_builds

    file, html = arguments.file, arguments.html
    try:
        with open_session(job, on_step=_progress(arguments)) as session:
            verdict = compare_builds(session, change, job.target, arguments.each)
    except BuildError as error:
        print_lines_to_stderr(last_lines(str(error)))
        what = "the rewritten file does not build, the original does" if isinstance(error, RewrittenBuildError) else ""
        print_to_stderr(f"{file}: error: {what or 'does not build'}{_blamed_fix(error)}")
        return 2
    except (ImageError, NoBuilderError, OSError) as error:
        print_to_stderr(f"{file}: error: {error}")
        return 2
    try:
        if html:
            _write_page(html, file, verdict, change)
    except OSError as error:
        print_to_stderr(f"{html}: error: not written: {error.strerror or error}")
        return 2
    finally:
        _print_verdict(job, change, verdict, arguments)
    return 0 if verdict.is_same else 1


def _progress(arguments: VerifyArguments) -> Callable[[str], None]:
    """What tells on standard error what begins: to people, not to a program that reads JSON."""
    if arguments.as_json and not is_terminal(sys.stderr):
        return lambda what: None
    return lambda what: print_to_stderr(f"{arguments.file}: {what} ...")


def _blamed_fix(error: Exception) -> str:
    finding = getattr(error, "finding", None)
    return f"; to blame: {finding.rule}, line {finding.line}: {finding.message}" if finding else ""


def _print_verdict(job: BuildJob, change: FileChange, verdict: Verdict, arguments: VerifyArguments) -> None:
    file = arguments.file
    if arguments.as_json:
        from dslim.syntax import parse
        from dslim.verify.base_digests import base_digests, digest_in
        from dslim.verify.report.json_data import verdict_data

        bases = base_digests(parse(change.before), digest_in(job.builder))
        print_text(json_text(verdict_data(file, verdict, bases), indent=2) + "\n")
    else:
        from dslim.verify.report.text import verdict_lines

        for line in verdict_lines(file, verdict):
            print_line(line)


def _write_page(html: str, file: str, verdict: Verdict, change: FileChange) -> None:
    from dslim.report.diff import diff_path, regions_of, unified_diff
    from dslim.support.output_file import write_output
    from dslim.verify.report.page import verdict_page

    regions = regions_of(change.steps) if change.steps else None
    diff = unified_diff(change.before, change.after, regions, diff_path(file))
    write_output(html, verdict_page(file, verdict, diff).encode("utf-8", "replace"))
