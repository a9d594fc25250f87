"""A verdict for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding
from dslim.facts.paths import lies_in
from dslim.verify.image.compare import Difference
from dslim.verify.savings import Part, Row
from dslim.verify.verdict import Verdict

#: Differences and noise shown in full; more are counted.
SHOWN = 50
_WIDTH = 60


def size_text(size: int) -> str:
    """`61.3 MB`; units of 1000, as docker shows them."""
    value = float(size)
    for unit in ("B", "kB", "MB"):
        if abs(value) < 999.5:
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.2f} GB"


def fix_text(finding: Finding) -> str:
    """`SL201, line 3`."""
    return f"{finding.rule}, line {finding.line}"


def headline(name: str, verdict: Verdict) -> str:
    """The verdict in one line."""
    if not verdict.same:
        count = len(verdict.differences)
        return f"{name}: NOT the same image: {count} difference{'s' if count > 1 else ''}"
    saved = verdict.size_before - verdict.size_after
    sizes = f"{size_text(verdict.size_before)} -> {size_text(verdict.size_after)}"
    word = "smaller" if saved >= 0 else "LARGER"
    return f"{name}: the same image, {size_text(abs(saved))} {word} ({sizes})"


def verdict_lines(name: str, verdict: Verdict) -> Iterator[str]:
    """The whole report."""
    yield headline(name, verdict)
    yield from _difference_lines(verdict)
    yield f"  {verdict.paths} paths and the config compared"
    if verdict.caches:
        yield f"  may differ, as caches that the fixes empty: {', '.join(verdict.caches)}"
    if verdict.noise:
        paths = list(dict.fromkeys(d.path for d in verdict.noise))
        yield f"  {len(paths)} paths differ between two builds of the unchanged file too: {_few(paths)}"
    yield ""
    yield from table_lines(verdict.table)
    for finding, saved in verdict.each:
        yield f"  {fix_text(finding)}: {size_text(saved)} saved by this fix alone"
    build, compare = verdict.seconds.get("build", 0), verdict.seconds.get("compare", 0)
    yield f"  {build:.1f} s to build, {compare:.1f} s to read and compare"


class Told(NamedTuple):
    """A difference as it is shown: `below` counts those of the tree below it that are the same in kind."""

    difference: Difference
    finding: Finding | None
    below: int


def folded(found: Iterable[tuple[Difference, Finding | None]]) -> list[Told]:
    """Differences with a lost or added tree as one."""
    told: list[Told] = []
    for difference, finding in found:
        top = told[-1] if told else None
        if top and _is_tree(top.difference) and _belongs(difference, finding, top):
            told[-1] = top._replace(below=top.below + 1)
        else:
            told.append(Told(difference, finding, 0))
    return told


def _is_tree(difference: Difference) -> bool:
    return difference.aspect in ("missing", "extra") and "directory" in (difference.before, difference.after)


def _belongs(difference: Difference, finding: Finding | None, top: Told) -> bool:
    inside = difference.path != top.difference.path and lies_in(difference.path, top.difference.path)
    return inside and difference.aspect == top.difference.aspect and finding == top.finding


def _difference_lines(verdict: Verdict) -> Iterator[str]:
    told = folded(verdict.differences)
    for difference, finding, below in told[:SHOWN]:
        more = f", with {below} path{'s' if below > 1 else ''} below it" if below else ""
        blamed = f"   <- {fix_text(finding)}: {finding.message}" if finding else ""
        yield f"  {difference}{more}{blamed}"
    if len(told) > SHOWN:
        yield f"  and {len(told) - SHOWN} more"


def _few(paths: list[str]) -> str:
    more = f" and {len(paths) - 4} more" if len(paths) > 4 else ""
    return ", ".join(paths[:4]) + more


def table_lines(table: Iterable[Row]) -> Iterator[str]:
    """Layers before and after. Layers that became one are told by a line each, the last with what they became."""
    yield _line("before", "after", "saved", "line", "instruction")
    total_before = total_after = 0
    for row in table:
        before, after = (sum(part.size for part in side) for side in (row.before, row.after))
        total_before, total_after = total_before + before, total_after + after
        *parts, last = row.before or row.after
        for part in parts:
            yield _line(size_text(part.size) if row.before else "", "", "", _place(part), _cut(part.text))
        fixes = ", ".join(dict.fromkeys(finding.rule for finding in row.fixes))
        told = _cut(last.text) + (f"  [{fixes}]" if fixes else "")
        own = size_text(last.size) if row.before else ""
        yield _line(own, size_text(after) if row.after else "", _saved(before - after), _place(last), told)
    saved = _saved(total_before - total_after)
    yield _line(size_text(total_before), size_text(total_after), saved, "", "in all")


def _line(before: str, after: str, saved: str, place: str, text: str) -> str:
    return f"  {before:>10} {after:>10} {saved:>10}  {place:>5}  {text}"


def _saved(size: int) -> str:
    return size_text(size) if size else ""


def _place(part: Part) -> str:
    return str(part.lines[0]) if part.lines[0] else ""


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."
