"""Turns the verdict of `dslim verify` into lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding
from dslim.facts.paths import lies_in
from dslim.verify.image.compare import Difference
from dslim.verify.layer_table import LayerPart, LayerRow
from dslim.verify.verdict import Verdict

#: Differences and noise shown in full; more are counted.
SHOWN = 50
_WIDTH = 60


def size_text(size: int) -> str:
    """Bytes as people read them, `61.3 MB`; units of 1000, as docker shows them."""
    value = float(size)
    for unit in ("B", "kB", "MB"):
        if abs(value) < 999.5:
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.2f} GB"


def fix_text(finding: Finding) -> str:
    """The rule and line of a fix: `SL201, line 3`."""
    return f"{finding.rule}, line {finding.line}"


def verdict_headline(name: str, verdict: Verdict) -> str:
    """The verdict in one line."""
    if not verdict.is_same:
        count = len(verdict.differences)
        return f"{name}: NOT the same image: {count} difference{'s' if count > 1 else ''}"
    saved = verdict.size_before - verdict.size_after
    sizes = f"{size_text(verdict.size_before)} -> {size_text(verdict.size_after)}"
    word = "smaller" if saved >= 0 else "LARGER"
    return f"{name}: the same image, {size_text(abs(saved))} {word} ({sizes})"


def verdict_lines(name: str, verdict: Verdict) -> Iterator[str]:
    """The lines of the whole report. `name`: what the file is called."""
    yield verdict_headline(name, verdict)
    yield from _difference_lines(verdict)
    yield f"  {verdict.path_count} paths and the config compared"
    if verdict.caches:
        yield f"  may differ, as caches that the fixes empty: {', '.join(verdict.caches)}"
    if verdict.noise:
        paths = list(dict.fromkeys(d.path for d in verdict.noise))
        yield f"  {len(paths)} paths differ between two builds of the unchanged file too: {_first_paths(paths)}"
    yield ""
    yield from table_lines(verdict.layer_rows)
    for finding, saved in verdict.saved_by_fix:
        yield f"  {fix_text(finding)}: {size_text(saved)} saved by this fix alone"
    build, compare = verdict.seconds.get("build", 0), verdict.seconds.get("compare", 0)
    yield f"  {build:.1f} s to build, {compare:.1f} s to read and compare"


class ShownDifference(NamedTuple):
    """A difference as it is shown: `below` counts those of the tree below it that are the same in kind."""

    difference: Difference
    finding: Finding | None
    below: int


def fold_trees(found: Iterable[tuple[Difference, Finding | None]]) -> list[ShownDifference]:
    """Differences with a lost or added tree as one."""
    shown: list[ShownDifference] = []
    for difference, finding in found:
        top = shown[-1] if shown else None
        if top and _is_tree(top.difference) and _belongs_to(difference, finding, top):
            shown[-1] = top._replace(below=top.below + 1)
        else:
            shown.append(ShownDifference(difference, finding, 0))
    return shown


def _is_tree(difference: Difference) -> bool:
    return difference.aspect in ("missing", "extra") and "directory" in (difference.before, difference.after)


def _belongs_to(difference: Difference, finding: Finding | None, top: ShownDifference) -> bool:
    inside = difference.path != top.difference.path and lies_in(difference.path, top.difference.path)
    return inside and difference.aspect == top.difference.aspect and finding == top.finding


def _difference_lines(verdict: Verdict) -> Iterator[str]:
    shown = fold_trees(verdict.differences)
    for difference, finding, below in shown[:SHOWN]:
        more = f", with {below} path{'s' if below > 1 else ''} below it" if below else ""
        blamed = f"   <- {fix_text(finding)}: {finding.message}" if finding else ""
        yield f"  {difference}{more}{blamed}"
    if len(shown) > SHOWN:
        yield f"  and {len(shown) - SHOWN} more"


def _first_paths(paths: list[str]) -> str:
    more = f" and {len(paths) - 4} more" if len(paths) > 4 else ""
    return ", ".join(paths[:4]) + more


def table_lines(table: Iterable[LayerRow]) -> Iterator[str]:
    """The table of layers before and after. Layers that became one have a line each, the last with what they became."""
    yield _table_line("before", "after", "saved", "line", "instruction")
    total_before = total_after = 0
    for row in table:
        before, after = (sum(part.size for part in side) for side in (row.before, row.after))
        total_before, total_after = total_before + before, total_after + after
        *parts, last = row.before or row.after
        for part in parts:
            size = size_text(part.size) if row.before else ""
            yield _table_line(size, "", "", _line_number(part), _shorten(part.text))
        fixes = ", ".join(dict.fromkeys(finding.rule for finding in row.fixes))
        text = _shorten(last.text) + (f"  [{fixes}]" if fixes else "")
        own = size_text(last.size) if row.before else ""
        new = size_text(after) if row.after else ""
        yield _table_line(own, new, _saved_text(before - after), _line_number(last), text)
    saved = _saved_text(total_before - total_after)
    yield _table_line(size_text(total_before), size_text(total_after), saved, "", "in all")


def _table_line(before: str, after: str, saved: str, place: str, text: str) -> str:
    return f"  {before:>10} {after:>10} {saved:>10}  {place:>5}  {text}"


def _saved_text(size: int) -> str:
    return size_text(size) if size else ""


def _line_number(part: LayerPart) -> str:
    return str(part.lines[0]) if part.lines[0] else ""


def _shorten(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."
