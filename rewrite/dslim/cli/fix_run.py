"""Runs `dslim fix` over all files: finds them, plans what to do with each, and handles the results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from dslim.cli.file_results import ResultHandler
from dslim.cli.input_files import STDIN, read_dockerfile, read_path_list
from dslim.cli.terminal import is_terminal, print_to_stderr
from dslim.fleet.config.settings import config_for, use_command_line
from dslim.fleet.config.task_plan import TaskPlan, clear_caches
from dslim.fleet.discovery.dockerfile_search import SearchResult, find_dockerfiles, select_changed
from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
from dslim.fleet.related_files.repository import project_root
from dslim.fleet.workers.runner import MIN_FILES_FOR_PROCESSES, Runner, TaskResult, count_processors
from dslim.fleet.workers.task import Task, where_not_named
from dslim.report.diff import hunks_of
from dslim.rules.lookup import names_by_code

if TYPE_CHECKING:
    from dslim.cli.fix_arguments import FixArguments
    from dslim.fleet.cache.outcome_cache import OutcomeCache
    from dslim.fleet.workers.task import Task


#: Bytes of a file that takes no longer to look at than its outcome to be found in the cache.
SMALL_FILE = 8_192
#: Lines on what could not be read or searched; a tree may hold any number of such folders.
MAX_NOTES = 100


def run_fix(arguments: FixArguments, colour: bool) -> int:
    """Fix or show all files, and return the exit code.

    0: done; 1: `--check` found something; 2: a file could not be read, parsed or written. `colour`: whether diffs are
    coloured. Raises ConfigError and GitError before it touches a file.
    """
    search = find_files(arguments)
    plan, tasks = plan_tasks(arguments, search)
    cache = _open_cache(arguments, search)
    handler = make_handler(arguments, colour)
    # what the user names may be a link; what a walk found was none, and must not have become one
    jobs = arguments.jobs or count_processors()
    runner = Runner(lambda path: read_dockerfile(path, path in search.named), hunks_of, jobs, cache)
    try:
        # and what the files have to do with each other is settled before the first is written
        finder = RelatedFilesFinder(plan, runner.run_one, arguments.shows_advice)
        tasks, notes = finder.add_related_files(tasks)
        search.notes += [*plan.notes, *notes, *_unmatched(arguments, search)]
        handler.begin_report()
        if arguments.in_place:
            remove_left_over_files({os.path.dirname(task.resolved) for task in tasks if task.resolved != STDIN})
        for path, kind in search.templates:
            handler.skip_template(path, kind, is_named=False)
        tasks = [task for task in tasks if not _is_excluded_input(task, arguments, runner, handler)]
        for result in _with_progress_bar(runner.run(tasks, len(tasks)), len(tasks), arguments):
            handler.handle_result(result, result.task.path in search.named)
        handler.handle_ignore_files(plan, search)
        handler.end_report()
        handler.check_ids()
        handler.check_targets()
        if not arguments.quiet:
            print_closing_lines(handler, search)
    finally:
        if cache is not None:
            cache.close()
    if arguments.in_place and arguments.exit_zero:  # whoever opens pull requests wants the files that could be fixed
        return 0
    return handler.tally.exit_code(arguments.check and not arguments.exit_zero)


def plan_tasks(arguments: FixArguments, search: SearchResult) -> tuple[TaskPlan, list[Task]]:
    """The tasks of all files, without what other files mean for them. Raises ConfigError, before any file is read."""
    plan = TaskPlan(arguments.given_options(), arguments.context, arguments.stdin_filename)
    # all configs are read before the first file is: a bad one must not stop a run half way
    only = arguments.only_ids if arguments.only else None
    with_look = arguments.report_format == "json"
    tasks = []
    for path in search.files:
        task = plan.make_task(path)
        if path not in search.named or (arguments.force_exclude and path != STDIN):
            task = where_not_named(task)
        tasks.append(task._replace(resolved=search.real_paths[path], only=only, with_look=with_look))
    return plan, tasks


def find_files(arguments: FixArguments) -> SearchResult:
    """The files that the command line names, as they are now. Raises GitError and ConfigError."""
    from dslim.support.git.locate import GitError

    clear_caches()
    use_command_line(arguments.config, arguments.excludes)
    if arguments.files_from or arguments.files_from_stdin:
        try:
            return find_dockerfiles(read_path_list(arguments.files_from or STDIN), arguments.force_exclude)
        except OSError as error:
            raise GitError(f"{arguments.files_from or '<stdin>'}: {error.strerror or error}") from None
    roots = arguments.paths or (os.curdir,)
    if arguments.since or arguments.staged:
        from dslim.fleet.discovery.changed_files import changed_since, staged_paths

        first = roots[0] if os.path.isdir(roots[0]) else os.path.dirname(roots[0]) or os.curdir
        files = [path for path in roots if not os.path.isdir(path)]
        changed = changed_since(arguments.since, first, files) if arguments.since else staged_paths(first)
        return select_changed(changed, roots)
    return find_dockerfiles(roots, arguments.force_exclude)


def _unmatched(arguments: FixArguments, search: SearchResult) -> Iterator[str]:
    """Lines on folders and overrides without a file; not where only some of the files are looked at."""
    if arguments.since or arguments.staged or arguments.files_from or arguments.files_from_stdin:
        return
    from dslim.cli.unmatched import empty_roots, unmatched_overrides

    roots = arguments.paths or (os.curdir,)
    yield from empty_roots(roots, search)
    yield from unmatched_overrides(roots, search.files)


def _is_excluded_input(task: Task, arguments: FixArguments, runner: Runner, handler: ResultHandler) -> bool:
    """Whether a task is standard input that, by the path it is taken to have, is left out; if so it is given on."""
    name = arguments.stdin_filename
    if task.path != STDIN or name is None:
        return False
    place = os.path.abspath(name)
    if not config_for(os.path.dirname(place)).excludes_path(place):
        return False
    try:
        handler.leave_excluded(name, runner.read_file(STDIN).data)
    except OSError:
        return False  # who reads it next tells
    return True


def _open_cache(arguments: FixArguments, search: SearchResult) -> OutcomeCache | None:
    """The cache of outcomes; None where it is not wanted, or costs more than it saves."""
    if arguments.no_cache or arguments.only or search.files in ([], [STDIN]):
        return None
    if arguments.cache_dir is None and _is_one_small_file(search):
        return None
    from dslim.fleet.cache.outcome_cache import OutcomeCache, default_folder

    folder = arguments.cache_dir or default_folder()
    cache = OutcomeCache(folder)
    if cache.why_unused:
        search.notes.append(f"{folder}: the cache is not used: {cache.why_unused}")
    return cache


def _is_one_small_file(search: SearchResult) -> bool:
    """Whether all there is to look at is one small file that was named: the cache takes as long to open, 12 ms."""
    if len(search.files) != 1 or search.files[0] not in search.named:
        return False
    path = os.path.abspath(search.files[0])
    try:
        is_small = os.path.getsize(path) <= SMALL_FILE
    except OSError:
        return True
    root = project_root(path)
    return is_small and (root is None or config_for(root).settings.shared_prefix != "keep")


def make_handler(arguments: FixArguments, colour: bool) -> ResultHandler:
    """What takes the results of a run, as the command line wants it."""
    report = statistics = None
    if arguments.report_format != "text":
        from dslim.report.formats import new_report

        report = new_report(arguments.report_format, arguments.verbose > 0)
    if arguments.statistics:
        from dslim.fleet.related_files.chain_ids import exported_layers
        from dslim.report.statistics import Statistics

        statistics = Statistics(exported_layers)
    return ResultHandler(arguments, colour, names_by_code, report, statistics)


def remove_left_over_files(folders: Iterable[str]) -> None:
    """Remove what runs that were killed left in the folders of files that may be written."""
    from dslim.support.folders import open_folder
    from dslim.support.private_folder import remove_left_over

    for path in folders:
        try:
            with open_folder(path) as folder:
                remove_left_over(folder)
        except OSError:
            continue  # of what is wrong with it we hear when a file of it is written


def _with_progress_bar(results: Iterable[TaskResult], count: int, arguments: FixArguments) -> Iterator[TaskResult]:
    """The results, with a progress bar where somebody watches and no diff scrolls by."""
    is_watched = is_terminal(sys.stderr) and (arguments.in_place or not is_terminal(sys.stdout))
    has_bar = count >= MIN_FILES_FOR_PROCESSES and not arguments.quiet and is_watched
    if has_bar:
        try:
            from rich.console import Console
            from rich.progress import track
        except ImportError:  # an extra: the bar is no reason to fail
            has_bar = False
    if not has_bar:
        yield from results
        return
    results = iter(results)
    first = list(islice(results, 1))  # the processes start here: a fork must not copy the bar's thread
    console = Console(stderr=True)
    yield from track(chain(first, results), "dslim fix", count, console=console, transient=True)


def print_closing_lines(handler: ResultHandler, search: SearchResult) -> None:
    """Print what stands below all results on standard error: notes, counts."""
    notes = list(dict.fromkeys(search.notes))
    for line in notes[:MAX_NOTES]:
        print_to_stderr(line)
    if len(notes) > MAX_NOTES:
        print_to_stderr(f"{len(notes) - MAX_NOTES} more notes of this kind.")
    if not search.files and not search.templates:
        print_to_stderr(_nothing_found(search))
        return
    for line in handler.summary_lines():
        print_to_stderr(line)


def _nothing_found(search: SearchResult) -> str:
    """That there is nothing to look at, and what was left out of those that there are."""
    left_out = (("excluded", search.excluded), ("ignored by git", search.ignored))
    parts = [
        f"{how}: {min(names)}" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        for how, names in left_out
        if names
    ]
    return "; ".join(["No Dockerfile found", *parts]) + "."
