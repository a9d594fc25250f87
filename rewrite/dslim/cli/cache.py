"""`dslim cache`."""

from __future__ import annotations

import click

from dslim.cli.terminal import put, say


@click.command()
@click.argument("what", type=click.Choice(["clean", "dir"]))
@click.option("--cache-dir", type=click.Path(file_okay=False), help="Where it is. [default: the user's cache folder]")
def cache(what: str, cache_dir: str | None) -> None:
    """Remove what is kept from run to run (clean), or tell where it is (dir)."""
    from dslim.fleet.cache.store import clean, default_folder
    from dslim.report.statistics import size

    folder = cache_dir or default_folder()
    if what == "dir":
        put(f"{folder}\n")  # for `$(dslim cache dir)`
    else:
        say(f"{size(clean(folder))} removed from {folder}")
