"""SL304 chown-where-made: a chown of what an earlier RUN made joins that RUN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.base_image import has_find, is_empty
from dslim.facts.copy_instructions import Copy, exists
from dslim.facts.paths import overlap
from dslim.facts.run import Run
from dslim.facts.users import is_surely_root
from dslim.facts.working_directory import known_workdir
from dslim.rules.ownership.bytes_saved import LITTLE, bytes_shown
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.change_edits import replace_command, shell_word
from dslim.rules.ownership.changes import changes, shipped_changes
from dslim.rules.ownership.chown_plan import changed_copies, plan_chown
from dslim.rules.ownership.command_observers import EarlierChange
from dslim.rules.ownership.guarded_find import guarded, guarded_path
from dslim.rules.ownership.owner_observers import first_observer
from dslim.rules.ownership.owners import with_known_group
from dslim.rules.ownership.path_contents import contents_below
from dslim.rules.ownership.path_history import Copied, Ran, UnreadRun, history_of
from dslim.rules.ownership.preconditions import condition_of, safety_of, why_chown_unfit
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits
from dslim.run_edits.append_command import CannotAppend, append_command
from dslim.run_edits.join_candidates import CONFIG_ONLY
from dslim.run_edits.remove_commands import remove_command
from dslim.shell import Opaque, Script
from dslim.support.lazy_regex import regex
from dslim.syntax import parse
from dslim.syntax.edits import Edit, apply_edits
from dslim.tools import names_where

#: Commands that leave much in their directory or where they are told.
_FILLS = (*names_where(lambda tool: tool.fills_directory), "git clone", "cp -r", "cp -R")
_FILLS_DIRECTORY = regex(rf"\b({'|'.join(map(re.escape, _FILLS))})\b")
#: As this rule writes it.
_GIVES_OWNER = regex(r"find \S+ \\\( ! -user \S+ -o ! -group \S+ \\\) -exec chown -h \S+ \{\} \+")


def check(facts: Facts) -> Iterator[Finding]:
    """Every recursive chown in a shipping stage of a folder that an earlier RUN filled."""
    for change in shipped_changes(facts, CHOWN):
        if change.recursive and not change.guarded and len(change.targets) == 1:
            yield from _check_change(change)


def _check_change(change: Change) -> Iterator[Finding]:
    path = change.targets[0].path
    if path is None or not is_empty(change.facts, change.stage, path):
        return
    makers = [run for run in contents_below(path, change).writers if _fills(run, path, change)]
    if makers:
        line = makers[0].outer.line
        message = f"`{change.tool}` stores a second copy of the files that the RUN on line {line} made"
        plan = _plan(change, path, makers)
        yield finding(message + ("" if isinstance(plan, str) else condition_of(change)), change.span, plan)


def _fills(run: Run, path: str, change: Change) -> bool:
    """Whether an earlier RUN leaves much below `path`, and cannot merge with the chown's."""
    if run is change.run or run.stage != change.stage.index or isinstance(run.script, Opaque):
        return False
    between = change.stage.instructions[run.index + 1 : change.run.index]
    if all(n.keyword in CONFIG_ONLY or n.keyword == "RUN" for n in between):
        return False  # SL101's
    cwd = known_workdir(change.point.at(run.index))
    inside = (cwd is not None and cwd != "/" and overlap(cwd, path)) or path in run.script.text
    return inside and bool(_FILLS_DIRECTORY.search(run.script.text))


def _plan(change: Change, path: str, makers: list[Run]) -> Fix | str:
    """The fix that lets the RUNs that fill a path give the owner themselves, or why none can."""
    if reason := why_chown_unfit(change):
        return reason
    assert change.owner is not None
    owner = with_known_group(change.owner, change.point.at(makers[0].index))
    if owner.login_group or owner.variables:
        return "it is not known which owner the chown would give in the RUN that makes the files"
    found = [(run, _give_owner(run, EarlierChange(change, run.index, path, owner))) for run in makers]
    edits = [edit for _, given in found if not isinstance(given, str) for edit in given]
    why = "the chown cannot move into the RUN on line {}, since {}"
    reasons = [why.format(run.outer.line, reason) for run, reason in found if isinstance(reason, str)]
    if len(reasons) == len(found):
        return reasons[0]
    in_plain_form = None if reasons else _without_guard(change, path, edits)
    rest = replace_command(change, guarded(change, owner)) if in_plain_form is None else in_plain_form
    return rest if isinstance(rest, str) else Fix((*edits, *rest), safety_of(change))


def _without_guard(change: Change, path: str, edits: list[Edit]) -> list[Edit] | None:
    """What becomes of a chown when the makers have given the owner, as one would write it; None: there is no such way.

    It goes where nothing is left for it, and stays as it is where SL301 can give the COPYs after them the owner.
    """
    tree = parse(apply_edits(change.facts.tree.text, edits))
    facts = Facts(tree, change.facts.options, change.facts.context)
    order = [c.order for c in changes(change.facts, change.stage, CHOWN) if _is_same(c, change)]
    same = [c for c in changes(facts, tree.stages[change.stage.index], CHOWN) if _is_same(c, change)]
    place = order.index(change.order)
    if len(same) - len(order) + place < 0:
        return None
    moved = same[len(same) - len(order) + place]
    contents = contents_below(path, moved)
    if contents.is_known and not contents.copies and not contents.folders:
        removed = remove_command(change.facts.tree, change.run, change.simple)
        return None if isinstance(removed, str) else list(removed)
    copies = changed_copies(moved)
    plan = plan_chown(moved, copies) if copies and contents.is_known else None
    return [] if plan is not None and plan.fix is not None and len(plan.owned) == len(copies) else None


def _is_same(one: Change, other: Change) -> bool:
    return (one.tool, one.spec, one.targets) == (other.tool, other.spec, other.targets)


def _stores_little(run: Run, earlier: EarlierChange) -> bool:
    """Whether a plain `chown -R` at the end of a RUN stores no more again than LITTLE bytes that the context shows."""
    if any(c.owner != earlier.change.owner and _may_reach(c, earlier.path) for c in _chowns(earlier.change)):
        return False
    size = 0
    history = history_of(earlier.change)
    for event in history.before(earlier.change):
        if history.is_own(event) and event.index >= run.index:
            break
        if isinstance(event, UnreadRun) or (isinstance(event, Ran) and event.first_writer(earlier.path, "owner")):
            return False
        if not isinstance(event, Copied) or (event.copy and event.copy.target and _is_apart(event.copy, earlier)):
            continue
        if event.copy is None or not history.is_own(event):
            return False
        shown = bytes_shown(earlier.change.point.at(event.index), event.copy)
        if shown is None:
            return False
        size += shown
    return size <= LITTLE


def _chowns(change: Change) -> tuple[Change, ...]:
    return changes(change.facts, change.stage, CHOWN)


def _may_reach(change: Change, path: str) -> bool:
    return any(target.path is None or overlap(target.path, path) for target in change.targets)


def _is_apart(copy: Copy, earlier: EarlierChange) -> bool:
    return copy.target is not None and not overlap(copy.target, earlier.path)


def _ends_in(run: Run, command: str) -> bool:
    """Whether a command is one of those at the end of a RUN that give files their owner."""
    assert isinstance(run.script, Script)
    for text in reversed(run.script.text.split("&&")):
        if text.strip() == command:
            return True
        if not _GIVES_OWNER.fullmatch(text.strip()):
            return False
    return False


def _give_owner(run: Run, earlier: EarlierChange) -> tuple[Edit, ...] | str:
    """What lets a RUN give the owner itself, nothing if it does already; or why it cannot."""
    if reason := _why_not_by_run(run, earlier) or first_observer(earlier):
        return reason
    command = guarded_path(earlier.path, earlier.owner)
    if _ends_in(run, command):
        return ()
    if _stores_little(run, earlier):
        command = f"chown -R {earlier.owner.as_flag} {shell_word(earlier.path)}"
    try:
        return (append_command(earlier.change.facts.tree, run, command),)
    except CannotAppend as error:
        return str(error)


def _why_not_by_run(run: Run, earlier: EarlierChange) -> str | None:
    """Why a RUN cannot give the owner to what it makes."""
    if not is_surely_root(earlier.point):
        return "that RUN may not run as root"
    if run.flags:
        return f"that RUN has a flag (--{run.flags[0].name})"
    if may_set_setuid_bits(run):
        return "that RUN may make a setuid file, whose setuid bit the chown would clear"
    if not exists(earlier.point.after(), earlier.path):
        return f"it is not known whether {earlier.path} exists at the end of that RUN"
    if not has_find(earlier.point):
        return "whether the image has `find` is not known"
    return None


RULE = Rule(
    summary="A chown of what an earlier RUN made joins that RUN",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install\nCOPY run.sh /usr/local/bin/\n"
        "RUN chown -R node:node /app\n",
        "FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN npm install && chown -R node:node /app\n"
        "COPY run.sh /usr/local/bin/\n",
    ),
    example_files=("package.json", "run.sh"),
    details=(
        "A chown stores every file again, unless the same RUN made it. What a package manager puts into a folder "
        "that a later RUN chowns gets its owner at the end of the RUN that made it; the later chown goes where nothing "
        "is left for it, and SL301 gives what COPYs bring in between the owner. Where a plain `chown -R` there would "
        "store more than 1 MB of copied files again, a `find` that changes only what has another owner takes its "
        "place. Where nothing but configuration stands between, SL101 merges the RUNs. Left alone where something "
        "between may notice whose the files are, or the user may not exist yet."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/",),
)
