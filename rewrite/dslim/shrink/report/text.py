"""What `dslim shrink` found, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.shrink.result import Shrunk

#: Names of what the test never touched that are listed.
MAX_UNTOUCHED = 12


def shrunk_lines(file: str, found: Shrunk) -> Iterator[str]:
    """The result of one file, a line each; what is claimed is only what the owner's test sees."""
    added, left = found.size_before - found.size_base, found.size_after - found.size_base
    if found.is_smaller:
        yield (
            f"{file}: as your test sees it, {megabytes(found.size_before)} -> {megabytes(found.size_after)};"
            f" beyond the base {megabytes(added)} -> {megabytes(left)}"
        )
    else:
        yield f"{file}: nothing smaller was found that passes the test ({megabytes(found.size_before)})"
    for change in found.changes:
        yield f"  {change.form}: {change.reason} ({megabytes(change.saved)})"
    for kept in found.kept:
        yield f"  kept {kept.package}: {kept.reason}"
    killed, count = found.killed
    if count:
        yield f"  the test refused {killed} of {count} images with something taken away"
    for mutant in found.mutants:
        if not mutant.killed:
            yield f"    it passed without {mutant.what}"
    if found.untouched:
        shown = ", ".join(found.untouched[:MAX_UNTOUCHED])
        more = f" and {len(found.untouched) - MAX_UNTOUCHED} more" if len(found.untouched) > MAX_UNTOUCHED else ""
        yield f"  the test never touched {shown}{more}"
    for note in found.notes:
        yield f"  note: {note}"
    yield f"  {found.builds} builds, {found.probes} probes, {found.seconds:.0f} s"


def megabytes(size: int) -> str:
    """Bytes for people: `12.3 MB`."""
    return f"{size / 1e6:.1f} MB"
