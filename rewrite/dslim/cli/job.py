"""One run of `dslim fix`: what happens to each file, and what is said about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dslim.cli.files import STDIN, read
from dslim.cli.names import names_by_code
from dslim.cli.terminal import put, tell
from dslim.engine import fix_text
from dslim.facts.context import Context, open_context
from dslim.options import Options
from dslim.outcome import Outcome
from dslim.report.diff import label, regions_of, unified_diff
from dslim.report.text import Tally, coloured_diff, finding_line, refusal_line
from dslim.syntax import DockerfileSyntaxError, decode, encode
from dslim.writing import WriteRefused, write_atomic


@dataclass(frozen=True)
class Job:
    """What to do with every file. `show`: what goes to standard output.

    `context`: folder of the build context, None for each file's own. `stdin_name`: what standard input
    is called.
    """

    options: Options
    context: str | None
    write: bool
    show: Literal["diff", "findings", "none"]
    why_not: bool
    verbose: int
    colour: bool
    stdin_name: str
    tally: Tally = field(default_factory=Tally)
    names: dict[str, str] = field(default_factory=names_by_code)

    def run(self, path: str) -> None:
        """Fix one file. Whatever goes wrong is told in one line and counted; the next file can follow."""
        name = self.stdin_name if path == STDIN else path
        try:
            self._fix(path, name)
        except DockerfileSyntaxError as error:
            offending = f": {error.text}" if error.text else ""
            self._fail(f"{name}:{error.line}:{error.column}: error: {error.reason}{offending}")
        except WriteRefused as error:
            self._fail(f"{name}: error: not written: {error}")
        except OSError as error:
            self._fail(f"{name}: error: {error.strerror or error}")
        except Exception as error:  # a defect of ours must not stop the other files
            self._fail(f"{name}: internal error: {type(error).__name__}: {error}; the file is as it was")
            if self.verbose > 1:
                from traceback import format_exc

                for line in format_exc().splitlines():
                    tell(line)

    def summary(self) -> Iterator[str]:
        """The closing lines."""
        yield from self.tally.summary(self.names, self.write, self.why_not, self.verbose > 0).splitlines()

    def _fail(self, line: str) -> None:
        self.tally.failed += 1
        tell(line)

    def _fix(self, path: str, name: str) -> None:
        data = read(path)
        outcome = fix_text(decode(data), self.options, self._context_of(path), name)
        if outcome.error is not None:
            self._fail(f"{name}: internal error: {outcome.error}; the file is as it was")
            return
        if self.write and path != STDIN and outcome.changed:
            write_atomic(path, data, encode(outcome.after))
        self.tally.add(outcome)
        self._tell(name, outcome)
        self._print(path, name, outcome)

    def _context_of(self, path: str) -> Context | None:
        if self.context is None and path == STDIN:
            return None
        return open_context(self.context or os.path.dirname(path) or ".")

    def _tell(self, name: str, outcome: Outcome) -> None:
        """Findings, on standard error; those of --check go to standard output instead."""
        if self.verbose:
            told = outcome.offered if self.show == "findings" else outcome.applied + outcome.offered
            for finding in told:
                tell(finding_line(name, finding, self.names))
        if self.why_not:
            for finding in outcome.refused:
                tell(refusal_line(name, finding, self.names))

    def _print(self, path: str, name: str, outcome: Outcome) -> None:
        if self.show == "findings":
            for finding in outcome.applied:
                put(finding_line(name, finding, self.names) + "\n")
        elif self.show == "diff":
            shown = self.stdin_name if path == STDIN else path
            diff = unified_diff(outcome.before, outcome.after, regions_of(outcome.steps), label(shown))
            put("\n".join(coloured_diff(diff)) if self.colour else diff)
        if self.write and path == STDIN:
            put(outcome.after)
