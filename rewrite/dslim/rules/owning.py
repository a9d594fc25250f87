"""A chown after COPYs: which of them can give the owner themselves (copy_owner), what remains of it (chown_rest).

Used by SL301 copy-chown (a COPY gets a flag) and SL303 idle-chown (none needs one).
"""

from __future__ import annotations

import posixpath
import re

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.changes import Change, Owner, Target, unsure
from dslim.facts.copies import Copy, below, copies_before, exists, related, unpacks
from dslim.facts.known_images import (
    is_root,
    numbers,
    odd_names,
    primary_group,
)
from dslim.facts.ownership import brings_files, tree_below, whole_target
from dslim.facts.runs import mounts
from dslim.facts.sites import sites
from dslim.findings import Fix, Safety
from dslim.records import dataclass
from dslim.rules.chown_rest import quoted as quoted
from dslim.rules.chown_rest import remaining
from dslim.rules.copy_owner import flag_edit, gives, keeps_from
from dslim.shell import Opaque

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
    copies = copies_before(facts, change.stage, change.run.index)
    return [copy for copy in copies if any(_reaches(facts, change, t, copy) for t in change.targets)]


def _reaches(facts: Facts, change: Change, target: Target, copy: Copy) -> bool:
    if copy.target is None:
        return False
    if target.path is None:
        return target.near is not None and target.near != "/" and related(target.near, copy.target)
    if not change.recursive:
        # of a folder it changes the folder alone, and stores no file
        return target.path == whole_target(facts, change.stage, copy) and not _is_folder(facts, copy)
    return related(target.path, whole_target(facts, change.stage, copy))


def _is_folder(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY brings more than one file, as far as the text and the context tell."""
    if len(copy.sources) != 1 or any(c in copy.sources[0] for c in "*?[\\"):
        return True
    if copy.node.heredocs:
        return False
    if copy.origin is not None or facts.context is None:
        return False
    return any(path.is_dir() for path in facts.context.matches(copy.sources[0]))


def plan(facts: Facts, change: Change, copies: list[Copy]) -> Plan:
    """The fix for a chown that touches `copies`, or why there is none."""
    if reason := unfit(facts, change):
        return _refused(reason, len(copies))
    owner = resolved(facts, change, copies[0].index)
    assert owner is not None
    trees = [tree_below(facts, change.stage, change, t.path or "/") for t in change.targets]
    inside = [c for tree in trees for c in tree.copies]
    holding = {c.index: tree for tree in reversed(trees) for c in tree.copies}
    reasons: list[str] = []
    settled: list[Copy] = []
    flagged: list[Copy] = []
    edits: list[Edit] = []
    known = numbers(facts, change.stage, change.run.index, owner.user, owner.group) if owner.names else None
    for copy in copies:
        tree = holding.get(copy.index)
        given, reason = owner, keeps_from(facts, change, owner, copy, tree)
        if reason is not None and known is not None:
            # a user that is made only later has a number already
            given = Owner(*known)
            reason = keeps_from(facts, change, given, copy, tree) and reason
        if reason is None:
            settled.append(copy)
            if not gives(copy, given):
                flagged.append(copy)
                edits.append(flag_edit(copy, given))
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


def resolved(facts: Facts, change: Change, index: int) -> Owner | None:
    """The owner, with the group of `user:` where it is known before instruction `index`."""
    owner = change.owner
    if owner is not None and owner.login and owner.user:
        group = primary_group(facts, change.stage, index, owner.user)
        return Owner(owner.user, group) if group else owner
    return owner


def _refused(reason: str, copies: int) -> Plan:
    return Plan((), (), None, reason if copies == 1 else f"of {copies} COPYs, {reason}")


def unfit(facts: Facts, change: Change) -> str | None:
    """Why the chown itself cannot be judged."""
    stage, run = change.stage, change.run
    if reason := unsure(facts, change, "chown"):
        return reason
    odd = odd_names(facts, stage, run.index, tuple(re.findall(r"[\w.-]+", change.spec)))
    if odd and (odd.isdigit() or "." in odd):
        return f"{odd} is the name of a user or group"
    unknown = [t for t in change.targets if t.path is None]
    if unknown:
        return f"the path {unknown[0].text} is known only when it runs"
    if change.simple.redirects or change.simple.assignments:
        return "the chown has redirections"
    if not is_root(facts, stage, run.index) and not change.command.startswith("sudo "):
        return "whether the RUN runs as root is not known"
    for target in change.targets:
        path = target.path or "/"
        if path == "/" or any(below(path, link) for link in _LINKS):
            return f"{path} may be a symbolic link"
        if any(not v or related(path, v.rstrip("/") or "/") for v in facts.states[stage.index][run.index].volumes):
            return f"a VOLUME lies at {path}"
        if any(related(path, m.get("target", "/").rstrip("/") or "/") for m in mounts(run.flags)):
            return f"a mount lies at {path}"
    return None


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


def _files(facts: Facts, change: Change, copy: Copy) -> dict[str, int] | None:
    """Path -> bytes of the files that a COPY brings; None where they are not known."""
    if copy.node.heredocs:
        bodies = [len(doc.body.encode("utf-8", "surrogateescape")) for doc in copy.node.heredocs]
        return {f"{copy.target}/{doc.name}": size for doc, size in zip(copy.node.heredocs, bodies)}
    if copy.origin is not None or facts.context is None or unpacks(copy):
        return None
    found: dict[str, int] = {}
    for source in copy.sources:
        inside = facts.context.files(source)
        if inside is None:
            return None
        found |= {posixpath.normpath(f"{copy.target}/{name}"): size for name, size in inside.items()}
    if len(found) == 1 and brings_files(facts, copy) and not _into_folder(facts, change, copy):
        return {copy.target or "": sum(found.values())}
    return found


def _into_folder(facts: Facts, change: Change, copy: Copy) -> bool:
    """Whether a COPY of one file puts it into its destination, rather than at it."""
    return copy.folder or (copy.target is not None and exists(facts, change.stage, copy.index, copy.target))
