"""The report of `--format markdown`: short, for comments on pull requests and for agents, with ids to choose by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dslim.report.formats import line_and_reason
from dslim.report.repository_path import repository_path
from dslim.report.statistics import size_for_people
from dslim.support.safe_text import safe_line

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally


class MarkdownReport:
    """Makes the report: a heading and a list for each file that has a fix or an error."""

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}

    def opening(self, names: Mapping[str, str]) -> str:
        """The heading of all. `names`: rule names by code."""
        self.names = names
        return "# dslim\n\n"

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """A heading for a file, with a list of its fixes, or its error."""
        rows = list(self._rows(outcome, error))
        if not rows:
            return ""
        return f"## {markdown_text(repository_path(path))}\n\n" + "".join(f"- {row}\n" for row in rows) + "\n"

    def closing(self, tally: Tally) -> str:
        """Counts, and how to make the fixes."""
        counts = f"{tally.read} files read, {tally.changed} to change, {tally.fixes} fixes, {tally.failed} errors.\n"
        how = "\n`dslim fix -i` makes them all, `dslim fix -i --only ID,...` some, `dslim explain RULE` says why.\n"
        return counts + (how if tally.fixes else "")

    def _rows(self, outcome: Outcome | None, error: str) -> Iterator[str]:
        if error:
            line, reason = line_and_reason(error)
            yield f"line {line}: **error**: {markdown_text(reason)}"
        for note in outcome.notes if outcome is not None else ():
            yield f"line {note.line}: note: {markdown_text(note.message)}"
        for found in outcome.applied if outcome is not None else ():
            name = self.names.get(found.rule, found.rule)
            yield f"line {found.line}: {name} ({_kind(found)}): {markdown_text(found.message)} `{found.id}`"


def _kind(found: Finding) -> str:
    if found.fix is None:
        return "advice"
    saves = f", saves about {size_for_people(found.fix.saves)}" if found.fix.saves else ""
    return f"{found.fix.safety.value}{saves}"


def markdown_text(text: str) -> str:
    """Text of others that shows as it is: no link, picture, HTML or mention; what stands in backticks stays code."""
    parts = safe_line(text).split("`")
    if len(parts) % 2 == 0:  # one that has no other
        return "\\`".join(map(_escaped, parts))
    return "".join(f"`{part}`" if i % 2 and part else _escaped(part) for i, part in enumerate(parts))


def _escaped(text: str) -> str:
    text = re.sub(r"([\\*_{}\[\]<>#|!~&])", r"\\\1", text)
    return text.replace("@", "&#64;").replace("://", "&#58;//")
