"""Whether a COPY can give the owner of a later chown itself."""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, exists, unpacks
from dslim.facts.paths import overlap
from dslim.rules.ownership.changes import CHOWN, Change, Owner, changes
from dslim.rules.ownership.owner_observers import stands_between
from dslim.rules.ownership.path_contents import Tree, is_the_file, shows_setuid, whole_target
from dslim.rules.ownership.setuid_files import special


def keeps_from(facts: Facts, change: Change, owner: Owner, copy: Copy, tree: Tree | None) -> str | None:
    """Why a COPY cannot give the owner itself; `tree`: what holds it, None for what the chown does not cover."""
    if tree is None:
        return f"it brings more than {change.targets[0].path}"
    if odd := [f for f in copy.node.flags if f.name not in ("from", "chown", "chmod")]:
        return f"--{odd[0].name} places files in its own way"
    if unpacks(copy):
        return "ADD may unpack an archive or fetch a file"
    if tree.linked is not None and tree.linked < copy.index:
        return f"a symbolic link below {tree.path} may lead elsewhere"
    if facts.options.builder in ("classic", "kaniko") and owner.login:
        return f"builder {facts.options.builder} knows no group for `--chown={owner.user}`"
    return (
        _parents(facts, copy, tree, change)
        or _kind(facts, change, copy)
        or _partial(copy, owner)
        or special(facts, change.stage, copy)
        or _changed_again(facts, change, copy)
        or _variables(facts, change, owner, copy)
        or _noticed(facts, change, owner, copy)
    )


def _parents(facts: Facts, copy: Copy, tree: Tree, change: Change) -> str | None:
    """Folders that the COPY itself makes get the owner too: BuildKit and buildah all, the others the last."""
    if copy.target is None:
        return "its destination is not known"
    top = tree.path
    if facts.options.builder in ("classic", "kaniko"):
        top = whole_target(facts, change.stage, copy)
    above = posixpath.dirname(top)
    if not exists(facts.point(change.stage.index, copy.index), above):
        if top != tree.path:
            return f"builder {facts.options.builder} would leave {above}, which the COPY makes, to root"
        return f"it may make {above}, and would own it"
    return None


def _kind(facts: Facts, change: Change, copy: Copy) -> str | None:
    """A source that is a link itself, or a folder of which only the top is chowned."""
    if not change.recursive and not is_the_file(facts, change.stage, copy, whole_target(facts, change.stage, copy)):
        return f"whether {whole_target(facts, change.stage, copy)} is a file is not known"
    if copy.origin is not None or copy.node.heredocs:
        return None
    if facts.context is None:
        return "the build context is not known"
    for source in copy.sources:
        if any(path.is_symlink() for path in facts.context.matches(source)):
            return f"{source} is a symbolic link in the build context"
    return None


def _partial(copy: Copy, owner: Owner) -> str | None:
    if owner.login or (owner.user is not None and owner.group is not None):
        return None
    if copy.origin is not None or copy.node.flag("chown") is not None:
        return "the chown names the user or the group alone, and the other one is not known"
    return None


def _changed_again(facts: Facts, change: Change, copy: Copy) -> str | None:
    """Several chowns of a file: each stores it once more, whatever its COPY gives."""
    target = whole_target(facts, change.stage, copy)
    for other in changes(facts, change.stage, CHOWN):
        if other.guarded or not (other.recursive or any(t.path in (None, target) for t in other.targets)):
            continue
        if other.run.index < copy.index or other.simple is change.simple:
            continue
        if any(t.path is None or overlap(t.path, target) for t in other.targets):
            later = (other.run.index, other.start) > (change.run.index, change.start)
            return f"the chown on line {other.run.outer.line} changes the owner {'again' if later else 'before'}"
    return None


def _variables(facts: Facts, change: Change, owner: Owner, copy: Copy) -> str | None:
    """A variable must mean at the COPY what it means at the chown."""
    rows = facts.states[change.stage.index]
    for name in owner.variables:
        for node in change.stage.instructions[copy.index : change.run.index]:
            if node.keyword in ("ARG", "ENV") and name in node.args:
                return f"${name} is set on line {node.line}, after it"
        if name not in rows[copy.index].env:
            return f"${name} is not set before it"
        if not _has_default(facts, change, name):
            return f"${name} may be empty"
    return None


def _has_default(facts: Facts, change: Change, name: str) -> bool:
    nodes = [n for n in facts.tree.instructions if n.keyword == "ARG" and n.span.start < change.run.outer.span.start]
    return any(w.text.startswith(name + "=") and len(w.text) > len(name) + 1 for n in nodes for w in n.words)


def _noticed(facts: Facts, change: Change, owner: Owner, copy: Copy) -> str | None:
    if gives(copy, owner):
        return _cleared(facts, change, copy)
    made = whole_target(facts, change.stage, copy)
    copied = made, exists(facts.point(change.stage.index, copy.index), made)
    folders = tuple(t.path for t in change.targets if t.path)
    return stands_between(facts, change.stage, copy.index, change.run, change.start, owner, folders, copied)


def _cleared(facts: Facts, change: Change, copy: Copy) -> str | None:
    """Whether a RUN between sets a setuid bit: a chown clears it, even one to the owner that is there."""
    for run in facts.runs[change.stage.index][copy.index + 1 : change.run.index + 1]:
        if run is not None and run.outer is run.node and shows_setuid(run):
            return f"the RUN on line {run.outer.line} may set a setuid bit, which the chown clears"
    return None


def flag_value(owner: Owner) -> str:
    """The value of `--chown`: always user and group, but where the group is the user's own."""
    return owner.user if owner.login and owner.user else f"{owner.user or 0}:{owner.group or 0}"


def gives(copy: Copy, owner: Owner) -> bool:
    """Whether the COPY gives that owner as it stands."""
    flag = copy.node.flag("chown")
    if flag is None:
        return owner.is_root and copy.origin is None
    return flag in (flag_value(owner), f"{owner.user}:{owner.group}")
