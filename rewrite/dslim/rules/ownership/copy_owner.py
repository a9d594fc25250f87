"""Whether a COPY can give the owner of a later chown itself."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dslim.facts.base_image import is_empty, known_base, may_have_folder
from dslim.facts.copy_instructions import Copy, exists
from dslim.facts.paths import overlap
from dslim.facts.point import Point
from dslim.rules.ownership.added_files import why_add_unpacks
from dslim.rules.ownership.assumptions import IS_FILE, IS_NOT_SETUID
from dslim.rules.ownership.change import CHOWN, Change
from dslim.rules.ownership.changes import changes
from dslim.rules.ownership.command_observers import EarlierChange
from dslim.rules.ownership.copied_paths import is_behind_copied_link, is_file_of, landing_path
from dslim.rules.ownership.owner_observers import first_change_of_users, first_observer
from dslim.rules.ownership.owner_variables import why_variable_differs
from dslim.rules.ownership.owners import Owner
from dslim.rules.ownership.path_contents import PathContents
from dslim.rules.ownership.path_history import Ran, UnreadRun, history_of
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits, why_maybe_setuid

#: Folders that every official image has, with mode 755 and for root.
_PLAIN_FOLDERS = frozenset({"/", "/etc", "/home", "/opt", "/srv", "/usr", "/usr/share", "/var", "/var/lib"})
#: Builders that give a folder which a COPY makes to root, but for the last, and know no group of `--chown=user`.
_OLD_BUILDERS = ("classic", "kaniko")


class OwnedCopy(NamedTuple):
    """A COPY, and the owner that a later chown gives to what it put there."""

    copy: Copy
    owner: Owner
    change: Change

    @property
    def point(self) -> Point:
        """The place before the COPY."""
        return self.change.point.at(self.copy.index)

    @property
    def path(self) -> str:
        """The path below which all lies that it brings."""
        return landing_path(self.point, self.copy)

    @property
    def has_owner(self) -> bool:
        """Whether the COPY gives that owner as it stands."""
        flag = self.copy.node.flag("chown")
        if flag is None:
            return self.owner.is_root and self.copy.origin is None
        return flag in (self.owner.as_flag, f"{self.owner.user}:{self.owner.group}")


def why_not_by_copy(owned: OwnedCopy, contents: PathContents | None) -> str | None:
    """Why a COPY cannot give the owner itself; `contents`: of the target that holds all it brings, if one does."""
    copy = owned.copy
    if contents is None:
        path = owned.change.targets[0].path
        lift = f"copy {path} with a separate {copy.node.keyword} and --chown={owned.owner.as_flag}"
        return f"it may copy files outside {path} too: {lift}"
    if odd := [f for f in copy.node.flags if f.name not in ("from", "chown", "chmod", "link")]:
        return f"what `{copy.node.keyword} --{odd[0].name}` puts there is not known"
    is_linked = any(f.name == "link" for f in copy.node.flags)
    if is_linked and not owned.has_owner and not _places_alike(owned):
        return (
            "it would have to lose its --link, and then use the parent folders of the image, whose owner or mode may "
            "differ from those that --link makes"
        )
    if reason := why_add_unpacks(owned.change, copy):
        return reason
    if contents.is_linked_before(copy) or is_behind_copied_link(owned.point, copy):
        return f"a symbolic link below {contents.path} may lead elsewhere"
    builder = owned.point.facts.options.builder
    if builder in _OLD_BUILDERS and owned.owner.login_group:
        return f"builder {builder} knows no group for `--chown={owned.owner.user}`"
    return (
        _why_parents(owned, contents.path)
        or _why_source(owned)
        or _why_partial(owned)
        or _why_maybe_setuid(owned)
        or _why_changed_again(owned)
        or why_variable_differs(owned.owner, owned.change, owned.copy.node, owned.copy.index)
        or _why_observed(owned)
    )


def why_part_differs(owned: OwnedCopy, contents: PathContents) -> str | None:
    """Why not all has the owner that a COPY gives as it stands, of what it puts to a path below its destination.

    `contents`: of that path.
    """
    if contents.is_linked_before(owned.copy) or is_behind_copied_link(owned.point, owned.copy):
        return f"a symbolic link below {contents.path} may lead elsewhere"
    change = owned.change
    for other in changes(change.facts, change.stage, CHOWN):
        if owned.copy.index <= other.run.index and other.order < change.order and _stores(other, contents.path):
            return f"the earlier chown on line {other.run.outer.line} changes the owner too"
    return why_add_unpacks(change, owned.copy) or _why_maybe_setuid(owned) or _why_observed(owned)


def _why_maybe_setuid(owned: OwnedCopy) -> str | None:
    """Why a file may be setuid; that none of a context that is not all there is one may be taken for granted."""
    reason = why_maybe_setuid(owned.point, owned.copy)
    context = owned.point.facts.context
    if reason is None or context is None or owned.copy.origin is not None:
        return reason
    missing = [source for source in owned.copy.sources if context.is_missing(source)]
    others = [source for source in owned.copy.sources if source not in missing]
    is_rest_plain = all(context.special_bits(source) is False for source in others)
    is_assumed = (
        bool(missing) and is_rest_plain and all(owned.change.may_assume_of(source, IS_NOT_SETUID) for source in missing)
    )
    return None if is_assumed else reason


def _places_alike(owned: OwnedCopy) -> bool:
    """Whether a COPY places its files alike without --link.

    With it BuildKit makes all folders above anew, with mode 755 and for root; these must be so before, and the COPY's
    own must not be there.
    """
    path, point = owned.path, owned.point
    above = {posixpath.dirname(path)}
    while "/" not in above:
        above.add(posixpath.dirname(min(above, key=len)))
    is_known = known_base(point.facts, point.stage) is not None and above <= _PLAIN_FOLDERS
    return is_known and is_empty(point.facts, point.stage, path) and not exists(point, path)


def _why_parents(owned: OwnedCopy, top: str) -> str | None:
    """Folders that the COPY itself makes get the owner too: BuildKit and buildah all, the others the last."""
    if owned.copy.target is None:
        return "its destination is not known"
    builder = owned.point.facts.options.builder
    lowest = owned.path if builder in _OLD_BUILDERS else top
    above = posixpath.dirname(lowest)
    if exists(owned.point, above):
        return None
    if lowest != top:
        made = f"the folder {above}, which the COPY creates,"
        return f"with the {builder} builder {made} would belong to root in spite of --chown"
    if owned.has_owner:
        return None  # it stays as it is, and whatever it makes keeps its owner
    if may_have_folder(owned.point, above) and owned.change.may_assume(
        f"{above} is there before the {owned.copy.node.keyword}"
    ):
        return None
    lift = f"make {above} with a WORKDIR above the {owned.copy.node.keyword}"
    return f"it may create {above}, which would get the owner too: {lift}"


def _why_source(owned: OwnedCopy) -> str | None:
    """A source that is a link itself, or a folder of which only the top is chowned."""
    copy, context = owned.copy, owned.point.facts.context
    is_known = owned.change.recursive or is_file_of(copy, owned.point, owned.path)
    if not (is_known or owned.change.may_assume_of(owned.path, IS_FILE)):
        return f"it is not known whether {owned.path} is a file"
    if copy.origin is not None or copy.node.heredocs:
        return None
    if context is None:
        return "the build context is not known"
    for source in copy.sources:
        if any(path.is_symlink() for path in context.matches(source)):
            return f"{source} is a symbolic link in the build context"
    return None


def _why_partial(owned: OwnedCopy) -> str | None:
    owner, copy = owned.owner, owned.copy
    if owner.login_group or (owner.user is not None and owner.group is not None):
        return None
    if copy.origin is not None or copy.node.flag("chown") is not None:
        missing = "the group behind the user" if owner.group is None else "the user before the group"
        return f"the chown names only the user or only the group, and the other one is not known: name {missing} too"
    return None


def _why_changed_again(owned: OwnedCopy) -> str | None:
    """Several chowns of a file: each stores it once more, whatever its COPY gives."""
    change = owned.change
    for other in changes(change.facts, change.stage, CHOWN):
        if other.run.index >= owned.copy.index and other.simple is not change.simple and _stores(other, owned.path):
            which = "later chown" if other.order > change.order else "earlier chown"
            return f"the {which} on line {other.run.outer.line} changes the owner too"
    return None


def _stores(change: Change, path: str) -> bool:
    """Whether a chown may store again what lies at or below a path."""
    if change.guarded:
        return False
    if change.recursive:
        return any(t.path is None or overlap(t.path, path) for t in change.targets)
    return any(t.path in (None, path) for t in change.targets)


def _why_observed(owned: OwnedCopy) -> str | None:
    if owned.has_owner:
        earlier = EarlierChange(owned.change, owned.copy.index, owned.path, owned.owner)
        return _why_bits_cleared(owned) or first_change_of_users(earlier)
    existed = exists(owned.point, owned.path)
    return first_observer(EarlierChange(owned.change, owned.copy.index, owned.path, owned.owner, existed))


def _why_bits_cleared(owned: OwnedCopy) -> str | None:
    """Whether a RUN between sets a setuid bit: a chown clears it, even one to the owner that is there."""
    for event in history_of(owned.change).through_run_of(owned.change, owned.copy.index):
        if isinstance(event, Ran | UnreadRun) and may_set_setuid_bits(event.run):
            return f"the RUN on line {event.line} may set a setuid bit, which only a chown clears"
    return None
