"""Handles the result of each file of `dslim fix`: writes the file, prints diff, findings or report, and counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dslim.cli.input_files import STDIN
from dslim.cli.terminal import (
    print_diff,
    print_file,
    print_line,
    print_lines_to_stderr,
    print_text,
    print_to_stderr,
)
from dslim.diagnostics.outcome import Outcome
from dslim.fleet.workers.runner import TaskResult
from dslim.report.diff import add_file_names, diff_path
from dslim.report.text import Tally, explained_lines, finding_line, note_lines
from dslim.support.safe_text import safe_line

if TYPE_CHECKING:
    from dslim.cli.fix_arguments import FixArguments
    from dslim.fleet.config.task_plan import TaskPlan
    from dslim.fleet.discovery.dockerfile_search import SearchResult
    from dslim.fleet.related_files.ignore_edits import IgnoreEdit
    from dslim.fleet.workers.task import Task
    from dslim.report.formats import Report
    from dslim.report.statistics import Statistics

#: Generated files that are named one by one; a repository of official images has hundreds.
MAX_GENERATED_NOTES = 10


@dataclass
class ResultHandler:
    """Takes the results of a run one after another, in order, and keeps the tally that the exit code comes from.

    `load_names`: gives the rule names by code, when a line needs one. `report`: takes all of standard output where it
    is not None. `statistics`: counted where it is not None.
    """

    arguments: FixArguments
    colour: bool
    load_names: Callable[[], Mapping[str, str]]
    report: Report | None = None
    statistics: Statistics | None = None
    tally: Tally = field(default_factory=Tally, init=False)
    templates: int = field(default=0, init=False)
    generated: int = field(default=0, init=False)  # files that were left as they are since they say so of themselves
    applied_ids: set[str] = field(default_factory=set, init=False)
    texts: list[str] = field(default_factory=list, init=False)  # of files, where a --target is looked for in them
    output: list[str] = field(default_factory=list, init=False)  # what goes to the file of --output
    with_ignore_lines: list[tuple[Task, Outcome]] = field(default_factory=list, init=False)  # what SL405 may write

    @cached_property
    def rule_names(self) -> Mapping[str, str]:
        """Rule names by code."""
        return self.load_names()

    def begin_report(self) -> None:
        """Print what stands before all files."""
        if self.report is not None:
            self._emit(self.report.opening(self.rule_names))

    def handle_result(self, result: TaskResult, is_named: bool) -> None:
        """Write, print and count one file; what is wrong with it is printed in one line, and the next can follow.

        `is_named`: whether the user named the file, and so is told where it is left alone.
        """
        path, done = result.task.path, result.result
        name = (self.arguments.stdin_filename or "<stdin>") if path == STDIN else path
        error = done.error
        if done.outcome is not None and self.arguments.in_place and path != STDIN and done.outcome.changed:
            error = _write_file(result, done.outcome)
        if error:
            self._count_failure(name, error)
            if self.arguments.verbose > 1 and done.trace:
                print_lines_to_stderr(done.trace.rstrip("\n"))
        elif done.outcome is None:
            self.skip_template(name, done.note, is_named)
            if self.arguments.in_place and path == STDIN:
                self._count_failure(name, print_file(result.data.decode("utf-8", "surrogateescape")))
        else:
            self._handle_outcome(name, result, done.outcome)
        if self.report is not None:
            self._emit(self.report.file_entry(name, done.outcome if not error else None, error))

    def skip_template(self, name: str, kind: str, is_named: bool) -> None:
        """Count a template, which is left alone, and print a line for who asks. `kind`: as in "a Jinja template"."""
        self.templates += 1
        if is_named or self.arguments.verbose:
            print_to_stderr(f"{name}: left alone: {kind}")

    def leave_excluded(self, name: str, data: bytes) -> None:
        """Leave standard input as it is, since the path that it is taken to have is excluded."""
        print_to_stderr(f"{name}: left alone: it is excluded")
        if self.arguments.in_place:
            self._count_failure(name, print_file(data.decode("utf-8", "surrogateescape")))

    def handle_ignore_files(
        self, plan: TaskPlan, search: SearchResult, choose: Callable[[IgnoreEdit], bool] | None = None
    ) -> None:
        """Show or write the ignore files whose lines the Dockerfiles of the run ask for; `choose`: which of them."""
        if not (edits := self.ignore_edits(plan, search)):
            return
        from dslim.cli.ignore_files import change_of, diff_of, line_on, write_edit
        from dslim.report.formats import ShowsIgnoreFiles

        for edit in edits:
            if choose is not None and not choose(edit):
                continue
            name = os.path.relpath(edit.path)
            error = write_edit(edit) if self.arguments.in_place else ""
            self._count_failure(name, error)
            self.tally.ignore_files += not error
            if isinstance(self.report, ShowsIgnoreFiles) and not error:
                self.report.add_ignore_file(change_of(edit))
            if self.report is None and self.arguments.show == "findings":
                self._emit_line(line_on(edit))
            elif self.report is None and self.arguments.show == "diff" and not error:
                self._emit_diff(name, diff_of(edit))

    def ignore_edits(self, plan: TaskPlan, search: SearchResult) -> list[IgnoreEdit]:
        """The ignore files whose lines the Dockerfiles of the run ask for; what is left out becomes a note."""
        if not self.with_ignore_lines or self.arguments.only:
            return []
        from dslim.fleet.related_files.ignore_edits import IgnoreFiles

        files = IgnoreFiles(lambda path: plan.make_task(path).context)
        for task, outcome in self.with_ignore_lines:
            files.add(task, outcome)
        edits = files.edits()
        search.notes += files.notes
        return edits

    def check_targets(self) -> None:
        """Print and count the stages given with --target that no file has."""
        if self.arguments.targets and self.texts:
            from dslim.cli.unmatched import unknown_stages

            for line in unknown_stages(self.arguments.targets, self.texts):
                self.tally.failed += 1
                print_to_stderr(f"error: {line}")

    def check_ids(self) -> None:
        """Print and count the ids given with --only of which no file has a fix that could be made."""
        for name in sorted(self.arguments.only_ids - self.applied_ids):
            self.tally.failed += 1
            reason = "it is not in these files, or requires others that are not named"
            print_to_stderr(f"--only: no fix {name} here: {reason}")

    def end_report(self) -> None:
        """Print what stands after all files, and write the file of --output."""
        if self.report is not None:
            self._emit(self.report.closing(self.tally))
        if self.arguments.output is not None:
            self._count_failure(self.arguments.output, write_output_file(self.arguments.output, "".join(self.output)))

    def summary_lines(self) -> Iterator[str]:
        """The closing lines for people, which go to standard error."""
        has_names = self.arguments.verbose > 0
        summary = self.tally.summary(self.rule_names, self.arguments.in_place, self.arguments.why_not, has_names)
        yield from summary.splitlines()
        if self.templates:
            noun = "template" if self.templates == 1 else "templates"
            yield f"{self.templates} {noun} left alone{'' if has_names else ' (-v names them)'}."
        if self.generated > MAX_GENERATED_NOTES and not has_names:
            yield f"{self.generated} files left as they are that say they are generated (-v names them)."
        if self.statistics is not None:
            yield from self.statistics.lines(self.rule_names)

    def _handle_outcome(self, name: str, result: TaskResult, outcome: Outcome) -> None:
        self.tally.add(outcome)
        self.generated += outcome.is_left
        if self.arguments.targets:
            self.texts.append(outcome.before)
        self.applied_ids.update(finding.id for finding in outcome.applied)
        if self.statistics is not None:
            self.statistics.add(outcome, result.task.options.targets)
        if result.task.options.unsafe and any(finding.ignore_lines for finding in outcome.offered):
            self.with_ignore_lines.append((result.task, outcome))
        self._print_findings(name, outcome)
        if self.report is None and self.arguments.show == "findings":
            for finding in outcome.applied:
                self._emit_line(finding_line(name, finding, self.rule_names))
        elif self.report is None and self.arguments.show == "diff" and result.result.hunks:
            self._emit_diff(name, add_file_names(result.result.hunks, diff_path(name)))
        if self.arguments.in_place and result.task.path == STDIN:
            self._count_failure(name, print_file(outcome.after))

    def _print_findings(self, name: str, outcome: Outcome) -> None:
        """Findings, on standard error; those of --check go to standard output instead."""
        verbose, why_not = self.arguments.verbose > 0, self.arguments.why_not
        is_one_of_many = outcome.is_left and self.generated > MAX_GENERATED_NOTES and not verbose
        if not self.arguments.quiet and not is_one_of_many:
            for line in note_lines(name, outcome):
                print_to_stderr(line)
        if not verbose and not why_not:
            return
        shown = replace(outcome, steps=()) if self.arguments.show == "findings" else outcome
        for line in explained_lines(name, shown, self.rule_names, verbose, why_not):
            print_to_stderr(line)

    def _emit(self, text: str) -> None:
        """Our own words, or a report that escapes what is not: to standard output, or to the file of --output."""
        if self.arguments.output is None:
            print_text(text)
        else:
            self.output.append(text)

    def _emit_line(self, line: str) -> None:
        if self.arguments.output is None:
            print_line(line)
        else:
            self.output.append(safe_line(line) + "\n")

    def _emit_diff(self, name: str, diff: str) -> None:
        if self.arguments.output is None:
            self._count_failure(name, print_diff(diff, self.colour))
        else:
            self.output.append(diff)

    def _count_failure(self, name: str, error: str) -> None:
        """Print and count what is wrong with a file, in words that follow its name; nothing for ''."""
        if error:
            self.tally.failed += 1
            print_to_stderr(f"{name}{error}")


def write_output_file(path: str, text: str) -> str:
    """Write a file that an option names; what went wrong, in words that follow its name, '' for nothing."""
    from dslim.support.output_file import write_output
    from dslim.support.write_refused import WriteRefused

    try:
        write_output(path, text.encode("utf-8", "surrogateescape"))
    except WriteRefused as error:
        return f": error: not written: {error}"
    except OSError as error:
        return f": error: {error.strerror or error}"
    return ""


def _write_file(result: TaskResult, outcome: Outcome) -> str:
    """Write a file's new text; what went wrong, in words that follow its name, '' for nothing."""
    from dslim.support.atomic_write import write_atomic
    from dslim.support.write_refused import WriteRefused

    after = outcome.after.encode("utf-8", "surrogateescape")
    try:
        write_atomic(result.task.resolved, result.data, after, result.identity)
    except WriteRefused as error:
        return f": error: not written: {error}"
    except OSError as error:
        return f": error: {error.strerror or error}"
    return ""
