"""SL302 copy-chmod: COPY and `RUN chmod` become `COPY --chmod`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, named
from dslim.rules.ownership import chmod_of_files, chmod_of_trees
from dslim.rules.ownership.assumptions import Assumptions, plan_by_assuming
from dslim.rules.ownership.bytes_saved import bytes_saved, document_size, is_stored_anyway
from dslim.rules.ownership.change import CHMOD, Change
from dslim.rules.ownership.change_edits import take_comments_along
from dslim.rules.ownership.changes import long_stages
from dslim.rules.ownership.chmod_by_words import with_paths_by_words
from dslim.rules.ownership.chmod_of_wildcards import with_named_files
from dslim.rules.ownership.copied_files import (
    CopiedFile,
    chmods_of_copies,
    copies_that_bring,
    find_copied_file,
    is_copied_folder,
)
from dslim.rules.ownership.copy_mode import why_no_chmod_flag, written_mode
from dslim.rules.ownership.preconditions import condition_of, safety_of, why_chmod_unfit
from dslim.rules.ownership.unread_changes import unread_changes
from dslim.syntax.edits import Edit


def check(facts: Facts) -> Iterator[Finding]:
    """Every chmod in a shipping stage of something that an earlier COPY put there."""
    for written, copies in chmods_of_copies(facts):
        change, edits = _planned(written, copies)
        if edits is None:
            continue
        message = f"`chmod` stores a second copy of the files that {named(copies_that_bring(change, copies))} copied"
        outcome: Fix | str = edits if isinstance(edits, str) else ""
        if isinstance(edits, list):
            message += condition_of(change)
            saves = _bytes_saved(change, copies, edits)
            edits = take_comments_along(facts.tree, change, copies, edits)
            outcome = Fix(tuple(edits), safety_of(change), saves=saves)
        yield finding(message, change.span, outcome)
    yield from long_stages(facts, CHMOD)
    yield from unread_changes(facts, CHMOD)


def _planned(written: Change, copies: list[Copy]) -> tuple[Change, list[Edit] | str | None]:
    """The change with its edits, by taking for granted what cannot be seen where there are none without."""

    def plan(change: Change) -> tuple[Change, list[Edit] | str | None]:
        named = with_named_files(change)
        by_words = with_paths_by_words(named, copies)
        named, brought = by_words if by_words is not None else (named, copies)
        return named, _plan(named, brought)

    found = plan(written)
    assumed = plan_by_assuming(written, plan) if isinstance(found[1], str) else None
    if assumed is None:
        return found
    outcome = assumed[0][1]
    own = chmod_of_files.BY_ITS_OWN_COPY
    if isinstance(outcome, str) and own in outcome and isinstance(found[1], str) and own not in found[1]:
        return found[0], outcome  # whatever else is not known: this the owner can write
    return assumed[0] if isinstance(outcome, list) else found


def _plan(change: Change, copies: list[Copy]) -> list[Edit] | str | None:
    """The edits, or why there are none; None where there is nothing to say."""
    if reason := why_chmod_unfit(change, copies):
        return reason
    if change.recursive and not _names_files(change, copies):
        return why_no_chmod_flag(change.facts) or chmod_of_trees.move_to_copies(change)
    if not change.recursive and all(is_copied_folder(path, change, copies) for path in change.paths):
        return None  # it changes the folders alone, and stores no file
    files: list[CopiedFile] = []
    for path in change.paths:
        file = find_copied_file(path, change, copies)
        if isinstance(file, str):
            return file if "not copied" not in file or len(change.targets) > 1 else None
        files.append(file)
    if chmod_of_files.is_idle(change, files):
        return None  # SL303's
    return chmod_of_files.move_to_copies(change, files)


def _names_files(change: Change, copies: list[Copy]) -> bool:
    """Whether all that a chmod names are files, of which -R means nothing."""
    # what would have to be taken for granted counts once they turn out to be files
    asked = replace(change, assumptions=Assumptions() if change.assumptions is not None else None)
    return all(isinstance(find_copied_file(path, asked, copies), CopiedFile) for path in change.paths)


def _bytes_saved(change: Change, copies: list[Copy], edits: list[Edit]) -> int | None:
    """Bytes that are no longer stored twice, where they are known."""
    if change.recursive and not _names_files(change, copies):
        return bytes_saved(change, [copy for copy in copies if _is_edited(copy, edits)], copies)
    if is_stored_anyway(change, copies[0].index):
        return None
    files = [find_copied_file(path, change, copies) for path in change.paths]
    sizes = [_size(file, change.facts) if isinstance(file, CopiedFile) else None for file in files]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _is_edited(copy: Copy, edits: list[Edit]) -> bool:
    span = copy.node.span
    return any(span.start <= edit.start < span.end for edit in edits)


def _size(file: CopiedFile, facts: Facts) -> int | None:
    """Bytes of a file, where they are known."""
    if written_mode(file.copy) is None:
        return facts.context.size(file.source) if facts.context is not None else None
    document = next((doc for doc in file.copy.node.heredocs if doc.name == file.source), None)
    return document_size(document) if document is not None and not document.expand else None


RULE = Rule(
    summary="COPY and `RUN chmod` become `COPY --chmod`",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nCOPY run.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/run.sh\n",
        "FROM debian:12\nCOPY --chmod=755 run.sh /usr/local/bin/\n",
    ),
    example_files=("run.sh",),
    details=(
        "A chmod in a RUN stores the file a second time. `COPY --chmod` gives the mode at once; it is always "
        "written as a literal octal number, since docker 20.10 and 26.1 accept symbolic modes and silently ignore "
        "them. A symbolic mode is worked out from the mode in the build context (in a git work tree from the index, "
        "so that another checkout gives the same), and left alone where that is not known, or is what a umask left "
        "of it (664 in a tarball). A file that ADD fetches "
        "has 600, so that `chmod +x` makes it 711, which nobody writes: --unsafe-fixes writes 755. The document of a "
        "heredoc has 644. `--chmod` goes for all that a "
        "COPY brings, and for folders that it makes: a COPY of more than the chmod names is left alone. "
        "After a `chmod -R` of a tree that COPYs alone made, folders keep a chmod of their own, which stores no "
        "file. The classic builder knows no --chmod. Where all hangs on something that dslim cannot see, such as the "
        "mode of a file that only the build makes, the fix is left to --unsafe-fixes, and its message says on what."
    ),
    sources=("https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",),
)
