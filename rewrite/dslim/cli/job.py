"""One run of `dslim fix`: what happens to each file, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dslim.cli.files import STDIN
from dslim.cli.terminal import put, put_diff, put_file, say, tell, tell_lines
from dslim.diagnostics.outcome import Outcome
from dslim.fleet.workers.runner import Result
from dslim.report.diff import headed, label
from dslim.report.text import Tally, finding_line, refusal_line

if TYPE_CHECKING:
    from typing import Literal

    from dslim.report.forms import Form
    from dslim.report.statistics import Statistics


@dataclass
class Job:
    """What to do with every result. `show`: what goes to standard output, unless a `form` takes it all.

    `stdin_name`: what standard input is called. `load_names`: gives the rule names by code, when a line needs one.
    """

    write: bool
    show: Literal["diff", "findings", "none"]
    why_not: bool
    verbose: int
    colour: bool
    stdin_name: str
    load_names: Callable[[], Mapping[str, str]]
    form: Form | None = None
    statistics: Statistics | None = None
    tally: Tally = field(default_factory=Tally, init=False)
    templates: int = 0

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Rule names by code."""
        return self.load_names()

    def begin(self) -> None:
        """What stands before all files."""
        if self.form is not None:
            put(self.form.head(self.names))

    def take(self, result: Result, named: bool) -> None:
        """One file. Whatever is wrong with it is told in one line and counted; the next file can follow.

        `named`: the user named it, and hears of it where it is left alone.
        """
        path, done = result.task.path, result.done
        name = self.stdin_name if path == STDIN else path
        error = done.error
        if done.outcome is not None and self.write and path != STDIN and done.outcome.changed:
            error = self._written(result, done.outcome)
        if error:
            self.tally.failed += 1
            tell(f"{name}{error}")
            if self.verbose > 1 and done.trace:
                tell_lines(done.trace.rstrip("\n"))
        elif done.outcome is None:
            self.left_alone(name, done.note, named)
            if self.write and path == STDIN:
                self._count_failure(name, put_file(result.data.decode("utf-8", "surrogateescape")))
        else:
            self.tally.add(done.outcome)
            if self.statistics is not None:
                self.statistics.add(done.outcome, result.task.options.targets)
            self._tell(name, done.outcome)
            self._print(path, name, done.outcome, done.hunks)
        if self.form is not None:
            put(self.form.entry(name, done.outcome if not error else None, error))

    def left_alone(self, name: str, kind: str, named: bool) -> None:
        """A template: told where somebody asks for it, counted always."""
        self.templates += 1
        if named or self.verbose:
            tell(f"{name}: left alone: {kind}")

    def end(self) -> None:
        """What stands after all files."""
        if self.form is not None:
            put(self.form.tail(self.tally))

    def summary(self) -> Iterator[str]:
        """The closing lines."""
        yield from self.tally.summary(self.names, self.write, self.why_not, self.verbose > 0).splitlines()
        if self.templates:
            noun = "template" if self.templates == 1 else "templates"
            yield f"{self.templates} {noun} left alone{'' if self.verbose else ' (-v names them)'}."
        if self.statistics is not None:
            yield from self.statistics.lines(self.names)

    def _written(self, result: Result, outcome: Outcome) -> str:
        """Write a file; what went wrong, '' for nothing."""
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

    def _tell(self, name: str, outcome: Outcome) -> None:
        """Findings, on standard error; those of --check go to standard output instead."""
        if self.verbose:
            told = outcome.offered if self.show == "findings" else outcome.applied + outcome.offered
            for finding in told:
                tell(finding_line(name, finding, self.names))
        if self.why_not:
            for finding in outcome.refused:
                tell(refusal_line(name, finding, self.names))

    def _print(self, path: str, name: str, outcome: Outcome, hunks: str) -> None:
        if self.form is None and self.show == "findings":
            for finding in outcome.applied:
                say(finding_line(name, finding, self.names))
        elif self.form is None and self.show == "diff" and hunks:
            self._count_failure(name, put_diff(headed(hunks, label(name)), self.colour))
        if self.write and path == STDIN:
            self._count_failure(name, put_file(outcome.after))

    def _count_failure(self, name: str, error: str) -> None:
        """Tell and count what kept a file's text from standard output; nothing where nothing did."""
        if error:
            self.tally.failed += 1
            tell(f"{name}{error}")
