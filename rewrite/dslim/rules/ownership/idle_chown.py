"""SL303 idle-chown: a chown that changes no owner still stores every file again; it goes."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, named
from dslim.rules.ownership import chmod_of_files
from dslim.rules.ownership.assumptions import plan_by_assuming
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.changes import shipped_changes
from dslim.rules.ownership.chmod_by_words import with_paths_by_words
from dslim.rules.ownership.chmod_of_wildcards import with_named_files
from dslim.rules.ownership.chown_plan import changed_copies, is_idle, plan_chown
from dslim.rules.ownership.copied_files import CopiedFile, chmods_of_copies, find_copied_file
from dslim.rules.ownership.copy_mode import is_recorded, why_changed_between
from dslim.rules.ownership.preconditions import condition_of, safety_of, why_chmod_unfit
from dslim.run_edits.remove_commands import remove_command


def check(facts: Facts) -> Iterator[Finding]:
    """Every chown or chmod of a stage that ships to the owner or mode that the files have from their COPY."""
    for change in shipped_changes(facts, CHOWN):
        yield from _check_chown(change)
    for change, copies in chmods_of_copies(facts):
        named = with_named_files(change)
        by_words = with_paths_by_words(named, copies)
        yield from _check_chmod(*(by_words if by_words is not None else (named, copies)))


def _check_chown(change: Change) -> Iterator[Finding]:
    copies = changed_copies(change)
    if not copies or change.guarded:
        return
    plan = plan_chown(change, copies)
    if not is_idle(change, copies, plan):
        return
    if plan.fix is None:
        assumed = plan_by_assuming(change, lambda lenient: (lenient, plan_chown(lenient, copies)))
        change, plan = assumed[0] if assumed is not None and assumed[0][1].fix is not None else (change, plan)
    files = f"the files that {named(copies[:1])} copied"
    message = f"`{change.tool}` gives {files} the owner that they have already, and stores a second copy of them"
    if outcome := plan.fix or plan.why_not:
        message += condition_of(change) if plan.fix is not None else ""
        yield finding(message, change.span, outcome)


def _check_chmod(change: Change, copies: list[Copy]) -> Iterator[Finding]:
    """A chmod that keeps the mode of every file it names; all else is SL302's."""
    if change.recursive or why_chmod_unfit(change, copies):
        return
    found = [find_copied_file(path, change, copies) for path in change.paths]
    files = [file for file in found if isinstance(file, CopiedFile)]
    if len(files) < len(found) or not chmod_of_files.is_idle(change, files):
        return
    whose = named(list(dict.fromkeys(file.copy for file in files)))
    message = f"`chmod {change.mode}` gives the files that {whose} copied the mode that they have already"
    message += _witness(files, change)
    reasons = (why_changed_between(change, file.copy, file.path) for file in files)
    edits = next((r for r in reasons if r), None) or remove_command(change.facts.tree, change.run, change.simple)
    if isinstance(edits, str):
        yield finding(message, change.span, edits)
    else:
        yield finding(message + condition_of(change), change.span, Fix(edits, safety_of(change)))


def _witness(files: list[CopiedFile], change: Change) -> str:
    """What shows the mode of files whose COPY does not: the end of a message."""
    context = change.facts.context
    recorded = [file.source for file in files if is_recorded(file, change)]
    if context is None or not recorded:
        return ""
    mode = context.recorded_mode(recorded[0]) or 0
    return f" (git's index has {', '.join(recorded)} with mode {mode:o})"


RULE = Rule(
    summary="A chown or chmod that changes nothing goes, and its RUN with it when nothing is left",
    safety=Safety.SAFE,
    check=check,
    example=(
        'FROM debian:12\nCOPY src /app\nRUN chown -R root:root /app\nCMD ["/app/run"]\n',
        'FROM debian:12\nCOPY src /app\nCMD ["/app/run"]\n',
    ),
    example_files=("src/run",),
    details=(
        "A chown or chmod in a RUN copies every file it touches into the new layer, even where the owner or "
        "mode stays the same. What a COPY takes from the build context belongs to root, so a `chown root:root` "
        "of it changes nothing; a chmod to the mode that the COPY gives, neither, nor `+x` of a file in a copied "
        "folder that git's index has as executable (of a file that a COPY brings alone, SL302 writes the mode on the "
        "COPY). `644` or `go-w` is no such chmod: under another umask a checkout gives other rights. Left alone "
        "where anything below the path may come from elsewhere, or may be setuid: a chown clears that bit."
    ),
    sources=("https://github.com/moby/moby/issues/22810",),
)
