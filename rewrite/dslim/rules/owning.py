"""A chown after COPYs: which of them can give the owner themselves, and what remains of the chown.

Used by SL301 copy-chown (a COPY gets a flag) and SL303 idle-chown (none needs one).
"""

from __future__ import annotations

import posixpath
import re

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.bystanders import stands_between
from dslim.facts.changes import Change, Owner, Target, changes, unsure
from dslim.facts.copies import Copy, below, brings_users, copies_before, exists, related, unpacks
from dslim.facts.known_images import (
    has_find,
    has_group,
    has_user,
    is_root,
    numbers,
    odd_names,
    primary_group,
    users_replaced,
)
from dslim.facts.ownership import Tree, brings_files, is_the_file, shows_setuid, tree_below, whole_target
from dslim.facts.runs import mounts
from dslim.facts.sites import sites
from dslim.facts.special import special
from dslim.findings import Fix, Safety
from dslim.records import dataclass
from dslim.rules.dropping import drop_command, drop_instruction
from dslim.shell import Opaque, Simple
from dslim.shell.tree import AndOr
from dslim.syntax.nodes import Flag

CHOWN = frozenset({"chown", "chgrp"})
#: Folders that are symbolic links in many images: a chown -R of the link does not go where a COPY does.
_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/var/run", "/var/lock", "/usr/tmp", "/usr/local/man")
#: More folders than this are named by a guarded find rather than one by one.
_MAX_FOLDERS = 4


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
        given, reason = owner, _copy_reason(facts, change, owner, copy, tree)
        if reason is not None and known is not None:
            # a user that is made only later has a number already
            given = Owner(*known)
            reason = _copy_reason(facts, change, given, copy, tree) and reason
        if reason is None:
            settled.append(copy)
            if not _has_owner(copy, given):
                flagged.append(copy)
                edits.append(_flag_edit(copy, given))
        else:
            reasons.append(f"{copy.node.keyword} on line {copy.node.line}: {reason}")
    if not settled:
        return _refused(reasons[0], len(copies))
    if not change.guarded:
        whole = len(settled) == len(inside) == len(copies) and not any(t.others or t.straddling for t in trees)
        rest = _rest(facts, change, owner, trees, whole, settled)
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


def _copy_reason(facts: Facts, change: Change, owner: Owner, copy: Copy, tree: Tree | None) -> str | None:
    """Why a COPY cannot give the owner itself."""
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
    if not exists(facts, change.stage, copy.index, above):
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
        if any(t.path is None or related(t.path, target) for t in other.targets):
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
    if _has_owner(copy, owner):
        return _cleared(facts, change, copy)
    made = whole_target(facts, change.stage, copy)
    copied = made, exists(facts, change.stage, copy.index, made)
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


def _has_owner(copy: Copy, owner: Owner) -> bool:
    """Whether the COPY gives that owner as it stands."""
    flag = copy.node.flag("chown")
    if flag is None:
        return owner.is_root and copy.origin is None
    return flag in (flag_value(owner), f"{owner.user}:{owner.group}")


def _flag_edit(copy: Copy, owner: Owner) -> Edit:
    node = copy.node
    old: Flag | None = next((f for f in reversed(node.flags) if f.name == "chown"), None)
    if old is not None:
        span = node.logical.span(old.start, old.end)
        return Edit(span.start, span.end, f"--chown={flag_value(owner)}")
    at = node.logical.source(node.args_start)
    return Edit(at, at, f"--chown={flag_value(owner)} ")


def _rest(
    facts: Facts, change: Change, owner: Owner, trees: list[Tree], whole: bool, settled: list[Copy]
) -> list[Edit] | str:
    """The edits that leave of the chown what the COPYs do not do, or why that cannot be said."""
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
    if not has_find(facts, change.stage, change.run.index):
        return trees[0].others[0] if trees[0].others else "whether the image has `find` is not known"
    return rewritten(change, guard(change, owner))


def _dropped(facts: Facts, change: Change) -> tuple[Edit, ...] | str:
    """The chown goes, and with it a `cd` or `set` that served it alone."""
    script = change.run.script
    node = script.statements[0].node if not isinstance(script, Opaque) else None
    if isinstance(node, AndOr) and set(node.operators) == {"&&"}:
        others = [item for item in node.items if item is not change.simple]
        if all(isinstance(item, Simple) and _serves(facts, change, item) for item in others):
            return drop_instruction(facts, change.run.outer)
    return drop_command(facts, change.run, change.simple)


def _serves(facts: Facts, change: Change, item: Simple) -> bool:
    words = [w.literal for w in item.words]
    if words[:1] == ["cd"] and len(words) == 2 and (words[1] or "").startswith("/"):
        path = posixpath.normpath(words[1] or "")
        return change.targets[0].path == path or exists(facts, change.stage, change.run.index, path)
    return words[:1] == ["set"] and all(re.fullmatch(r"-[eux]+", w or "") for w in words[1:])


def _surely_named(facts: Facts, change: Change, owner: Owner) -> bool:
    """Whether the chown cannot fail for want of a user or group."""
    index = change.run.index
    copies = copies_before(facts, change.stage, index)
    replaced = users_replaced(facts, change.stage, index) or any(brings_users(facts, c) for c in copies)
    if owner.variables or (owner.names and replaced):
        return False
    user = owner.user is None or has_user(facts, change.stage, index, owner.user)
    group = owner.group is None or has_group(facts, change.stage, index, owner.group)
    return user and group and is_root(facts, change.stage, index)


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
    mark = '"' if change.spec.startswith('"') else ""
    user, group = (f"{mark}{part}{mark}" if part else "" for part in (owner.user, owner.group))
    tests = " -o ".join(f"! -{kind} {name}" for kind, name in (("user", user), ("group", group)) if name)
    if owner.user and owner.group:
        tests = f"\\( {tests} \\)"
    sudo = "sudo " if change.command.startswith("sudo ") else ""
    spec = f"{mark}{owner.user or ''}{':' + owner.group if owner.group else ''}{mark}"
    paths = " ".join(t.text for t in change.targets)
    return f"{sudo}find {paths} {tests} -exec chown -h {spec} {{}} +"


def quoted(path: str) -> str:
    """A path as a word of a shell."""
    from shlex import quote

    return quote(path)


def guard_text(owner: Owner, path: str) -> str:
    """The same for literal names and one path."""
    tests = " -o ".join(f"! -{kind} {name}" for kind, name in (("user", owner.user), ("group", owner.group)) if name)
    if owner.user and owner.group:
        tests = f"\\( {tests} \\)"
    spec = (owner.user or "") + (f":{owner.group}" if owner.group else "")
    return f"find {quoted(path)} {tests} -exec chown -h {spec} {{}} +"


def rewritten(change: Change, text: str) -> list[Edit] | str:
    span = change.run.source(change.simple.span.start, change.simple.span.end)
    if any(span.start <= c.span.start < span.end for c in change.run.outer.comments):
        return "a comment stands inside the chown"
    return [Edit(span.start, span.end, text)]


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
