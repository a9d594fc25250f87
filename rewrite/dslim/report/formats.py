"""What the reports for machines have in common, and how one is made by the name of its format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast, runtime_checkable

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class Report(Protocol):
    """A report in the making: `opening`, `file_entry` for each file in order, `closing`, each a piece of text."""

    def opening(self, names: Mapping[str, str]) -> str:
        """What comes first. `names`: rule names by code."""

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file; without an outcome it is a template, or `error` tells (after the file's name) what is wrong."""

    def closing(self, tally: Tally) -> str:
        """What comes behind all files."""


class IgnoreFileChange(NamedTuple):
    """What becomes of an ignore file: `before`, None where there is none yet; `text` is put in at offset `at`.

    `names`: what the build context leaves out then.
    """

    path: str
    before: str | None
    at: int
    text: str
    names: tuple[str, ...]


@runtime_checkable
class ShowsIgnoreFiles(Protocol):
    """A report that shows ignore files too: they come behind all Dockerfiles."""

    def add_ignore_file(self, change: IgnoreFileChange) -> None:
        """Take one, for the closing."""


#: Format -> (module, class): a format is imported when it is used.
FORMATS = {
    "json": ("dslim.report.json_report", "JsonReport"),
    "sarif": ("dslim.report.sarif", "SarifReport"),
    "github": ("dslim.report.github", "GitHubReport"),
    "gitlab": ("dslim.report.gitlab", "GitLabReport"),
    "rdjson": ("dslim.report.rdjson", "RdjsonReport"),
    "rdjsonl": ("dslim.report.rdjson", "RdjsonlReport"),
    "junit": ("dslim.report.junit", "JUnitReport"),
    "checkstyle": ("dslim.report.checkstyle", "CheckstyleReport"),
    "markdown": ("dslim.report.markdown", "MarkdownReport"),
}


def new_report(name: str, with_advice: bool = False) -> Report:
    """A new, empty report of a format, a key of FORMATS.

    `with_advice`: whether SARIF has it too; JSON always does, the others, whose lines are problems to a CI, never.
    """
    module, made = FORMATS[name]
    form = cast("Callable[..., Report]", getattr(import_module(module), made))
    return form(with_advice) if name == "sarif" else form()


def line_and_reason(error: str) -> tuple[int, str]:
    """(line, text) of an error as it follows a file's name: `:2:1: error: reason`, or `: error: reason`."""
    start, _, reason = error.partition(": ")
    parts = start.strip(":").split(":")
    line = int(parts[0]) if parts[0].isdigit() else 1
    return line, reason.removeprefix("error: ")
