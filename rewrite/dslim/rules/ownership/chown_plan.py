"""A chown after COPYs: which of them can give the owner themselves (copy_owner), what remains of it (chown_rest).

Used by SL301 copy-chown (a COPY gets a flag) and SL303 idle-chown (none needs one).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from dslim.diagnostics.findings import Fix, Safety
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, copies_before
from dslim.facts.official_images import is_root
from dslim.facts.paths import lies_in, overlap
from dslim.facts.point import Point
from dslim.facts.users import numbers, odd_names, primary_group
from dslim.rules.ownership.changes import Change, Owner, Target, unsure
from dslim.rules.ownership.copy_owner import flag_value, gives, keeps_from
from dslim.rules.ownership.helpers import flag_edit, in_no_layer
from dslim.rules.ownership.path_contents import tree_below, whole_target
from dslim.rules.ownership.remaining_chown import remaining
from dslim.rules.ownership.stored_twice import sizes
from dslim.syntax.edits import Edit

#: Folders that are symbolic links in many images: a chown -R of the link does not go where a COPY does.
_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/var/run", "/var/lock", "/usr/tmp", "/usr/local/man")


@dataclass(frozen=True)
class Plan:
    """What becomes of a change. `flagged`: COPYs that get a flag; `settled`: all whose owner is right then."""

    flagged: tuple[Copy, ...]
    settled: tuple[Copy, ...]
    fix: Fix | None
    why_not: str | None


def touched(facts: Facts, change: Change) -> list[Copy]:
    """The COPYs of the stage that brought something the change may change."""
    copies = copies_before(facts.point_of(change.run))
    return [copy for copy in copies if any(_reaches(facts, change, t, copy) for t in change.targets)]


def _reaches(facts: Facts, change: Change, target: Target, copy: Copy) -> bool:
    if copy.target is None:
        return False
    if target.path is None:
        return target.near is not None and target.near != "/" and overlap(target.near, copy.target)
    if not change.recursive:
        # of a folder it changes the folder alone, and stores no file
        return target.path == whole_target(facts, change.stage, copy) and not _is_folder(facts, copy)
    return overlap(target.path, whole_target(facts, change.stage, copy))


def _is_folder(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY brings more than one file, as far as the text and the context tell."""
    if len(copy.sources) != 1 or any(c in copy.sources[0] for c in "*?[\\"):
        return True
    if copy.node.heredocs:
        return False
    if copy.origin is not None or facts.context is None:
        return False
    return any(os.path.isdir(path) for path in facts.context.matches(copy.sources[0]))


def plan(facts: Facts, change: Change, copies: list[Copy]) -> Plan:
    """The fix for a chown that touches `copies`, or why there is none."""
    if reason := unfit(facts, change):
        return _refused(reason, len(copies))
    owner = resolved(change, facts.point(change.stage.index, copies[0].index))
    assert owner is not None
    trees = [tree_below(facts, change.stage, change, t.path or "/") for t in change.targets]
    inside = [c for tree in trees for c in tree.copies]
    holding = {c.index: tree for tree in reversed(trees) for c in tree.copies}
    reasons: list[str] = []
    settled: list[Copy] = []
    flagged: list[Copy] = []
    edits: list[Edit] = []
    known = numbers(facts.point_of(change.run), owner.user, owner.group) if owner.names else None
    for copy in copies:
        tree = holding.get(copy.index)
        given, reason = owner, keeps_from(facts, change, owner, copy, tree)
        if reason is not None and known is not None and not gives(copy, owner):
            # a user that is made only later has a number already; a COPY that names it keeps the name
            given = Owner(*known)
            reason = keeps_from(facts, change, given, copy, tree) and reason
        if reason is None:
            settled.append(copy)
            if not gives(copy, given):
                flagged.append(copy)
                edits.append(flag_edit(copy, "chown", flag_value(given)))
        else:
            reasons.append(f"{copy.node.keyword} on line {copy.node.line}: {reason}")
    if not settled:
        return _refused(reasons[0], len(copies))
    if not change.guarded:
        whole = len(settled) == len(inside) == len(copies) and not any(t.others or t.straddling for t in trees)
        rest = remaining(facts, change, owner, trees, whole, settled)
        if isinstance(rest, str):
            return _refused(rest, len(copies))
        edits += [e for e in rest if e.text != facts.tree.text[e.start : e.end]]
    saves = sizes(facts, change, settled, copies)
    return Plan(tuple(flagged), tuple(settled), Fix(tuple(edits), Safety.SAFE, saves=saves) if edits else None, None)


def is_idle(change: Change, copies: list[Copy], found: Plan) -> bool:
    """Whether the files have the owner already (or would, if the plan were not refused): no COPY needs a flag."""
    if found.fix is not None:
        return not found.flagged
    return change.owner is not None and change.owner.is_root and all(not c.node.flags for c in copies)


def resolved(change: Change, point: Point) -> Owner | None:
    """The owner, with the group of `user:` where it is known at a place."""
    owner = change.owner
    if owner is not None and owner.login and owner.user:
        group = primary_group(point, owner.user)
        return Owner(owner.user, group) if group else owner
    return owner


def _refused(reason: str, copies: int) -> Plan:
    return Plan((), (), None, reason if copies == 1 else f"of {copies} COPYs, {reason}")


def unfit(facts: Facts, change: Change) -> str | None:
    """Why the chown itself cannot be judged."""
    run = change.run
    if reason := unsure(facts, change, "chown"):
        return reason
    odd = odd_names(facts.point_of(run), tuple(re.findall(r"[\w.-]+", change.spec)))
    if odd and (odd.isdigit() or "." in odd):
        return f"{odd} is the name of a user or group"
    unknown = [t for t in change.targets if t.path is None]
    if unknown:
        return f"the path {unknown[0].text} is known only when it runs"
    if change.simple.redirects or change.simple.assignments:
        return "the chown has redirections"
    if not is_root(facts.point_of(run)) and not change.command.startswith("sudo "):
        return "whether the RUN runs as root is not known"
    for target in change.targets:
        path = target.path or "/"
        if path == "/" or any(lies_in(path, link) for link in _LINKS):
            return f"{path} may be a symbolic link"
        if reason := in_no_layer(run, path):
            return reason
    return None
