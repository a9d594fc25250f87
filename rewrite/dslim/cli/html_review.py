"""Runs `dslim fix --html`: looks at all files, and writes a page on which the fixes are chosen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dslim.cli.file_results import write_output_file
from dslim.cli.fix_run import make_handler, print_closing_lines
from dslim.cli.review_files import ReviewFiles
from dslim.cli.terminal import print_to_stderr
from dslim.review.page import review_page, shell_word
from dslim.review.page_files import PageFile, PageIgnoreFile, page_file
from dslim.rules.lookup import names_by_code

if TYPE_CHECKING:
    from dslim.cli.file_results import ResultHandler
    from dslim.cli.fix_arguments import FixArguments


def run_html(arguments: FixArguments) -> int:
    """Write the page and give the exit code. Raises ConfigError and GitError before it looks at a file."""
    assert arguments.html is not None
    files = ReviewFiles(arguments)
    handler = make_handler(arguments, colour=False)
    pages = []
    for number, task in enumerate(files.tasks):
        facts = files.read(number)
        result = files.results[number]
        handler.handle_result(result, files.is_named(number))
        if facts is not None and result.result.outcome is not None:
            applied = frozenset(finding.id for finding in result.result.outcome.applied)
            pages.append(page_file(task.path, facts, applied))
        elif result.result.error:
            pages.append(PageFile(task.path, error=result.result.error.lstrip(": ")))
    command = fix_command(arguments)
    page = review_page(pages, command, names_by_code(), _ignore_files(handler, files, command))
    if why := write_output_file(arguments.html, page):
        print_to_stderr(f"{arguments.html}{why}")
        return 2
    if not arguments.quiet:
        print_closing_lines(handler, files.search)
        print_to_stderr(f"{arguments.html} is written: open it in a browser.")
    return handler.tally.exit_code(check=False)


def _ignore_files(handler: ResultHandler, files: ReviewFiles, command: str) -> list[PageIgnoreFile]:
    """The ignore files that --unsafe-fixes writes, and what writes each."""
    edits = handler.ignore_edits(files.plan, files.search)
    if not edits:
        return []
    from dslim.cli.ignore_files import diff_of

    paths = " ".join(shell_word(task.path) for task, _ in handler.with_ignore_lines)
    writes = f"{command} --unsafe-fixes --rule=SL405 -- {paths}"
    return [PageIgnoreFile(os.path.relpath(edit.path), diff_of(edit), writes) for edit in edits]


def fix_command(arguments: FixArguments) -> str:
    """`dslim fix -i` with the options that decide which fixes there are."""
    given = [
        *(("--rule", rule) for rule in arguments.rules),
        *(("--ignore-rule", rule) for rule in arguments.ignore_rules),
        ("--merge", arguments.merge),
        ("--style", arguments.style),
        *(("--target", target) for target in arguments.targets),
        ("--builder", arguments.builder),
        ("--context", arguments.context),
        ("--config", arguments.config),
    ]
    return " ".join(["dslim fix -i", *(f"{name}={shell_word(value)}" for name, value in given if value)])
