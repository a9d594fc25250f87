"""Makes the unified diff of a rewrite, in the form that `git apply` takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome, Step
    from dslim.syntax.edits import Edit

CONTEXT_LINES = 3
#: difflib is quadratic (4 s at 16,000 lines): a larger window is shown as replaced whole.
MAX_WINDOW = 2_000
#: What a diff says below a last line that does not end.
NO_NEWLINE = "\n\\ No newline at end of file"


class Region(NamedTuple):
    """`before[a0:a1]` became `after[b0:b1]`: offsets into a text, or line numbers from 0."""

    a0: int
    a1: int
    b0: int
    b1: int


def regions_of(steps: Iterable[Step]) -> list[Region]:
    """The regions that the steps of an Outcome changed, in one go from its `before` to its `after`, in order."""
    regions: list[Region] = []
    for step in steps:
        regions = _add_edits(regions, step.edits)
    return regions


def unified_diff(before: str, after: str, regions: Sequence[Region] | None, path: str) -> str:
    """The diff from `before` to `after`, empty if they are equal.

    `regions`: where they differ, as `regions_of` says; None if that is not known. `path` is named as
    git names it, below a/ and b/. Lines end at `\\n` and nowhere else. Takes time linear in the texts as
    long as the regions are small.
    """
    return add_file_names(make_hunks(before, after, regions), path)


def add_file_names(text: str, path: str) -> str:
    """Hunks with the lines before them that name the file; '' for no hunks."""
    return f"--- {quote_path('a/' + path)}\n+++ {quote_path('b/' + path)}\n{text}" if text else ""


def make_hunks(before: str, after: str, regions: Sequence[Region] | None) -> str:
    """The diff without the lines that name the file."""
    if before == after:
        return ""
    if regions is None:
        regions = [Region(0, len(before), 0, len(after))]
    old, new = _split_lines(before), _split_lines(after)
    windows = _widen_to_lines(before, after, regions)
    changes = [change for window in windows for change in _changed_lines(old, new, window)]
    return "".join([line + "\n" for group in _group_into_hunks(changes) for line in _hunk_lines(old, new, group)])


def hunks_of(outcome: Outcome) -> str:
    """The hunks of the diff of one file."""
    return make_hunks(outcome.before, outcome.after, regions_of(outcome.steps))


def diff_path(path: str) -> str:
    """The name of a file in a diff: from the working directory if it is below it, else from the root."""
    plain = os.sep == "/" and path and path == os.path.normpath(path) and path[:2] != "//"
    if plain and path.partition("/")[0] != os.pardir:
        # the usual paths, at a fifth of what relpath takes
        return path.removeprefix(os.getcwd().rstrip("/") + "/").lstrip("/")
    name = os.path.relpath(path) if path else path
    if name.startswith(os.pardir):
        name = os.path.splitdrive(os.path.abspath(path))[1].lstrip(os.sep)
    return name.replace(os.sep, "/")


def quote_path(name: str) -> str:
    """A file name as git writes it after `---`: C-quoted where it must be, a tab after one with blanks."""
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return name + "\t" if " " in name else name
    return '"' + "".join(map(_quote_byte, os.fsencode(name))) + '"'


_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def _quote_byte(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _split_lines(text: str) -> list[str]:
    """The lines as a diff has them, each without the break that ends it there."""
    # not splitlines: \f, \x85 and U+2028 are text to Docker, and to git
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, last + NO_NEWLINE] if last else lines


def _add_edits(regions: Sequence[Region], edits: Iterable[Edit]) -> list[Region]:
    """`regions`, and then edits of the text they led to."""
    out: list[Region] = []
    # (start, end, growth of the earlier regions here, growth by the edits here), in the text between
    parts = [(r.b0, r.b1, (r.b1 - r.b0) - (r.a1 - r.a0), 0) for r in regions]
    parts += [(e.start, e.end, 0, len(e.text) - (e.end - e.start)) for e in edits]
    earlier = later = 0
    for start, end, was, grows in _join_overlapping(sorted(parts)):
        a0, b0 = start - earlier, start + later
        earlier += was
        later += grows
        out.append(Region(a0, end - earlier, b0, end + later))
    return out


def _join_overlapping(parts: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Parts that touch or overlap, as one."""
    held: tuple[int, int, int, int] | None = None
    for part in parts:
        if held is not None and part[0] <= held[1]:
            held = (held[0], max(held[1], part[1]), held[2] + part[2], held[3] + part[3])
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def _widen_to_lines(before: str, after: str, regions: Iterable[Region]) -> Iterator[Region]:
    """The regions widened to whole lines of both texts, those that meet joined, as line numbers."""
    whole: list[Region] = []
    for region in regions:
        a0 = before.rfind("\n", 0, region.a0) + 1
        b0 = region.b0 - (region.a0 - a0)
        if whole and a0 < whole[-1].a1:
            a0, b0 = whole[-1].a0, whole[-1].b0
            whole.pop()
        whole.append(Region(a0, *_line_ends(before, after, region, b0)))
    a = b = at_a = at_b = 0
    for a0, a1, b0, b1 in whole:
        a, b = a + before.count("\n", at_a, a0), b + after.count("\n", at_b, b0)
        at_a, at_b = a1, b1
        over_a, over_b = _count_lines(before, a0, a1), _count_lines(after, b0, b1)
        yield Region(a, a + over_a, b, b + over_b)
        a, b = a + over_a, b + over_b


def _line_ends(before: str, after: str, region: Region, b0: int) -> tuple[int, int, int]:
    """(a1, b0, b1) with both ends moved on to where a line ends in both texts."""
    _, a1, _, b1 = region
    if (a1 == 0 or before[a1 - 1] == "\n") and (b1 == 0 or after[b1 - 1] == "\n"):
        return a1, b0, b1
    end = before.find("\n", a1)
    end = end + 1 if end >= 0 else len(before)
    return end, b0, b1 + (end - a1)


def _count_lines(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + (end > start and text[end - 1] != "\n")


def _changed_lines(old: Sequence[str], new: Sequence[str], window: Region) -> Iterator[Region]:
    """The runs of lines in a window that differ."""
    a0, a1, b0, b1 = window
    while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if max(a1 - a0, b1 - b0) > MAX_WINDOW:
        yield Region(a0, a1, b0, b1)
        return
    if set(old[a0:a1]).isdisjoint(new[b0:b1]):
        if a0 < a1 or b0 < b1:
            yield Region(a0, a1, b0, b1)
        return
    from difflib import SequenceMatcher  # 1 ms that most changes do not need

    matcher = SequenceMatcher(None, old[a0:a1], new[b0:b1], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield Region(a0 + i1, a0 + i2, b0 + j1, b0 + j2)


def _group_into_hunks(changes: Iterable[Region]) -> Iterator[list[Region]]:
    """Changes whose context lines meet belong to one hunk."""
    group: list[Region] = []
    for change in changes:
        if group and change.a0 - group[-1].a1 > 2 * CONTEXT_LINES:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk_lines(old: Sequence[str], new: Sequence[str], group: Sequence[Region]) -> list[str]:
    lead = min(CONTEXT_LINES, group[0].a0)
    tail = min(CONTEXT_LINES, len(old) - group[-1].a1)
    a, b = group[0].a0 - lead, group[0].b0 - lead
    over_a, over_b = group[-1].a1 + tail - a, group[-1].b1 + tail - b
    lines = [f"@@ -{_hunk_range(a, over_a)} +{_hunk_range(b, over_b)} @@"]
    for change in group:
        lines += [" " + line for line in old[a : change.a0]]
        lines += ["-" + line for line in old[change.a0 : change.a1]]
        lines += ["+" + line for line in new[change.b0 : change.b1]]
        a = change.a1
    lines += [" " + line for line in old[a : a + tail]]
    return lines


def _hunk_range(start: int, length: int) -> str:
    # a range of no lines names the line before it; a length of 1 is left out, as diff does
    return f"{start + (length > 0)}" + ("" if length == 1 else f",{length}")
