"""From the options of `dslim fix` to a run over all files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from dslim.cli.files import STDIN, listed, read
from dslim.cli.job import Job
from dslim.cli.terminal import is_terminal, tell
from dslim.fleet.config.plan import Plan, forget
from dslim.fleet.config.settings import config_for
from dslim.fleet.discovery.search import Search, changed_among, find
from dslim.fleet.related_files.around import Around
from dslim.fleet.related_files.repository import root_of
from dslim.fleet.workers.runner import FEW, Result, Runner, cpus
from dslim.report.diff import hunks_of
from dslim.rules.lookup import codes_of, names_by_code

if TYPE_CHECKING:
    from typing import Any

    from dslim.fleet.cache.store import Cache


#: Bytes of a file that takes no longer to look at than its outcome to be found in the cache.
SMALL = 8_192
#: Lines on what could not be read or searched; a tree may hold any number of such folders.
MOST_NOTES = 100


def run(paths: tuple[str, ...], told: Mapping[str, Any], colour: bool) -> int:
    """Everything that `dslim fix` does; the exit code. Raises ConfigError and GitError before it touches a file."""
    forget()
    search = _search(paths, told)
    plan = Plan(_given(told), told["context"], told["stdin_filename"])
    # all configs are read before the first file is: a bad one must not stop a run half way
    tasks = [replace(plan.task(path), resolved=search.resolved[path]) for path in search.files]
    cache = _cache(told, search)
    job = _job(told, colour)
    # what the user names may be a link; what a walk found was none, and must not have become one
    runner = Runner(lambda path: read(path, path in search.named), hunks_of, told["jobs"] or cpus(), cache)
    try:
        # and what the files have to do with each other is settled before the first is written
        tasks, notes = Around(plan, runner.look).tasks(tasks)
        search.notes += [*plan.notes, *notes]
        job.begin()
        if told["in_place"]:
            _clear_left_over({os.path.dirname(task.resolved) for task in tasks if task.resolved != STDIN})
        for path, kind in search.templates:
            job.left_alone(path, kind, False)
        for result in _watched(runner.run(tasks, len(tasks)), len(tasks), told):
            job.take(result, result.task.path in search.named)
        job.end()
        if not told["quiet"]:
            _close(job, search)
    finally:
        if cache is not None:
            cache.close()
    return job.tally.exit_code(told["check"])


def _clear_left_over(folders: Iterable[str]) -> None:
    """Remove what runs that were killed left in the folders of files that may be written."""
    from dslim.support.folders import open_folder
    from dslim.support.private_folder import remove_left_over

    for path in folders:
        try:
            with open_folder(path) as folder:
                remove_left_over(folder)
        except OSError:
            continue  # of what is wrong with it we hear when a file of it is written


def _close(job: Job, search: Search) -> None:
    notes = list(dict.fromkeys(search.notes))
    for line in notes[:MOST_NOTES]:
        tell(line)
    if len(notes) > MOST_NOTES:
        tell(f"{len(notes) - MOST_NOTES} more notes of this kind.")
    if not search.files and not search.templates:
        tell("No Dockerfile found.")
        return
    for line in job.summary():
        tell(line)


def _search(paths: tuple[str, ...], told: Mapping[str, Any]) -> Search:
    from dslim.support.git.locate import GitError

    if told["files_from"] or told["from_stdin"]:
        try:
            return find(listed(told["files_from"] or STDIN), told["force_exclude"])
        except OSError as error:
            raise GitError(f"{told['files_from'] or '<stdin>'}: {error.strerror or error}") from None
    roots = paths or (os.curdir,)
    if told["since"] or told["staged"]:
        from dslim.fleet.discovery.changed_files import changed_since, staged

        first = roots[0] if os.path.isdir(roots[0]) else os.path.dirname(roots[0]) or os.curdir
        changed = staged(first) if told["staged"] else changed_since(told["since"], first, _files_among(roots))
        return changed_among(changed, roots)
    return find(roots, told["force_exclude"])


def _files_among(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if not os.path.isdir(path)]


def _given(told: Mapping[str, Any]) -> dict[str, Any]:
    """The options that the command line gives, by field of Options."""
    given: dict[str, Any] = {}
    if told["rules"]:
        given["rules"] = codes_of(told["rules"])
    if told["ignored"]:
        given["ignore"] = codes_of(told["ignored"])
    if told["unsafe_fixes"]:
        given["unsafe"] = True
    if told["targets"]:
        given["targets"] = told["targets"]
    for key in ("merge", "builder"):
        if told[key]:
            given[key] = told[key]
    if told["style"]:
        given["cache"] = told["style"].removeprefix("cache-")
    return given


def _cache(told: Mapping[str, Any], search: Search) -> Cache | None:
    if told["no_cache"] or search.files in ([], [STDIN]) or (told["cache_dir"] is None and _is_one(search)):
        return None
    from dslim.fleet.cache.store import Cache, default_folder

    folder = told["cache_dir"] or default_folder()
    cache = Cache(folder)
    if cache.distrust:
        search.notes.append(f"{folder}: the cache is not used: {cache.distrust}")
    return cache


def _is_one(search: Search) -> bool:
    """Whether all there is to look at is one small file that was named: the cache takes as long to open, 12 ms."""
    if len(search.files) != 1 or search.files[0] not in search.named:
        return False
    path = os.path.abspath(search.files[0])
    try:
        small = os.path.getsize(path) <= SMALL
    except OSError:
        return True
    root = root_of(path)
    return small and (root is None or config_for(root).settings.shared_prefix != "keep")


def _job(told: Mapping[str, Any], colour: bool) -> Job:
    check, in_place = told["check"], told["in_place"]
    show = "diff" if told["diff"] or not (in_place or check) else "findings" if check else "none"
    form = statistics = None
    if told["form"] != "text":
        from dslim.report.forms import form_named

        form = form_named(told["form"])
    if told["statistics"]:
        from dslim.fleet.related_files.chain_ids import layers_of
        from dslim.report.statistics import Statistics

        statistics = Statistics(layers_of)
    return Job(
        in_place,
        show,  # type: ignore[arg-type]
        told["why_not"],
        told["verbose"],
        colour,
        told["stdin_filename"] or "<stdin>",
        names_by_code,
        form,
        statistics,
    )


def _watched(results: Iterable[Result], count: int, told: Mapping[str, Any]) -> Iterator[Result]:
    """The results, with a progress bar where somebody watches and no diff scrolls by."""
    watched = is_terminal(sys.stderr) and (told["in_place"] or not is_terminal(sys.stdout))
    busy = count >= FEW and not told["quiet"] and watched
    if busy:
        try:
            from rich.console import Console
            from rich.progress import track
        except ImportError:  # an extra: the bar is no reason to fail
            busy = False
    if not busy:
        yield from results
        return
    results = iter(results)
    first = list(islice(results, 1))  # the processes start here: a fork must not copy the bar's thread
    console = Console(stderr=True)
    yield from track(chain(first, results), "dslim fix", count, console=console, transient=True)
