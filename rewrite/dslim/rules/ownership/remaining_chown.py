"""What remains of a chown whose COPYs give the owner: nothing, the folders alone, or a `find` for the rest."""

from __future__ import annotations

from dslim.facts.base_image import has_find
from dslim.facts.copy_instructions import Copy, brings_users, copies_before, exists, named
from dslim.facts.paths import normal_path
from dslim.facts.users import has_group, has_user, is_surely_root, users_replaced
from dslim.rules.ownership.assumptions import owner_is_there
from dslim.rules.ownership.bytes_saved import LITTLE, bytes_brought
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.change_edits import replace_command, shell_word
from dslim.rules.ownership.copied_paths import brings_only_files, landing_path
from dslim.rules.ownership.guarded_find import guarded
from dslim.rules.ownership.owner_variables import is_set_by_base
from dslim.rules.ownership.owners import WHICH_GROUP, Owner
from dslim.rules.ownership.path_contents import PathContents
from dslim.rules.ownership.path_history import Ran, history_of
from dslim.rules.ownership.preconditions import depends_on_base_user
from dslim.rules.ownership.project_installs import installed_folders
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits
from dslim.rules.ownership.sudo import is_sure_to_run
from dslim.run_edits.remove_commands import remove_command, remove_instruction
from dslim.shell import Opaque, Simple
from dslim.shell.errexit import read_options
from dslim.shell.tree import AndOr, Node
from dslim.syntax.edits import Edit

#: What makes folders, and homes for those who are to own them.
_MAKE_NO_FILE = frozenset({"mkdir", "useradd", "adduser"})
#: More folders than this are named by a guarded find rather than one by one.
_MAX_FOLDERS = 6


def remaining_chown(
    change: Change, owner: Owner, contents: list[PathContents], whole: bool, owned: list[Copy]
) -> list[Edit] | str:
    """The edits that leave of a chown what the `owned` COPYs do not do, or why that is not known.

    `contents`: of its targets. `whole`: nothing lies there but what the COPYs bring, and known folders.
    """
    folders = [f for found in contents for f in found.folders]
    if whole and len(folders) <= _MAX_FOLDERS:
        if not folders and (done := _without_chown(change, owner, owned)) is not None:
            return done
        if folders or change.recursive:
            return replace_command(change, _chown_of_folders(change, contents))
    if not change.recursive:
        more = f"write --chown={owner.as_flag} on the COPY for what that brings"
        return f"the chown names more than what was copied: {more}"
    if len(owned) == sum(len(found.copies) for found in contents) and (text := _chown_of_installs(change, contents)):
        return replace_command(change, text)
    return _guard_instead(change, owner, contents, owned)


def _without_chown(change: Change, owner: Owner, owned: list[Copy]) -> list[Edit] | str | None:
    """The edits that take the chown away, or why it must stay; None where it may stay in another form."""
    only_files = all(brings_only_files(change.facts, copy) for copy in owned)
    is_there = _has_owner(change, owner) or (bool(owner.names) and change.may_assume(owner_is_there(owner)))
    if not is_there:
        missing = "it is not known whether user and group exist, and without them only the chown fails the build"
        return missing if only_files else None
    dropped = _drop(change)
    if isinstance(dropped, str):
        return dropped if only_files else None
    return list(dropped)


def _chown_of_installs(change: Change, contents: list[PathContents]) -> str | None:
    """The chown of the folders that installs filled, and of those around them; None where more may be there."""
    if len(contents) != 1 or contents[0].partial_copies or len(contents[0].folders) > _MAX_FOLDERS:
        return None
    installed = installed_folders(change, contents[0]) if _chain_of(change) else None
    if not installed or any(map(may_set_setuid_bits, contents[0].writers)):
        return None
    deep = " ".join((change.command, "-R", change.spec, *map(shell_word, installed)))
    return f"{_chown_of_folders(change, contents)} && {deep}" if contents[0].folders else deep


def _guard_instead(
    change: Change, owner: Owner, contents: list[PathContents], owned: list[Copy]
) -> list[Edit] | str:
    """A guarded find in the place of the chown, or why it may not be."""
    if owner.login_group:
        return WHICH_GROUP.format(owner.user)
    writers = [run for found in contents for run in found.writers]
    if setting := next((run for run in writers if may_set_setuid_bits(run)), None):
        return f"the RUN on line {setting.outer.line} may make a setuid file, whose setuid bit only a full chown clears"
    if not has_find(change.point):
        reason = contents[0].unknown[0] if contents[0].unknown else "whether the image has `find` is not known"
        return _chown_if_all_else_has_owner(change, owner, contents) or reason
    size = bytes_brought(change, owned)
    if size is None and change.may_assume(_much_is_saved(change, owner, owned)):
        size = LITTLE + 1
    if size is not None and size > LITTLE:
        return replace_command(change, guarded(change, owner))
    is_filled = any(_is_filled_by_root(found, change) for found in contents)
    plain = _chown_if_all_else_has_owner(change, owner, contents) if size is not None and not is_filled else None
    return plain or _why_no_find(change, owner, owned, size)


def _why_no_find(change: Change, owner: Owner, owned: list[Copy], size: int | None) -> str:
    """Why no `find` takes the place of a chown: who reads the file would get more text than it saves."""
    others = f"other files may lie below {change.paths[0]} and would still need a chown"
    saved = "--chown would save 1 MB at most" if size is not None else "--chown is not known to save more than 1 MB"
    lift = f"write --chown={owner.as_flag} on {named(owned)} if there are no other files"
    return f"{others}, while {saved}: {lift}"


def _chown_if_all_else_has_owner(
    change: Change, owner: Owner, contents: list[PathContents]
) -> list[Edit] | str | None:
    """The chown of the folders alone, where the rest may be taken to have the owner already; else None."""
    *first, last = change.paths
    below = f"{', '.join(first)} and {last}" if first else last
    if not change.may_assume(f"all else below {below} belongs to {owner.as_flag} already"):
        return None
    return replace_command(change, _chown_of_folders(change, contents))


def _is_filled_by_root(contents: PathContents, change: Change) -> bool:
    """Whether a RUN may have put files below a path that are root's: more than a home, or folders."""
    if not contents.writers:
        return False
    events = history_of(change).before(change)
    commands = [command for event in events if isinstance(event, Ran) for command in event.commands]
    writing = [command for command in commands if command.writes.may_reach(contents.path, "owner")]
    return any(command.site.call.name not in _MAKE_NO_FILE for command in writing)


def _much_is_saved(change: Change, owner: Owner, owned: list[Copy]) -> str:
    """The condition under which a `find` is a gain to whoever reads the file, and what is one otherwise."""
    plain = f"write --chown={owner.as_flag} there and delete the chown where nothing else lies below {change.paths[0]}"
    return f"more than 1 MB comes from {named(owned)} ({plain})"


def _drop(change: Change) -> tuple[Edit, ...] | str:
    """The chown goes, and with it a `cd` or `set` that served it alone."""
    others = [item for item in _chain_of(change) if item is not change.simple]
    if others and all(isinstance(item, Simple) and _serves(item, change) for item in others):
        return remove_instruction(change.facts.tree, change.run.outer)
    return remove_command(change.facts.tree, change.run, change.simple)


def _chain_of(change: Change) -> tuple[Node, ...]:
    """The commands of the `&&` chain that is all of a change's RUN, the change too; none where the RUN is another."""
    script = change.run.script
    if isinstance(script, Opaque) or len(script.statements) != 1:
        return ()
    node = script.statements[0].node
    if isinstance(node, AndOr) and set(node.operators) == {"&&"} and any(item is change.simple for item in node.items):
        return tuple(node.items)
    return (node,) if node is change.simple else ()


def _serves(item: Simple, change: Change) -> bool:
    """Whether a command does nothing but prepare a change: `cd` into a folder that is there, or `set -e`."""
    words = [w.literal for w in item.words]
    if words[:1] == ["cd"] and len(words) == 2 and (words[1] or "").startswith("/"):
        path = normal_path(words[1] or "")
        return change.targets[0].path == path or exists(change.point, path)
    options = read_options(words[1:])
    is_bare = options.is_sure and options.is_bare and not options.off
    return words[:1] == ["set"] and is_bare and options.on <= {"errexit", "nounset", "xtrace"}


def _has_owner(change: Change, owner: Owner) -> bool:
    """Whether the chown cannot fail for want of a user or group."""
    point = change.point
    if not all(is_set_by_base(name, owner, change) for name in owner.variables):
        return False
    copied = any(brings_users(change.facts, copy) for copy in copies_before(point))
    if owner.depends_on_image and (copied or users_replaced(point)):
        return False
    user = owner.user is None or owner.user.startswith("$") or has_user(point, owner.user)
    group = owner.group is None or owner.group.startswith("$") or has_group(point, owner.group)
    if change.by_sudo:
        return user and group and is_sure_to_run(change)
    return user and group and (is_surely_root(point) or depends_on_base_user(change))


def _chown_of_folders(change: Change, contents: list[PathContents]) -> str:
    """The chown of the folders alone: it stores no file. What is not known is named too, but for a file of a COPY."""
    words: list[str] = []
    for found, target in zip(contents, change.targets):
        is_copied = any(landing_path(change.point, copy) == found.path for copy in found.copies)
        if found.path in found.folders or (not found.folders and (len(contents) == 1 or not is_copied)):
            words.append(target.text)
        words += [shell_word(f) for f in sorted(found.folders) if f != found.path]
    return " ".join((change.command, change.spec, *dict.fromkeys(words)))
