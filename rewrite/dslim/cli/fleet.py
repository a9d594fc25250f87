"""The commands `dslim fleet verify`, `status` and `report`: proof for many Dockerfiles, kept in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dslim.cli.parameter_types import FOLDER, Amount, builder_option, json_options
from dslim.cli.terminal import print_line, print_text, print_to_stderr

if TYPE_CHECKING:
    from dslim.proofs.stored_verdict import StoredVerdict
    from dslim.proofs.summary import Summary


@click.group()
def fleet() -> None:
    """Prove many Dockerfiles by building them, and tell what came of it."""


@fleet.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--store", required=True, type=FOLDER, help="The folder that keeps the verdicts.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Files at once. [default: half the processors]")
@click.option("--shard", metavar="I/N", help="Only every Nth file, from the Ith: for machines that share the work.")
@click.option(
    "--seconds", type=Amount(is_open=True), default=1800.0, show_default=True, help="How long one file may take."
)
@click.option("--again", is_flag=True, help="Try files again that did not build, or not in time.")
@click.option("--cluster", metavar="ADDRESS", help="Build on the workers of a dask scheduler, such as tls://HOST:8786.")
@click.option("--budget", type=Amount(), metavar="HOURS", help="Begin no more files after this time.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where images differ or do not build.")
@click.option("--network", metavar="MODE", help="As for verify.")
@builder_option("docker", "podman", "buildah")
@click.option("--builder-option", "builder_options", multiple=True, metavar="OPTION", help="As for verify.")
@click.option("--unsafe-fixes", is_flag=True, help="Verify the fixes too that cannot be proven harmless.")
def verify(paths: tuple[str, ...], **options: Any) -> int:
    """Build every Dockerfile below PATHS both ways; a run that was interrupted goes on where it was.

    A path that ends in .tsv is a list of files in repositories: URL, revision and path, with tabs between.
    A file is built again only if its text, its context, a base image, an option or dslim has changed.
    Exit codes: 0 no image differs, 1 some do, 2 nothing could be built.
    """
    from dslim.cli.fleet_verify import FleetArguments, run_fleet

    return run_fleet(FleetArguments(paths, **options))


@fleet.command()
@click.argument("stores", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
def status(stores: tuple[str, ...]) -> int:
    """Tell how far a run is, or what came of it, from its folder alone; several are taken as one."""
    summary = _summary_of(stores)
    if summary is None:
        return 2
    for line in summary.lines():
        print_line(line)
    return 0


@fleet.command()
@click.argument("stores", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@json_options
@click.option("--html", type=click.Path(dir_okay=False), help="Write them as a page.")
def report(stores: tuple[str, ...], as_json: bool, html: str | None) -> int:
    """Tell every verdict of a run, as text, JSON or a page; the folders of several, as of shards, are taken as one."""
    from dslim.support.output_file import write_output
    from dslim.support.safe_text import json_text

    summary = _summary_of(stores)
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


def _summary_of(stores: tuple[str, ...]) -> Summary | None:
    """What the stores hold; None, with a message, where one of them is none."""
    from dslim.proofs.summary import Summary
    from dslim.proofs.verdict_store import StoreError, VerdictStore

    files: set[str] = set()
    verdicts: dict[str, StoredVerdict] = {}
    for store in stores:
        kept = VerdictStore(store)
        try:
            files.update(kept.keys())
            verdicts.update((verdict.file, verdict) for verdict in kept.verdicts())
            if unread := len(kept.unreadable()):
                print_to_stderr(f"{store}: counted as missing, for they are damaged or of another version: {unread}")
        except StoreError as error:
            print_to_stderr(str(error))
            return None
    return Summary(len(files), list(verdicts.values()))
