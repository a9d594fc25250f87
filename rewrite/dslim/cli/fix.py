"""The command `dslim fix`: shows how Dockerfiles can be slimmed, or rewrites them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dslim.cli.parameter_types import RULE_NAMES, OneOf
from dslim.cli.terminal import print_to_stderr, wants_colour

if TYPE_CHECKING:
    from dslim.cli.fix_arguments import FixArguments


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@click.option("-i", "--in-place", is_flag=True, help="Rewrite the files; for -, print the rewritten text.")
@click.option("-p", "--patch", is_flag=True, help="Ask about each fix on the terminal, and write what is accepted.")
@click.option("--html", metavar="FILE", help="Write a page to choose fixes on, which gives the command for them.")
@click.option("--diff", is_flag=True, help="Print the diff (the default, unless -i or --check is given).")
@click.option("--check", is_flag=True, help="Print what would be fixed, and exit 1 if anything would.")
@click.option("--exit-zero", is_flag=True, help="Exit 0: with --check even where something"
    " would be fixed, with -i even where a file could not be.")
@click.option(
    "--rule", "rules", type=RULE_NAMES, multiple=True, metavar="RULE,...",
    help="Run these rules only; SL2 means all that begin so.",
)
@click.option(
    "--ignore-rule", "ignore_rules", type=RULE_NAMES, multiple=True, metavar="RULE,...", help="Leave these rules out."
)
@click.option("--only", multiple=True, metavar="ID,...", help="Make these fixes only, by their ids in --format json.")
@click.option("--unsafe-fixes", is_flag=True, help="Make fixes too that cannot be proven harmless.")
@click.option(
    "--merge",
    type=OneOf(("auto", "all", "bytes", "off")),
    help="Which RUNs to merge: those that save bytes, and short quick ones of a file that is fixed anyway (auto), all"
    " that can be, only those that save bytes, or none. [default: auto]",
)
@click.option(
    "--style",
    type=OneOf(("clean", "cache-mount")),
    help="What to do about caches: remove them, or keep them in a cache mount. [default: clean]",
)
@click.option("--target", "targets", multiple=True, metavar="STAGE", help="A stage that ships, beside the last.")
@click.option(
    "--builder",
    type=OneOf(("buildkit", "docker", "buildah", "podman", "kaniko", "classic")),
    help="What builds the image; docker is buildkit, podman is buildah. [default: buildkit]",
)
@click.option(
    "--context",
    type=click.Path(exists=True, file_okay=False),
    help="The build context. [default: what compose, bake, CI files or makefiles say, else the folder of each file; for"
    " - none without --stdin-filename]",
)
@click.option("--since", metavar="REV", help="Only files that differ from where HEAD left REV, as git says.")
@click.option("--staged", is_flag=True, help="Only files that are staged for the next commit.")
@click.option(
    "--files-from",
    metavar="FILE",
    help="Read paths from FILE, - for standard input: NUL after each, or one a line.",
)
@click.option("-@", "files_from_stdin", is_flag=True, help="Read paths from standard input, as --files-from=- does.")
@click.option("--config", metavar="FILE", help="This config instead of those found; its paths start from here.")
@click.option("--exclude", "excludes", multiple=True, metavar="PATTERN", help="Leave out too, as .gitignore has it.")
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded even where it is named.")
@click.option("-j", "--jobs", type=click.IntRange(min=0), default=0, help="Processes. [default: one a processor]")
@click.option("--no-cache", is_flag=True, help="Look at every file, whatever is known of it.")
@click.option("--cache-dir", type=click.Path(file_okay=False), help="Where to keep what is known.")
@click.option("--why-not", is_flag=True, help="Tell for each place that was not fixed, why.")
@click.option(
    "--format",
    "report_format",
    type=OneOf(
        ("text", "json", "sarif", "github", "gitlab", "rdjson", "rdjsonl", "junit", "checkstyle", "markdown")
    ),
    default="text",
    show_default=True,
    help="What to print; all but text instead of diffs.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the diff or report to FILE, and not to standard output.")
@click.option("--statistics", is_flag=True, help="Count by rule, and tell the bytes and layers of all files.")
@click.option("--stdin-filename", metavar="PATH", help="The path that standard input is taken to have.")
@click.option("-q", "--quiet", is_flag=True, help="Print no summary.")
@click.option(
    "-v", "--verbose", count=True, help="Name fixes, give advice; -vv: show where an internal error arose."
)
def fix(paths: tuple[str, ...], **options: Any) -> int:
    """Show how Dockerfiles can be slimmed, as a diff; write them with -i.

    PATHS are files, folders (searched for Dockerfiles) or - for standard input; by default the
    working directory. The diff goes to standard output, and `git apply` takes it. Options beat the
    config: `[tool.dslim]` in pyproject.toml, or dslim.toml.
    """
    from dslim.cli.fix_arguments import FixArguments
    from dslim.cli.fix_run import run_fix
    from dslim.fleet.config.settings import ConfigError
    from dslim.support.git.locate import GitError

    arguments = FixArguments(paths, **options)
    _check_combination(arguments)
    try:
        if arguments.patch:
            from dslim.cli.patch import run_patch

            return run_patch(arguments, wants_colour())
        if arguments.html is not None:
            from dslim.cli.html_review import run_html

            return run_html(arguments)
        return run_fix(arguments, wants_colour())
    except ConfigError as error:
        print_to_stderr(str(error))
    except GitError as error:
        print_to_stderr(f"error: {error}")
    return 2


def _check_combination(arguments: FixArguments) -> None:
    """Raise click.UsageError for options that exclude each other, and for what is not the id of a fix."""
    from dslim.diagnostics.findings import is_finding_id

    for name in arguments.only_ids:
        if not is_finding_id(name):
            message = f"--only: {name!r} is not the id of a fix, such as SL201-5d41402a; for a rule there is --rule."
            raise click.UsageError(message)
    if arguments.in_place and arguments.check:
        raise click.UsageError("--in-place and --check exclude each other.")
    _check_review(arguments)
    lists = (arguments.files_from, arguments.files_from_stdin)
    if sum(map(bool, (arguments.since, arguments.staged, *lists))) > 1:
        raise click.UsageError("--since, --staged, --files-from and -@ exclude each other.")
    if arguments.paths and any(lists):
        raise click.UsageError("PATHS are given either as arguments or by a list.")


def _check_review(arguments: FixArguments) -> None:
    """Raise click.UsageError for what does not go with --patch and --html."""
    review = "--patch" if arguments.patch else "--html" if arguments.html is not None else ""
    if not review:
        return
    others = (arguments.in_place, arguments.diff, arguments.check, arguments.report_format != "text", arguments.output)
    if any(others) or (arguments.patch and arguments.html is not None):
        message = "--in-place, --diff, --check, --patch, --html, --format and --output exclude each other"
        raise click.UsageError(f"{review}: {message}.")
    if "-" in arguments.paths:
        raise click.UsageError(f"{review} and - exclude each other: a file is needed, to write to.")
    if arguments.patch and (arguments.files_from_stdin or arguments.files_from == "-"):
        raise click.UsageError("--patch reads keys from standard input, and so no list.")
