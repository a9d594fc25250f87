"""A chown after COPYs: which of them give the owner themselves from now on, and what remains of the chown.

Used by SL301 copy-chown (a COPY gets a flag) and SL303 idle-chown (none needs one).
"""

from __future__ import annotations

import os
import posixpath
from typing import NamedTuple

from dslim.diagnostics.findings import Fix
from dslim.facts import Facts
from dslim.facts.call_sites import sure_call_sites
from dslim.facts.copy_instructions import Copy
from dslim.facts.paths import normal_path, overlap
from dslim.facts.users import numbers
from dslim.rules.ownership.bytes_saved import bytes_saved
from dslim.rules.ownership.change import Change, Target
from dslim.rules.ownership.change_edits import remove_flag, set_flag
from dslim.rules.ownership.copied_paths import copies_by_path, landing_path, leaves_to_install
from dslim.rules.ownership.copy_owner import OwnedCopy, why_not_by_copy, why_part_differs
from dslim.rules.ownership.owners import Owner, completed, with_known_group
from dslim.rules.ownership.path_contents import PathContents, contents_below
from dslim.rules.ownership.preconditions import safety_of, why_chown_unfit
from dslim.rules.ownership.remaining_chown import remaining_chown
from dslim.rules.ownership.settled_owner import settled_at
from dslim.rules.ownership.user_makers import find_makers
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: How sed is told to write the files anew.
_IN_PLACE = regex(r"-[nErsz]*i|--in-place")


class Plan(NamedTuple):
    """What becomes of a chown. `fix` None: there is none, `why_not` says why, or nothing is to be changed.

    `flagged`: COPYs that get a flag; `owned`: all that give the owner then; `left`: why each of the others does not.
    """

    fix: Fix | None = None
    why_not: str | None = None
    flagged: tuple[Copy, ...] = ()
    owned: tuple[Copy, ...] = ()
    left: tuple[str, ...] = ()


def changed_copies(change: Change) -> list[Copy]:
    """The COPYs of the stage that put something there whose owner a chown may change.

    Without those whose files a chown before it has given the owner, or its own RUN has stored anew.
    """
    if _is_stored_by_run(change):
        return []
    near = {copy.index: copy for target in change.targets for copy in _copies_near(change, target)}
    path = change.targets[0].path if len(change.targets) == 1 and not change.guarded else None
    settled = settled_at(path, change) if near and path is not None else -1
    later = [near[i] for i in sorted(near) if settled < i < change.point.index]
    return [copy for copy in later if any(_may_change(change, t, copy) for t in change.targets)]


def _is_stored_by_run(change: Change) -> bool:
    """Whether a `sed -i` before it in its RUN has stored all the files anew that a chown names: it adds no byte."""
    if change.recursive or not change.paths or len(change.paths) < len(change.targets):
        return False
    stored: set[str] = set()
    for site in sure_call_sites(change.run):
        if site.simple.span.start < change.start and site.call.name == "sed":
            words = [word.literal or "" for word in site.call.argv[1:]]
            if any(_IN_PLACE.match(word) for word in words):
                stored.update(normal_path(word) for word in words if word.startswith("/"))
    return change.path_set <= stored


def _copies_near(change: Change, target: Target) -> list[Copy]:
    """The COPYs of the stage whose destinations lie in, or around, what one operand of a chown names."""
    path = target.path if target.path is not None else target.glob_folder
    return copies_by_path(change.facts, change.stage).overlapping(path) if path is not None else []


def _may_change(change: Change, target: Target, copy: Copy) -> bool:
    if copy.target is None:
        return False
    if target.path is None:
        folder = target.glob_folder
        return folder is not None and folder != "/" and overlap(folder, copy.target)
    if not change.recursive:
        # of a folder it changes the folder alone, and stores no file
        if target.path == landing_path(change.point, copy):
            return not _may_bring_folder(change.facts, copy)
        return _is_one_of_several(target.path, copy, change.facts)
    landing = landing_path(change.point, copy)
    return overlap(target.path, landing) and not leaves_to_install(change.facts, copy, target.path)


def _is_one_of_several(path: str, copy: Copy, facts: Facts) -> bool:
    """Whether a path is a file that a COPY of several sources put into a folder, as far as names and context tell."""
    if len(copy.sources) < 2 or copy.origin is not None or copy.node.heredocs or facts.context is None:
        return False
    named = [s for s in copy.sources if posixpath.join(copy.target or "/", posixpath.basename(s)) == path]
    context = facts.context
    return any(context.is_file(s) or (context.is_missing(s) and posixpath.splitext(s)[1]) for s in named)


def _may_bring_folder(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY copies more than one file, as far as the text and the context tell."""
    if len(copy.sources) != 1 or any(c in copy.sources[0] for c in "*?[\\"):
        return True
    if copy.node.heredocs or copy.origin is not None or facts.context is None:
        return False
    return any(os.path.isdir(path) for path in facts.context.matches(copy.sources[0]))


def plan_chown(change: Change, copies: list[Copy]) -> Plan:
    """The fix for a chown that may change what `copies` put there, or why there is none."""
    if reason := why_chown_unfit(change):
        return Plan(why_not=reason)
    assert change.owner is not None
    owner = with_known_group(change.owner, change.point.at(copies[0].index))
    contents = [contents_below(path, change) for path in change.paths]
    owned, reasons = _owned_copies(change, owner, copies, contents)
    if not owned:
        return Plan(why_not=f"{_why_none(*reasons[0], copies)}{_what_to_write(*reasons[0])}")
    whole = len(owned) == len(copies) and _are_known(contents, owned)
    rest: list[Edit] | str = []
    if not change.guarded:
        rest = remaining_chown(change, owner, contents, whole, [o.copy for o in owned])
    if isinstance(rest, str):
        return Plan(why_not=rest)
    return _plan(change, copies, owned, rest)._replace(left=tuple(_why_stays(*one) for one in reasons))


def _are_known(contents: list[PathContents], owned: list[OwnedCopy]) -> bool:
    """Whether nothing lies in some paths but known folders and what the `owned` COPYs bring, all or a part of it."""
    brought = [copy for found in contents for copy in (*found.copies, *found.partial_copies)]
    return not any(found.unknown for found in contents) and len(brought) == len(owned)


def _owned_copies(
    change: Change, owner: Owner, copies: list[Copy], contents: list[PathContents]
) -> tuple[list[OwnedCopy], list[tuple[OwnedCopy, str]]]:
    """The COPYs that can give the owner themselves, and the others, each with why it cannot."""
    holders = {copy.index: found for found in reversed(contents) for copy in found.copies}
    parts = {copy.index: found for found in reversed(contents) for copy in found.partial_copies}
    by_number = _by_number(owner, change)
    owned: list[OwnedCopy] = []
    reasons: list[tuple[OwnedCopy, str]] = []
    for copy in copies:
        wanted = OwnedCopy(copy, completed(owner, copy.node.flag("chown")), change)
        if copy.index in parts and copy.index not in holders and wanted.has_owner:
            found = why_part_differs(wanted, parts[copy.index]) or wanted
        else:
            found = _owned_copy(wanted, by_number, holders.get(copy.index))
        if isinstance(found, str):
            reasons.append((wanted, found))
        else:
            owned.append(found)
    return owned, reasons


def _by_number(owner: Owner, change: Change) -> Owner | None:
    """The owner by the numbers that the RUNs give it: a user that is made only later has a number already."""
    known = numbers(change.point, owner.user, owner.group) if owner.names else None
    return Owner(*known) if known is not None else None


def _owned_copy(owned: OwnedCopy, by_number: Owner | None, contents: PathContents | None) -> OwnedCopy | str:
    """The COPY with the owner that it can give, by name or by number, or why it can give none."""
    reason = why_not_by_copy(owned, contents)
    if reason is None:
        return owned
    if by_number is None or owned.has_owner:
        return reason  # a COPY that names it keeps the name
    numbered = OwnedCopy(owned.copy, by_number, owned.change)
    return reason if why_not_by_copy(numbered, contents) else numbered


def _plan(change: Change, copies: list[Copy], owned: list[OwnedCopy], rest: list[Edit]) -> Plan:
    """The fix that flags COPYs and leaves `rest` of the chown; none where all is so already."""
    flagged = [o for o in owned if not o.has_owner]
    text = change.facts.tree.text
    edits = [set_flag(o.copy, "chown", o.owner.as_flag) for o in flagged]
    edits += [edit for o in flagged for edit in remove_flag(o.copy, "link")]
    edits += [e for e in rest if e.text != text[e.start : e.end]]
    settled = [o.copy for o in owned]
    fix = Fix(tuple(edits), safety_of(change), saves=bytes_saved(change, settled, copies)) if edits else None
    return Plan(fix, None, tuple(o.copy for o in flagged), tuple(settled))


def _why_stays(owned: OwnedCopy, reason: str, gets_none: str = "gets no --chown") -> str:
    """A reason as a sentence about its COPY, which would need a flag, or has the owner without."""
    node = owned.copy.node
    if owned.has_owner:
        return f"the chown is needed for what the {node.keyword} on line {node.line} copied, since {reason}"
    return f"the {node.keyword} on line {node.line} {gets_none}, since {reason}"


def _why_none(owned: OwnedCopy, reason: str, copies: list[Copy]) -> str:
    """Why none of some COPYs can take the flag: the reason of the first."""
    if len(copies) == 1 or owned.has_owner:
        return _why_stays(owned, reason)
    which = "neither COPY" if len(copies) == 2 else f"none of the {len(copies)} COPYs"
    return f"{which} gets --chown; {_why_stays(owned, reason, 'does not')}"


#: The end of a reason that whoever knows the files can tell is none -> the condition for a flag then.
_LIFTED = {"a COPY does not)": "none is", " may depend on the owner": "it does not", " is a file": "it is one"}


def _what_to_write(owned: OwnedCopy, reason: str) -> str:
    """The flag that a COPY may have where a reason not to write it does not hold: the end of a sentence.

    A user that is made behind the COPY has to be made above it: a COPY would take it for root.
    """
    owner = owned.owner
    condition = next((text for end, text in _LIFTED.items() if reason.endswith(end)), None)
    if condition is None or owned.has_owner or owner.login_group or owner.is_root:
        return ""
    is_made_later = bool(owner.names) and find_makers(owned.change, owned.copy.index) is not None
    first = f"create {' and '.join(dict.fromkeys(owner.names))} above that COPY, and " if is_made_later else ""
    return f": {first}write --chown={owner.as_flag} on that COPY if {condition}"


def is_idle(change: Change, copies: list[Copy], plan: Plan) -> bool:
    """Whether the files have the owner already (or would, if the plan were not refused): no COPY needs a flag."""
    if plan.fix is not None:
        return not plan.flagged
    return change.owner is not None and change.owner.is_root and all(not c.node.flags for c in copies)
