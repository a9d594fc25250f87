"""The report of `--format github`: workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.support.runner_commands import without_brackets
from dslim.support.safe_text import valid_unicode, visible

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class GitHubReport:
    """Makes the report, a line for each fix, each error, and each note on an ignore comment."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """Nothing."""
        self.names = names
        return ""

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """A line for each fix of a file and each note on it, or for its error."""
        if error:
            line, reason = line_and_reason(error)
            return _workflow_command("error", path, line, "dslim", reason)
        if outcome is None:
            return ""
        lines = [
            _workflow_command("warning", path, f.line, f"{f.rule} {self.names.get(f.rule, '')}".strip(), f.message)
            for f in outcome.applied
        ]
        lines += [_workflow_command("notice", path, note.line, "dslim", note.message) for note in outcome.notes]
        return "".join(lines)

    def closing(self, tally: Tally) -> str:
        """Nothing."""
        return ""


def _workflow_command(kind: str, path: str, line: int, title: str, message: str) -> str:
    where = f"file={_escape_property(repository_path(path))},line={line},title={_escape_property(title)}"
    return f"::{kind} {where}::{_escape_data(visible(message, keep=chr(10)))}\n"


def _escape_data(text: str) -> str:
    # as @actions/core escapes it; other runners than GitHub's obey what stands inside a line
    text = without_brackets(valid_unicode(text))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
