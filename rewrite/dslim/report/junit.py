"""The report of `--format junit`: a suite a file, in which each fix is a test that fails (Jenkins, GitLab, Azure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.report.xml_text import OPENING, xml_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class JUnitReport:
    """Makes the report. A file without fixes is a suite with one test, which passes."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening. `names`: rule names by code."""
        self.names = names
        return f'{OPENING}<testsuites name="dslim">\n'

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """The suite of one file; nothing for a template."""
        name = xml_text(repository_path(path))
        if error:
            line, reason = line_and_reason(error)
            what = f'<error type="dslim" message="{xml_text(reason)}">{name}:{line}: {xml_text(reason)}</error>'
            return _suite(name, f'  <testcase classname="{name}" name="read">{what}</testcase>\n', 1, "errors", 1)
        if outcome is None:
            return ""
        tests = "".join(self._test(name, found) for found in outcome.applied)
        count = len(outcome.applied)
        tests = tests or f'  <testcase classname="{name}" name="dslim"/>\n'
        return _suite(name, tests, max(count, 1), "failures", count)

    def closing(self, tally: Tally) -> str:
        """The end of the document."""
        return "</testsuites>\n"

    def _test(self, name: str, found: Finding) -> str:
        title = xml_text(f"{found.rule} {self.names.get(found.rule, '')}".strip())
        message = xml_text(found.message)
        # GitLab shows the text, Jenkins both; the id tells two of one rule and line apart
        failure = f'<failure type="{title}" message="{message}">{name}:{found.line}: {message}</failure>'
        return f'  <testcase classname="{name}" name="{title} line {found.line} ({found.id})">{failure}</testcase>\n'


def _suite(name: str, tests: str, count: int, kind: str, number: int) -> str:
    numbers = {"failures": 0, "errors": 0} | {kind: number}
    counts = f'tests="{count}" failures="{numbers["failures"]}" errors="{numbers["errors"]}" skipped="0"'
    return f'<testsuite name="{name}" {counts}>\n{tests}</testsuite>\n'
