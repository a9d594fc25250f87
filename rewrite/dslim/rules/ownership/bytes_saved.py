"""How many bytes of copied files a chown or chmod stored a second time."""

from __future__ import annotations

from collections.abc import Iterable

from dslim.facts.copy_instructions import Copy, unpacks
from dslim.facts.paths import normal_path
from dslim.facts.point import Point
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.copied_paths import brings_only_files, goes_into_folder
from dslim.rules.ownership.path_history import Ran, history_of
from dslim.syntax.nodes import Heredoc

#: So many bytes stored again are worth a `chown -R` that everybody reads at once.
LITTLE = 1_000_000
#: Commands that may take a file away, or store it again.
_STORE_AGAIN = ("rm", "mv", "sed", "chmod", "chown", "chgrp")


def bytes_saved(change: Change, settled: list[Copy], copies: Iterable[Copy]) -> int | None:
    """Bytes of the files of `settled` COPYs that a change stores no more, where all of them are known.

    A file that a later one of `copies` writes over is stored by that one; what a RUN removes between is not known.
    """
    sized: dict[str, int] = {}
    settled_places = {copy.index for copy in settled}
    for copy in copies:
        is_settled = copy.index in settled_places
        files = copied_files(change.point, copy)
        if files is not None:
            sized |= {path: size if is_settled else 0 for path, size in files.items()}
        elif is_settled:
            return None
    return None if is_stored_anyway(change, settled[0].index) else sum(sized.values())


def is_stored_anyway(change: Change, first: int) -> bool:
    """Whether another command after instruction `first` may take a copied file away, or store it again."""
    return any(
        command.site.call.name in _STORE_AGAIN and command.site.simple.span != change.simple.span
        for event in history_of(change).through_run_of(change, first)
        if isinstance(event, Ran)
        for command in event.commands
    )


def bytes_shown(point: Point, copy: Copy) -> int | None:
    """Bytes that a COPY brings; None where they are not known."""
    files = copied_files(point, copy)
    return None if files is None else sum(files.values())


def bytes_brought(change: Change, copies: Iterable[Copy]) -> int | None:
    """Bytes that COPYs before a change bring; None where they are not known."""
    shown = [bytes_shown(change.point.at(copy.index), copy) for copy in copies]
    return None if None in shown else sum(size or 0 for size in shown)


def brings_much(change: Change, copies: list[Copy]) -> bool:
    """Whether COPYs before a change are known to bring more bytes than LITTLE."""
    return (bytes_brought(change, copies) or 0) > LITTLE


def document_size(doc: Heredoc) -> int:
    """Bytes of the document of a heredoc, as it is written."""
    return len(doc.body.encode("utf-8", "surrogateescape"))


def copied_files(point: Point, copy: Copy) -> dict[str, int] | None:
    """Path -> bytes of the files that a COPY brings; None where they are not known."""
    context = point.facts.context
    if copy.node.heredocs:
        return {f"{copy.target}/{doc.name}": document_size(doc) for doc in copy.node.heredocs}
    if copy.origin is not None or context is None or unpacks(point.facts, copy):
        return None
    found: dict[str, int] = {}
    for source in copy.sources:
        inside = context.files(source)
        if inside is None:
            return None
        found |= {normal_path(f"{copy.target}/{name}"): size for name, size in inside.items()}
    if len(found) == 1 and brings_only_files(point.facts, copy) and not goes_into_folder(point, copy):
        return {copy.target or "": sum(found.values())}
    return found
