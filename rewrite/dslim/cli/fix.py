"""`dslim fix`: the options, and the files one after another."""

from __future__ import annotations

from typing import Literal, cast

import click

from dslim.cli.files import find_files
from dslim.cli.terminal import tell, wants_colour
from dslim.options import Builder, CacheStyle, Merge, Options


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("-i", "--in-place", is_flag=True, help="Rewrite the files; for -, print the rewritten text.")
@click.option("--diff", is_flag=True, help="Print the diff (the default, unless -i or --check is given).")
@click.option("--check", is_flag=True, help="Print what would be fixed, and exit 1 if anything would.")
@click.option("--rule", "rules", multiple=True, metavar="RULE,...", help="Run these rules only.")
@click.option("--ignore-rule", "ignored", multiple=True, metavar="RULE,...", help="Leave these rules out.")
@click.option("--unsafe-fixes", is_flag=True, help="Make fixes too that cannot be proven harmless.")
@click.option(
    "--merge",
    type=click.Choice(["all", "bytes", "off"]),
    default="all",
    show_default=True,
    help="Which RUNs to merge: all that can be, those that save bytes, or none.",
)
@click.option(
    "--style",
    type=click.Choice(["clean", "cache-mount"]),
    default="clean",
    show_default=True,
    help="What to do about caches: remove them, or keep them in a cache mount.",
)
@click.option(
    "--target", "targets", multiple=True, metavar="STAGE", help="A stage that ships, beside the last."
)
@click.option(
    "--builder",
    type=click.Choice(["buildkit", "buildah", "kaniko", "classic"]),
    default="buildkit",
    show_default=True,
    help="What builds the image.",
)
@click.option(
    "--context",
    type=click.Path(exists=True, file_okay=False),
    help="The build context. [default: the folder of each file; none for -]",
)
@click.option("--why-not", is_flag=True, help="Tell for each place that was not fixed, why.")
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input in diffs and messages.")
@click.option("-q", "--quiet", is_flag=True, help="Print no summary.")
@click.option("-v", "--verbose", count=True, help="Name fixes, give advice; -vv: show where an internal error arose.")
def fix(
    paths: tuple[str, ...],
    in_place: bool,
    diff: bool,
    check: bool,
    rules: tuple[str, ...],
    ignored: tuple[str, ...],
    unsafe_fixes: bool,
    merge: str,
    style: str,
    targets: tuple[str, ...],
    builder: str,
    context: str | None,
    why_not: bool,
    stdin_filename: str | None,
    quiet: bool,
    verbose: int,
) -> int:
    """Show how Dockerfiles can be slimmed, as a diff; write them with -i.

    PATHS are files, folders (searched for Dockerfiles) or - for standard input; by default the
    working directory. The diff goes to standard output, and `git apply` takes it.
    """
    if in_place and check:
        raise click.UsageError("--in-place and --check exclude each other.")
    from dslim.cli.job import Job
    from dslim.cli.names import rules_named

    options = Options(
        rules=rules_named(rules) if rules else None,
        ignore=rules_named(ignored),
        unsafe=unsafe_fixes,
        merge=cast(Merge, merge),
        cache=cast(CacheStyle, style.removeprefix("cache-")),
        targets=targets,
        builder=cast(Builder, builder),
    )
    show: Literal["diff", "findings", "none"] = (
        "diff" if diff or not (in_place or check) else "findings" if check else "none"
    )
    job = Job(options, context, in_place, show, why_not, verbose, wants_colour(), stdin_filename or "<stdin>")
    files = list(find_files(paths or (".",)))
    for path in files:
        job.run(path)
    if not files:
        tell("No Dockerfile found.")
    elif not quiet:
        for line in job.summary():
            tell(line)
    return job.tally.exit_code(check)
