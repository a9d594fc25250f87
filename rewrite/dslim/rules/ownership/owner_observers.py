"""Who would observe that files have their owner or mode earlier: what runs between a COPY and the chown or chmod.

A command does not observe it if it does the same whatever owner the copied files have (it runs as root), leaves
no file of theirs outside with that owner, and changes neither users nor setuid bits. The list is of commands
known by name; package managers and their builds are taken to look at no owner, but where git may ask whose a
work tree is, or npm whose the folder is in which it runs.
"""

from __future__ import annotations

from dslim.facts.call_sites import CallSite
from dslim.facts.copy_instructions import brings_users, read_copy
from dslim.facts.point import Point
from dslim.facts.users import is_surely_root
from dslim.rules.ownership.command_observers import EarlierChange, Observation, why_observed, why_users_change
from dslim.rules.ownership.mode_observers import why_brackets
from dslim.rules.ownership.path_history import Copied, Event, Ran, UnreadRun, VolumeDeclared, history_of
from dslim.rules.ownership.preconditions import depends_on_base_user
from dslim.rules.ownership.sudo import runs_by_sudo
from dslim.support.memo import once_at_point

_WOULD = "the files would have the new"


def first_observer(earlier: EarlierChange) -> str | None:
    """Who might observe that files have an owner or mode earlier, as a sentence; None: nobody."""
    change = earlier.change
    for event in history_of(change).between(earlier.first, change):
        if (reason := _why(event, earlier)) is not None:
            start = f"with --chmod {_WOULD} mode" if earlier.is_mode else f"{_WOULD} owner"
            return f"{start} already {reason}"
    return None


def first_change_of_users(earlier: EarlierChange) -> str | None:
    """What may give the names of an owner another meaning before a change, as a sentence; None: nothing."""
    change = earlier.change
    for event in history_of(change).between(earlier.first, change):
        where = f"line {event.line}, between the COPY and the {change.tool}"
        if isinstance(event, Copied):
            if earlier.owner.depends_on_image and _may_bring_users(change.point.at(event.index)):
                return f"the {event.node.keyword} on {where}, may copy another /etc/passwd or /etc/group"
        elif isinstance(event, Ran):
            for command in event.commands:
                if reason := why_users_change(Observation(earlier, event, command.site)):
                    changed = "so that its name may mean another owner by then"
                    return f"in the {event.node.keyword} on {where}, {reason}, {changed}"
    return None


def _why(event: Event, earlier: EarlierChange) -> str | None:
    """How an event may observe it: the end of the sentence; None: it does not."""
    where = f"the {event.node.keyword} on line {event.line}"
    if isinstance(event, Copied):
        matters = earlier.owner.depends_on_image and _may_bring_users(earlier.change.point.at(event.index))
        return f"before {where}, which may copy another /etc/passwd or /etc/group" if matters else None
    if isinstance(event, VolumeDeclared):
        return f"before {where}"
    if isinstance(event, UnreadRun):
        return f"in {where}, which is not understood ({event.reason})"
    reason = _why_ran(event, earlier) if isinstance(event, Ran) and event.commands else None
    return f"in {where}, {reason}" if reason is not None else None


def _why_ran(event: Ran, earlier: EarlierChange) -> str | None:
    point = earlier.change.point.at(event.index)
    has_same_user = depends_on_base_user(earlier.change) and not point.state.user_set
    if not (is_surely_root(point) or has_same_user or _is_all_by_sudo(event)):
        return "which may not run as root"
    if earlier.is_mode and (brackets := why_brackets(event)):
        return f"where {brackets}"
    for command in event.commands:
        if reason := why_observed(Observation(earlier, event, command.site)):
            return f"where {reason}"
    return None


def _is_all_by_sudo(event: Ran) -> bool:
    """Whether sudo runs each command as root, and the shell of the other user opens no file and looks for none."""
    return all(_is_by_sudo(command.site) for command in event.commands)


def _is_by_sudo(site: CallSite) -> bool:
    call, simple = site.call, site.simple
    is_plain = call.script is None and not simple.redirects and not simple.assignments
    return is_plain and runs_by_sudo(call) and not any(word.unquoted_glob for word in simple.words)


@once_at_point
def _may_bring_users(point: Point) -> bool:
    copy = read_copy(point)
    return copy is not None and brings_users(point.facts, copy)
