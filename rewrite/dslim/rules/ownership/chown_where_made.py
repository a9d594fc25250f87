"""SL304 chown-where-made: a chown of what an earlier RUN made joins that RUN."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.copy_instructions import exists
from dslim.facts.official_images import has_find, is_empty, is_root
from dslim.facts.paths import overlap
from dslim.facts.run import Run
from dslim.facts.working_directory import known_workdir
from dslim.rules.ownership.changes import CHOWN, Change, Owner, looked_at
from dslim.rules.ownership.chown_plan import resolved, unfit
from dslim.rules.ownership.helpers import rewritten
from dslim.rules.ownership.owner_observers import stands_between
from dslim.rules.ownership.path_contents import Tree, shows_setuid, tree_below
from dslim.rules.ownership.remaining_chown import guard, guard_text
from dslim.run_edits.append_command import CannotAppend, append_command
from dslim.run_edits.join_runs import CONFIG_ONLY
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: Commands that leave much in their directory or where they are told.
_FILLS = regex(
    r"\b(npm|yarn|pnpm|composer|bundle|bundler|git clone|unzip|wget|curl|mvn|gradle|gradlew|dotnet|cargo|poetry|uv"
    r"|pipenv|cp -r|cp -R)\b"
)


def check(facts: Facts) -> Iterator[Finding]:
    """Every recursive chown in a shipping stage of a folder that an earlier RUN filled."""
    for change in looked_at(facts, CHOWN):
        if change.recursive and not change.guarded and len(change.targets) == 1:
            yield from _look(facts, change)


def _look(facts: Facts, change: Change) -> Iterator[Finding]:
    path = change.targets[0].path
    if path is None or not is_empty(facts, change.stage, path):
        return
    tree = tree_below(facts, change.stage, change, path)
    makers = [run for run in tree.filled if _fills(facts, change, run, path)]
    if not makers:
        return
    span = change.span
    message = f"`{change.tool}` stores again what the RUN on line {makers[0].outer.line} made"
    owner = resolved(change, facts.point(change.stage.index, makers[0].index))
    reason = unfit(facts, change)
    if reason is None and (owner is None or owner.login or owner.variables):
        reason = "the owner is not known where the files are made"
    if reason is not None or owner is None:
        yield Finding(message, span, why_not=reason)
        return
    edits: list[Edit] = []
    reasons: list[str] = []
    for run in makers:
        found = _joined(facts, change, run, owner, tree)
        if isinstance(found, str):
            reasons.append(f"the RUN on line {run.outer.line}: {found}")
        else:
            edits.append(found)
    rest = rewritten(change, guard(change, owner))
    if not edits or isinstance(rest, str):
        yield Finding(message, span, why_not=reasons[0] if reasons else str(rest))
    else:
        yield Finding(message, span, fix=Fix((*edits, *rest), Safety.SAFE))


def _fills(facts: Facts, change: Change, run: Run, path: str) -> bool:
    """Whether an earlier RUN leaves much below `path`, and cannot merge with the chown's."""
    if run is change.run or run.stage != change.stage.index or isinstance(run.script, Opaque):
        return False
    between = change.stage.instructions[run.index + 1 : change.run.index]
    if all(n.keyword in CONFIG_ONLY or n.keyword == "RUN" for n in between):
        return False  # SL101's
    cwd = known_workdir(facts.point_of(run))
    inside = (cwd is not None and cwd != "/" and overlap(cwd, path)) or path in run.script.text
    return inside and bool(_FILLS.search(run.script.text))


def _joined(facts: Facts, change: Change, run: Run, owner: Owner, tree: Tree) -> Edit | str:
    """The edit that lets the RUN give the owner itself, or why it cannot."""
    stage, path = change.stage, tree.path
    if not is_root(facts.point_of(run)):
        return "it may not run as root"
    if run.flags:
        return "it has flags"
    if shows_setuid(run):
        return "it may make a setuid file, whose bit the chown would clear"
    if not exists(facts.point_of(run).after(), path):
        return f"whether {path} is there already is not known"
    if not has_find(facts.point_of(run)):
        return "whether the image has `find` is not known"
    noticed = stands_between(facts, stage, run.index, change.run, change.start, owner, (path,), (path, False))
    if noticed is not None:
        return noticed
    try:
        return append_command(facts.tree, run, guard_text(owner, path))
    except CannotAppend as error:
        return str(error)


RULE = Rule(
    summary="A chown of what an earlier RUN made joins that RUN",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY . .\nRUN chown -R node:node /app\n",
        "FROM node:20\nWORKDIR /app\nCOPY package.json .\n"
        "RUN npm install && find /app \\( ! -user node -o ! -group node \\) -exec chown -h node:node {} +\n"
        "COPY . .\n"
        "RUN find /app \\( ! -user node -o ! -group node \\) -exec chown -h node:node {} +\n",
    ),
    example_files=("package.json",),
    details=(
        "A chown stores every file again, unless the same RUN made it. What a package manager puts into a folder "
        "that a later RUN chowns gets its owner at the end of the RUN that made it, by a `find` that changes only "
        "what has another owner; the later chown becomes such a `find` too, and has little left to do. Where nothing "
        "but configuration stands between, SL101 merges the RUNs. Left alone where something between may notice "
        "whose the files are, or the user may not exist yet."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/",),
)
