"""Names findings, so that a person or a program can say which fix it means: `SL201-5d41402a`.

An id is made of the rule, the line of the original file where the finding begins, and where its first edit lies from
there. It stays what it is when lines are inserted above, or other fixes are made first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from zlib import crc32

from dslim.diagnostics.findings import Finding
from dslim.syntax import Dockerfile
from dslim.syntax.edits import Origin
from dslim.syntax.nodes import Span


class FindingIds:
    """Gives the findings of one file's run their ids; findings that are alike differ by their order."""

    def __init__(self, original: Dockerfile) -> None:
        self.original = original
        self.applied: set[str] = set()

    def locate(self, origin: Origin, rule: str, findings: Iterable[Finding]) -> list[Finding]:
        """All findings of one rule in one text, with its code, their line and place in the original, and their ids.

        `origin`: the way back from that text. The id of a fix that was made is given to no other finding.
        """
        taken = set(self.applied)
        located: list[Finding] = []
        for found in findings:
            start, end = map(origin.offset, found.span)
            place = Span(start, max(start, end))
            key = f"{rule}-{self._digest(origin, found, start):08x}"
            name, number = key, 1
            while name in taken:
                number += 1
                name = f"{key}.{number}"
            taken.add(name)
            line = self.original.line_of(start)
            located.append(replace(found, rule=rule, line=line, place=place, id=name))
        return located

    def _digest(self, origin: Origin, found: Finding, start: int) -> int:
        edits = found.fix.edits if found.fix is not None else ()
        first = str(origin.offset(min(edit.start for edit in edits)) - start) if edits else ""
        line, number = self._lines[self.original.line_of(start) - 1]
        return crc32(f"{line}\0{number}\0{first}".encode("utf-8", "surrogateescape"))

    @cached_property
    def _lines(self) -> list[tuple[str, int]]:
        """The lines of the original file without blanks around them, and how many like it stand above each."""
        seen: Counter[str] = Counter()
        lines: list[tuple[str, int]] = []
        for text in self.original.text.split("\n"):
            line = text.strip()
            lines.append((line, seen[line]))
            seen[line] += 1
        return lines
