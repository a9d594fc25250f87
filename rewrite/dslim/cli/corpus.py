"""The command `dslim corpus`: fixes the Dockerfiles in a column of Parquet files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dslim.cli.parameter_types import RULE_NAMES, OneOf
from dslim.cli.terminal import print_line, print_to_stderr

if TYPE_CHECKING:
    from dslim.diagnostics.options import Options
    from dslim.fleet.corpus.parquet_parts import PartResult
    from dslim.fleet.workers.engine import Engine

#: Seconds that the rows of one row group may take on a worker: a million texts take two hours.
PART_SECONDS = 6 * 3600.0


class CorpusArguments(NamedTuple):
    """Every argument of `dslim corpus`, by the name of its option."""

    sources: tuple[str, ...]
    out: str
    column: str
    jobs: int | None
    rules: tuple[str, ...]
    ignore_rules: tuple[str, ...]
    merge: str | None
    style: str | None
    unsafe_fixes: bool
    cluster: str | None = None


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(dir_okay=False), metavar="PARQUET...")
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False), help="The folder of the parts.")
@click.option("--column", default="text", show_default=True, help="The column that holds the Dockerfiles.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes. [default: one a processor]")
@click.option("--rule", "rules", type=RULE_NAMES, multiple=True, metavar="RULE,...", help="Run these rules only.")
@click.option(
    "--ignore-rule", "ignore_rules", type=RULE_NAMES, multiple=True, metavar="RULE,...", help="Leave these rules out."
)
@click.option("--merge", type=OneOf(["auto", "all", "bytes", "off"]), help="As for fix.  [default: auto]")
@click.option("--style", type=OneOf(["clean", "cache-mount"]), help="As for fix.  [default: clean]")
@click.option("--unsafe-fixes", is_flag=True, help="Make fixes too that cannot be proven harmless.")
@click.option("--cluster", metavar="ADDRESS", help="Have the workers of a dask scheduler do it, such as tls://HOST:8786.")
def corpus(**options: Any) -> int:
    """Fix the Dockerfiles in a column of Parquet files; each row group becomes a file in a folder.

    Each row keeps its columns and gets four more: fixed, changed, rules and error. A run that was interrupted goes on
    where it was. Needs pyarrow: pip install 'dslim[corpus]'. Exit codes: 0 all parts are there, 2 some are not.
    """
    try:
        from dslim.fleet.corpus.parquet_parts import fix_parts, parts_of
    except ImportError:
        print_to_stderr("error: pyarrow is not installed: pip install 'dslim[corpus]'")
        return 2
    from dslim.fleet.workers.engine import Refused

    arguments = CorpusArguments(**options)
    start = time.monotonic()
    totals = _Totals()
    try:
        parts = parts_of(arguments.sources, arguments.out, arguments.column, _fix_options(arguments))
        for result in fix_parts(parts, _engine(arguments), has_files=arguments.cluster is None):
            totals.add(result)
            print_to_stderr(totals.line(result, len(parts), time.monotonic() - start))
    except OSError as error:
        print_to_stderr(f"{error.filename or arguments.out}: error: {error.strerror or error}")
        return 2
    except (Refused, ValueError) as error:
        print_to_stderr(f"error: {error}")
        return 2
    print_line(f"{totals.rows} texts in {totals.parts} parts, {totals.changed} changed, {totals.errors} with an error")
    return 2 if totals.failed else 0


def _engine(arguments: CorpusArguments) -> Engine:
    """What does the work. Raises Refused."""
    if arguments.cluster is not None:
        from dslim.fleet.workers.dask_engine import DaskEngine

        return DaskEngine(arguments.cluster, PART_SECONDS)
    from dslim.fleet.workers.local_processes import LocalProcesses
    from dslim.fleet.workers.runner import count_processors

    return LocalProcesses(arguments.jobs or count_processors())


def _fix_options(arguments: CorpusArguments) -> Options:
    """The options of the fixes. Raises UnknownRuleError."""
    from dataclasses import replace

    from dslim.cli.fix_arguments import options_given
    from dslim.diagnostics.options import Options

    return replace(Options(), **options_given(arguments, (), None))


class _Totals:
    """What the parts so far come to."""

    def __init__(self) -> None:
        self.parts = self.rows = self.changed = self.errors = self.failed = 0
        self._new = 0

    def add(self, result: PartResult) -> None:
        """One more part."""
        if result.error:
            self.failed += 1
            return
        self.parts += 1
        self._new += result.is_new
        self.rows += result.rows
        self.changed += result.changed
        self.errors += result.errors

    def line(self, result: PartResult, count: int, taken: float) -> str:
        """The line on the part that was added last."""
        if result.error:
            return f"{result.target}: error: {result.error}"
        done = self.parts + self.failed
        left = taken / self._new * (count - done) if self._new else 0.0
        how = f"{result.rows} texts, {result.changed} changed" if result.is_new else "there already"
        so_far = f"{self.changed} changed, {self.errors} errors, {left:.0f} s left"
        return f"[{done}/{count}: {so_far}] {result.target}: {how}"
