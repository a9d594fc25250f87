"""What remains of a chown whose COPYs give the owner: nothing, the folders alone, or a `find` for the rest."""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, brings_users, copies_before, exists
from dslim.facts.official_images import has_find, is_root
from dslim.facts.paths import normal_path
from dslim.facts.users import has_group, has_user, users_replaced
from dslim.rules.ownership.changes import Change, Owner
from dslim.rules.ownership.helpers import quoted, rewritten
from dslim.rules.ownership.path_contents import Tree, brings_files, shows_setuid
from dslim.run_edits.remove_commands import remove_command, remove_instruction
from dslim.shell import Opaque, Simple
from dslim.shell.tree import AndOr
from dslim.syntax.edits import Edit

#: More folders than this are named by a guarded find rather than one by one.
_MAX_FOLDERS = 4


def remaining(
    facts: Facts, change: Change, owner: Owner, trees: list[Tree], whole: bool, settled: list[Copy]
) -> list[Edit] | str:
    """The edits that leave of the chown what the `settled` COPYs do not do, or why that cannot be said.

    `whole`: nothing lies below the trees but what they bring.
    """
    folders = [f for tree in trees for f in tree.folders]
    single = all(brings_files(facts, c) for c in settled)
    if whole and len(folders) <= _MAX_FOLDERS:
        if not folders and (_surely_named(facts, change, owner) or single):
            if not _surely_named(facts, change, owner):
                return "that the user and the group exist is not known, and without the chown nothing would tell"
            dropped = _dropped(facts, change)
            if not isinstance(dropped, str):
                return list(dropped)
            if single:
                return dropped
        if folders or change.recursive:
            return rewritten(change, _explicit(change, trees))
    if not change.recursive:
        return "it names more than what was copied"
    if owner.login:
        return f"which group `{owner.user}:` means is not known"
    if odd := next((run for tree in trees for run in tree.filled if shows_setuid(run)), None):
        return f"the RUN on line {odd.outer.line} may make a setuid file, whose bit the chown clears"
    if not has_find(facts.point_of(change.run)):
        return trees[0].others[0] if trees[0].others else "whether the image has `find` is not known"
    return rewritten(change, guard(change, owner))


def _dropped(facts: Facts, change: Change) -> tuple[Edit, ...] | str:
    """The chown goes, and with it a `cd` or `set` that served it alone."""
    script = change.run.script
    node = script.statements[0].node if not isinstance(script, Opaque) else None
    if isinstance(node, AndOr) and set(node.operators) == {"&&"}:
        others = [item for item in node.items if item is not change.simple]
        if all(isinstance(item, Simple) and _serves(facts, change, item) for item in others):
            return remove_instruction(facts.tree, change.run.outer)
    return remove_command(facts.tree, change.run, change.simple)


def _serves(facts: Facts, change: Change, item: Simple) -> bool:
    words = [w.literal for w in item.words]
    if words[:1] == ["cd"] and len(words) == 2 and (words[1] or "").startswith("/"):
        path = normal_path(words[1] or "")
        return change.targets[0].path == path or exists(facts.point_of(change.run), path)
    return words[:1] == ["set"] and all(re.fullmatch(r"-[eux]+", w or "") for w in words[1:])


def _surely_named(facts: Facts, change: Change, owner: Owner) -> bool:
    """Whether the chown cannot fail for want of a user or group."""
    index = change.run.index
    copies = copies_before(facts.point(change.stage.index, index))
    replaced = users_replaced(facts.point(change.stage.index, index)) or any(brings_users(facts, c) for c in copies)
    if owner.variables or (owner.names and replaced):
        return False
    user = owner.user is None or has_user(facts.point(change.stage.index, index), owner.user)
    group = owner.group is None or has_group(facts.point(change.stage.index, index), owner.group)
    return user and group and is_root(facts.point(change.stage.index, index))


def _explicit(change: Change, trees: list[Tree]) -> str:
    """The chown of the folders alone: it stores no file."""
    words: list[str] = []
    for tree, target in zip(trees, change.targets):
        if tree.path in tree.folders or (not tree.folders and len(trees) == 1):
            words.append(target.text)
        words += [quoted(f) for f in sorted(tree.folders) if f != tree.path]
    return " ".join((change.command, change.spec, *dict.fromkeys(words)))


def guard(change: Change, owner: Owner) -> str:
    """A find that changes only what has another owner, in the words of the change."""
    sudo = "sudo " if change.command.startswith("sudo ") else ""
    mark = '"' if change.spec.startswith('"') else ""
    return sudo + _guard(owner, " ".join(t.text for t in change.targets), mark)


def guard_text(owner: Owner, path: str) -> str:
    """The same for literal names and one path."""
    return _guard(owner, quoted(path), "")


def _guard(owner: Owner, paths: str, mark: str) -> str:
    parts = (("user", owner.user), ("group", owner.group))
    tests = " -o ".join(f"! -{kind} {mark}{name}{mark}" for kind, name in parts if name)
    if owner.user and owner.group:
        tests = f"\\( {tests} \\)"
    spec = f"{mark}{owner.user or ''}{':' + owner.group if owner.group else ''}{mark}"
    return f"find {paths} {tests} -exec chown -h {spec} {{}} +"
