"""The command `dslim cache`: removes what is kept from run to run, or prints where it is kept."""

from __future__ import annotations

import click

from dslim.cli.parameter_types import OneOf
from dslim.cli.terminal import print_line, print_text


@click.command()
@click.argument("what", type=OneOf(["clean", "dir"]))
@click.option("--cache-dir", type=click.Path(file_okay=False), help="Where it is. [default: the user's cache folder]")
def cache(what: str, cache_dir: str | None) -> None:
    """Remove what is kept from run to run (clean), or tell where it is (dir)."""
    from dslim.fleet.cache.outcome_cache import default_folder, remove_cache
    from dslim.report.statistics import size_for_people

    folder = cache_dir or default_folder()
    if what == "dir":
        print_text(f"{folder}\n")  # for `$(dslim cache dir)`
    else:
        print_line(f"{size_for_people(remove_cache(folder))} removed from {folder}")
