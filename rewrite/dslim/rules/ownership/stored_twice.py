"""What a chown or chmod stores a second time of what COPYs brought."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.call_sites import sites
from dslim.facts.copy_instructions import Copy, exists, unpacks
from dslim.facts.paths import normal_path
from dslim.rules.ownership.changes import Change
from dslim.rules.ownership.path_contents import brings_files
from dslim.shell import Opaque
from dslim.syntax.nodes import Heredoc


def sizes(facts: Facts, change: Change, settled: list[Copy], copies: list[Copy]) -> int | None:
    """Bytes of the files that are no longer stored twice, where all of them are known.

    A file that a later COPY writes over is stored by that one; what a RUN removes between is not known.
    """
    sized: dict[str, int] = {}
    places = {c.index for c in settled}
    for copy in copies:
        files = _files(facts, change, copy)
        ours = copy.index in places
        if files is None:
            if ours:
                return None
            continue
        sized |= {path: size if ours else 0 for path, size in files.items()}
    return None if stored_anyway(facts, change, settled[0].index) else sum(sized.values())


def stored_anyway(facts: Facts, change: Change, first: int) -> bool:
    """Whether another command after instruction `first` may take a copied file away, or store it again."""
    if isinstance(change.run.script, Opaque):
        return True
    return any(
        site.call.name in ("rm", "mv", "sed", "chmod", "chown", "chgrp") and site.simple.span != change.simple.span
        for run in facts.runs[change.stage.index][first : change.run.index + 1]
        if run is not None and not isinstance(run.script, Opaque)
        for site in sites(run.script)
    )


def document_size(doc: Heredoc) -> int:
    """Bytes of the document of a heredoc, as it is written."""
    return len(doc.body.encode("utf-8", "surrogateescape"))


def _files(facts: Facts, change: Change, copy: Copy) -> dict[str, int] | None:
    """Path -> bytes of the files that a COPY brings; None where they are not known."""
    if copy.node.heredocs:
        return {f"{copy.target}/{doc.name}": document_size(doc) for doc in copy.node.heredocs}
    if copy.origin is not None or facts.context is None or unpacks(copy):
        return None
    found: dict[str, int] = {}
    for source in copy.sources:
        inside = facts.context.files(source)
        if inside is None:
            return None
        found |= {normal_path(f"{copy.target}/{name}"): size for name, size in inside.items()}
    if len(found) == 1 and brings_files(facts, copy) and not _into_folder(facts, change, copy):
        return {copy.target or "": sum(found.values())}
    return found


def _into_folder(facts: Facts, change: Change, copy: Copy) -> bool:
    """Whether a COPY of one file puts it into its destination, rather than at it."""
    return copy.folder or (copy.target is not None and exists(facts.point(change.stage.index, copy.index), copy.target))
