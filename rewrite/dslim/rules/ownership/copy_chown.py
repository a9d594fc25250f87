"""SL301 copy-chown: COPY and `RUN chown -R` become `COPY --chown`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import named
from dslim.rules.ownership.assumptions import plan_by_assuming
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.change_edits import take_comments_along
from dslim.rules.ownership.changes import long_stages, shipped_changes
from dslim.rules.ownership.chown_plan import changed_copies, is_idle, plan_chown
from dslim.rules.ownership.preconditions import condition_of
from dslim.rules.ownership.unread_changes import unread_changes


def check(facts: Facts) -> Iterator[Finding]:
    """Every chown in a shipping stage of something that an earlier COPY put there."""
    for change in shipped_changes(facts, CHOWN):
        yield from _check_change(change)
    yield from long_stages(facts, CHOWN)
    yield from unread_changes(facts, CHOWN)


def _check_change(change: Change) -> Iterator[Finding]:
    copies = changed_copies(change)
    if not copies:
        return
    plan = plan_chown(change, copies)
    if is_idle(change, copies, plan):
        return  # SL303's
    if plan.why_not is not None and not change.guarded:
        assumed = plan_by_assuming(change, lambda lenient: (lenient, plan_chown(lenient, copies)))
        if assumed is not None and assumed[0][1].fix is not None:
            change, plan = assumed[0]
    owned = plan.owned or copies
    message = f"`{change.tool}` stores a second copy of the files that {named(owned)} copied"
    if plan.fix is not None:
        message += "".join(f"; {reason}" for reason in plan.left) + condition_of(change)
    outcome: Fix | str | None = None if change.guarded else plan.why_not
    if plan.fix is not None:
        edits = take_comments_along(change.facts.tree, change, owned, plan.fix.edits)
        outcome = replace(plan.fix, edits=tuple(edits))
    if outcome is not None:
        yield finding(message, change.span, outcome)


RULE = Rule(
    summary="COPY and `RUN chown -R` become `COPY --chown`",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM node:20\nWORKDIR /app\nCOPY src .\nRUN chown -R node:node /app\n",
        "FROM node:20\nWORKDIR /app\nCOPY --chown=node:node src .\nRUN chown node:node /app\n",
    ),
    example_files=("src/main.js",),
    details=(
        "A chown in a RUN stores every file a second time. `COPY --chown` gives the owner at once. What the COPY "
        "does not do stays with the chown: folders that were there before keep a chown of their own, which stores "
        "no file, and where a RUN or the base image may have put more below the path, a `find` that changes only "
        "what has another owner takes the place of `chown -R`: where the COPYs are known to bring more than 1 MB, and "
        "with --unsafe-fixes where their size is not known. What an earlier chown has given "
        "the owner needs none. Left alone where user or group may come to be "
        "only after the COPY (BuildKit takes an unknown user for root, without an error), where a file may be "
        "setuid (a chown clears that bit, a COPY does not), where the COPY would own folders outside the path "
        "that it makes, or where something between may notice whose the files are: another user's RUN, git, tar, "
        "a program not known. Where all hangs on something that dslim cannot see, such as a folder of a base image "
        "that it does not know, the fix is left to --unsafe-fixes, and its message says on what."
    ),
    sources=("https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",),
)
