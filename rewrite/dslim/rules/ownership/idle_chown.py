"""SL303 idle-chown: a chown that changes no owner still stores every file again; it goes."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy
from dslim.rules.ownership.changes import CHOWN, Change, looked_at
from dslim.rules.ownership.chmod_evidence import Brought, brought, chmods, keeps, noticed, unfit
from dslim.rules.ownership.chown_plan import is_idle, plan, touched
from dslim.run_edits.remove_commands import remove_command


def check(facts: Facts) -> Iterator[Finding]:
    """Every chown of a stage that ships to the owner that the files have from their COPY."""
    for change in looked_at(facts, CHOWN):
        yield from _look(facts, change)
    for change, copies in chmods(facts):
        yield from _look_mode(facts, change, copies)


def _look_mode(facts: Facts, change: Change, copies: list[Copy]) -> Iterator[Finding]:
    """A chmod that keeps the mode of every file it names; all else is SL302's."""
    if unfit(facts, change, copies) or change.recursive:
        return
    items = [brought(facts, change, copies, t.path or "/") for t in change.targets]
    if not all(isinstance(item, Brought) and keeps(facts, change, item) for item in items):
        return
    message = f"`chmod {change.mode}` changes no mode of what line {copies[-1].node.line} brought"
    reasons = (noticed(facts, change, i.copy, i.path) for i in items if isinstance(i, Brought))
    reason = next((r for r in reasons if r), None)
    edits = reason or remove_command(facts.tree, change.run, change.simple)
    yield finding(message, change.span, edits if isinstance(edits, str) else Fix(edits, Safety.SAFE))


def _look(facts: Facts, change: Change) -> Iterator[Finding]:
    copies = touched(facts, change)
    if not copies or change.guarded:
        return
    found = plan(facts, change, copies)
    if not is_idle(change, copies, found):
        return
    message = f"`{change.tool}` changes no owner of what line {copies[0].node.line} brought, and stores it again"
    if outcome := found.fix or found.why_not:
        yield finding(message, change.span, outcome)


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
        "of it changes nothing; a chmod to the mode that the file has in the context neither. Left alone where "
        "anything below the path may come from elsewhere, or may be setuid: a chown clears that bit."
    ),
    sources=("https://github.com/moby/moby/issues/22810",),
)
