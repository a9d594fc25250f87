"""What of an image the owner's test never opened: nobody knows whether it works."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.shrink.needed_packages import owners_of
from dslim.shrink.original import Original
from dslim.shrink.strength import copied_paths
from dslim.shrink.trace.opened_files import OpenedFiles

#: Names that are listed at most.
MAX_NAMES = 200


def untouched_by(original: Original, opened: OpenedFiles | None) -> tuple[str, ...]:
    """Copied files, and packages that the file names, of which the test opened nothing; () if it was not traced."""
    return tuple(_untouched(original, opened))[:MAX_NAMES] if opened is not None else ()


def _untouched(original: Original, opened: OpenedFiles) -> Iterator[str]:
    files, packages = original.files, original.packages
    seen = {files.resolve(path) or path for path in opened.paths}
    copied = copied_paths(original.facts, files)
    for path in sorted(files):
        is_file = files.entries[path].kind == "f" and path not in seen
        if is_file and any(path == top or path.startswith(f"{top}/") for top in copied):
            yield path
    owners = set(owners_of(packages, files, opened.paths)) if original.named_packages else set[str]()
    others = original.base_packages
    for name in original.named_packages:
        if (packages.closure([name]) - others).isdisjoint(owners):
            yield f"the package {name}"
