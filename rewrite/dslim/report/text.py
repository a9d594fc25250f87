"""The report of `dslim fix` for people: one line a finding, a coloured diff, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dslim.support.safe_text import safe_lines

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding
    from dslim.diagnostics.outcome import Outcome


def finding_line(path: str, finding: Finding, names: Mapping[str, str]) -> str:
    """`path:line: SL101 merge-runs: message`. `names`: rule names by code."""
    return f"{path}:{finding.line}: {_rule_label(finding.rule, names)}: {finding.message}"


def explained_lines(path: str, outcome: Outcome, names: Mapping[str, str], verbose: bool, why_not: bool) -> list[str]:
    """What -v (`verbose`) and --why-not tell of a file: a line a finding, in the order of the file.

    `path:line: fixed: SL101 merge-runs: message (saves about 19 MB)`, with the kind in front: fixed; unsafe,
    for a fix that waits for --unsafe-fixes; advice; left, with the reason.
    """
    shown: list[tuple[str, Finding]] = []
    if verbose:
        shown += [("fixed", finding) for finding in outcome.applied]
        shown += [("advice" if finding.fix is None else "unsafe", finding) for finding in outcome.offered]
    if why_not:
        shown += [("left", finding) for finding in outcome.refused]
    shown.sort(key=lambda row: (row[1].line, row[1].place.start))
    return [
        f"{path}:{finding.line}: {kind}: {_rule_label(finding.rule, names)}: {finding.message}{_remark(kind, finding)}"
        for kind, finding in shown
    ]


def note_lines(path: str, outcome: Outcome) -> list[str]:
    """`path:line: note: message` for each ignore comment that does not do what it should, and of generated files."""
    return [f"{path}:{note.line}: note: {note.message}" for note in outcome.notes]


def _remark(kind: str, finding: Finding) -> str:
    """What a line of `explained_lines` says behind the message: what was saved, or why nothing was done."""
    if kind == "left":
        return f"; not fixed because {finding.why_not}"
    saves = ""
    if finding.fix is not None and finding.fix.saves:
        from dslim.report.statistics import size_for_people

        saves = f"saves about {size_for_people(finding.fix.saves)}"
    wanted = "--unsafe-fixes makes this fix" if kind == "unsafe" else ""
    remarks = "; ".join(part for part in (saves, wanted) if part)
    return f" ({remarks})" if remarks else ""


def _rule_label(code: str, names: Mapping[str, str]) -> str:
    return f"{code} {names[code]}" if code in names else code


@dataclass
class Tally:
    """Counts the files and fixes of one run.

    `refused`: how often each rule (by code) declined; `apart`: pairs of RUNs that an option would make one.
    `joined`: pairs of RUNs that became one, where it saves bytes and where not. `unsafe`: fixes that were only offered.
    `advice`: findings that no fix takes care of. `ignore_files`: how many change beside Dockerfiles.
    """

    read: int = 0
    changed: int = 0
    failed: int = 0
    fixes: int = 0
    unsafe: int = 0
    advice: int = 0
    ignore_files: int = 0
    joined: tuple[int, int] = (0, 0)
    refused: Counter[str] = field(default_factory=Counter, init=False)
    apart: Counter[str] = field(default_factory=Counter, init=False)

    def add(self, outcome: Outcome) -> None:
        """Count a file that was read and judged."""
        self.read += 1
        self.changed += outcome.changed
        self.fixes += len(outcome.applied)
        unsafe = sum(finding.fix is not None for finding in outcome.offered)
        self.unsafe += unsafe
        self.advice += len(outcome.offered) - unsafe
        self.refused.update(finding.rule for finding in outcome.refused if not finding.lifted_by)
        self.apart.update(finding.lifted_by for finding in outcome.refused if finding.lifted_by)
        joined = [finding.fix.joined for finding in outcome.applied if finding.fix is not None]
        self.joined = (self.joined[0] + sum(a for a, _ in joined), self.joined[1] + sum(b for _, b in joined))

    def exit_code(self, check: bool) -> int:
        """2 for an error in any file, over 1 for changes that `--check` found, over 0."""
        return 2 if self.failed else int(check and self.changed + self.ignore_files > 0)

    def summary(self, names: Mapping[str, str], written: bool, why_not: bool, verbose: bool) -> str:
        """One to four lines; `written`: the changes were made, not only shown."""
        verb = "rewritten" if written else "would change"
        fixes = _count_with_noun(self.fixes, "fix", "es")
        head = f"{_count_with_noun(self.read, 'file')} read, {self.changed} {verb} ({fixes})"
        if self.ignore_files:
            head += f", and {_count_with_noun(self.ignore_files, 'ignore file')}"
        if self.failed:
            head += f", {_count_with_noun(self.failed, 'error')}"
        lines = [head + ".", *self._merges()]
        if self.refused:
            counts = ", ".join(f"{_rule_label(code, names)} {n}" for code, n in sorted(self.refused.items()))
            hint = "" if why_not else " (--why-not tells why)"
            lines.append(f"Not fixed: {counts}{hint}.")
        more = [f"{_count_with_noun(self.unsafe, 'fix', 'es')} more with --unsafe-fixes"] if self.unsafe else []
        if self.advice and not verbose:
            more.append(f"{_count_with_noun(self.advice, 'piece')} of advice with -v")
        if more:
            lines.append(", ".join(more) + ".")
        return "\n".join(lines)

    def _merges(self) -> Iterator[str]:
        """How many pairs of RUNs became one, with and without bytes saved, and how many an option would make one."""
        saving, other = self.joined
        counts = [f"{_count_with_noun(saving, 'pair')} where it saves bytes"] if saving else []
        counts += [f"{_count_with_noun(other, 'pair')} where it saves none"] if other else []
        parts = [f"RUNs merged: {', '.join(counts)}"] if counts else []
        for option, count in self.apart.items():
            parts.append(f"{_count_with_noun(count, 'pair')} left apart ({option} merges them)")
        if parts:
            yield "; ".join(parts) + "."


def _count_with_noun(number: int, noun: str, plural: str = "s") -> str:
    return f"{number} {noun}" + ("" if number == 1 else plural)


def shown_diff(diff: str, colour: bool) -> str:
    """A unified diff for a terminal: each control character as its escape; in colour, removed red and added green.

    Carriage returns at the ends of lines are left out where all lines have one. Hunks without the two lines that name
    the file will do as well.
    """
    lines = diff.split("\n")
    if _has_crlf(lines if diff.startswith("@@") else lines[2:]):
        lines = [line.removesuffix("\r") for line in lines]
    shown = safe_lines("\n".join(lines)).split("\n")
    return "\n".join(_colour_line(shown) if colour else shown)


def _has_crlf(hunks: Sequence[str]) -> bool:
    """Whether each line of the file in a diff ends with a carriage return, but for a last one that does not end."""
    after = [*hunks[1:], ""]
    own = [line for line, next_ in zip(hunks, after) if line[:1] in _FROM_FILE and not next_.startswith("\\")]
    return all(line.endswith("\r") for line in own)


def _colour_line(lines: Iterable[str]) -> Iterator[str]:
    head = True
    for line in lines:
        head = head and not line.startswith("@@")
        colour = "1" if head else _COLOURS.get(line[:1])
        yield f"\x1b[{colour}m{line}\x1b[0m" if colour and line else line


#: What a line that a diff takes from one of the files begins with.
_FROM_FILE = (" ", "-", "+")
_COLOURS = {"-": "31", "+": "32", "@": "36"}
