"""Reports for machines, one after another as files are done: what each format has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class Form(Protocol):
    """A report in the making: `head`, then `entry` for each file in order, then `tail`, each a piece of text."""

    def head(self, names: Mapping[str, str]) -> str:
        """What comes first. `names`: rule names by code."""

    def entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One file; without an outcome it is a template, or `error` tells (after the file's name) what is wrong."""

    def tail(self, tally: Tally) -> str:
        """What comes last."""


#: Format -> (module, class): a format is imported when it is asked for.
FORMATS = {
    "json": ("dslim.report.data", "Json"),
    "sarif": ("dslim.report.sarif", "Sarif"),
    "github": ("dslim.report.github", "GitHub"),
    "gitlab": ("dslim.report.gitlab", "GitLab"),
}


def form_named(name: str) -> Form:
    """A new report of a format."""
    module, made = FORMATS[name]
    return cast("Callable[[], Form]", getattr(import_module(module), made))()


def place_and_reason(error: str) -> tuple[int, str]:
    """(line, text) of an error as it follows a file's name: `:2:1: error: reason`, or `: error: reason`."""
    start, _, reason = error.partition(": ")
    parts = start.strip(":").split(":")
    line = int(parts[0]) if parts[0].isdigit() else 1
    return line, reason.removeprefix("error: ")
