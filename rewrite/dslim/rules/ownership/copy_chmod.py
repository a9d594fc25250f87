"""SL302 copy-chmod: COPY and `RUN chmod` become `COPY --chmod`."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.copy_instructions import Copy, exists, unpacks
from dslim.facts.official_images import has_find
from dslim.facts.paths import lies_in
from dslim.rules.ownership.changes import CHOWN, Change, changes
from dslim.rules.ownership.chmod_evidence import (
    Brought,
    brought,
    chmods,
    files_of,
    is_folder,
    keeps,
    mode_before,
    noticed,
    unfit,
    written_mode,
)
from dslim.rules.ownership.file_modes import applied, octal
from dslim.rules.ownership.helpers import flag_edit, quoted, rewritten
from dslim.rules.ownership.path_contents import Tree, tree_below
from dslim.rules.ownership.stored_twice import document_size, sizes, stored_anyway
from dslim.run_edits.remove_commands import remove_command
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: Flags that leave it to --chmod which mode the files have.
_FLAGS = frozenset({"from", "chown", "chmod", "link", "checksum"})
_OLD_FRONTEND = regex(r"docker/dockerfile(-upstream)?:(1\.[01](\.\d+)?|experimental|1\.[01]-.*)$")


def check(facts: Facts) -> Iterator[Finding]:
    """Every chmod in a shipping stage of something that a COPY before it brought."""
    for change, copies in chmods(facts):
        found = _plan(facts, change, copies)
        if found is None:
            continue
        lines = ", ".join(str(c.node.line) for c in copies)
        message = f"`chmod` stores again what the COPY on line {lines} brought"
        if isinstance(found, str):
            outcome: Fix | str = found if len(copies) == 1 else f"of {len(copies)} COPYs, {found}"
        else:
            outcome = Fix(tuple(found), Safety.SAFE, saves=_saves(facts, change, copies, found))
        yield finding(message, change.span, outcome)


def _plan(facts: Facts, change: Change, copies: list[Copy]) -> list[Edit] | str | None:
    """The edits, or why there are none; None where there is nothing to say."""
    if reason := unfit(facts, change, copies) or _builder(facts):
        return reason
    if change.recursive:
        return _tree(facts, change)
    if all(is_folder(facts, change, copies, t.path or "/") for t in change.targets):
        return None  # it changes the folders alone, and stores no file
    items: list[Brought] = []
    for target in change.targets:
        found = brought(facts, change, copies, target.path or "/")
        if isinstance(found, str):
            return found if "not copied" not in found or len(change.targets) > 1 else None
        items.append(found)
    if all(keeps(facts, change, item) for item in items):
        return None  # SL303's
    return _files(facts, change, items)


def _builder(facts: Facts) -> str | None:
    """Why --chmod cannot be written for the builder."""
    syntax = next((d.value for d in facts.tree.directives if d.name == "syntax"), None)
    if syntax is not None and _OLD_FRONTEND.search(syntax):
        return f"{syntax} knows no --chmod"
    if facts.options.builder == "classic" and syntax is None:
        return "the classic builder knows no --chmod"
    if facts.options.builder == "kaniko":
        return "what kaniko makes of --chmod is not known"
    return None


def _files(facts: Facts, change: Change, items: list[Brought]) -> list[Edit] | str:
    """For plain files: each COPY that brought one must bring nothing that ends with another mode."""
    edits: list[Edit] = []
    done: list[Copy] = []
    for item in items:
        copy = item.copy
        if any(copy is c for c in done):
            continue
        done.append(copy)
        mode = _common_mode(facts, change, copy, [i for i in items if i.copy is copy])
        if isinstance(mode, str):
            return mode
        if reason := _copy_reason(facts, change, copy, item.path, mode):
            return reason
        edits.append(flag_edit(copy, "chmod", f"{mode:03o}"))
    dropped = remove_command(facts.tree, change.run, change.simple)
    return dropped if isinstance(dropped, str) else edits + list(dropped)


def _common_mode(facts: Facts, change: Change, copy: Copy, items: list[Brought]) -> int | str:
    """The one mode that all files of a COPY have after the chmod."""
    files = files_of(facts, change, copy)
    if files is None:
        return f"the {copy.node.keyword} on line {copy.node.line} brings more than the chmod names"
    named = {item.path for item in items}
    modes = set()
    for path, source in files.items():
        fixed = octal(change.mode or "") if path in named else None
        before = mode_before(facts, copy, source)
        if fixed is None and before is None:
            return f"the mode of {source} is not known (in another checkout its umask may give another)"
        after = fixed if fixed is not None else applied(change.mode or "", before or 0) if path in named else before
        if after is None:
            return f"the mode {change.mode} is not read"
        modes.add(after)
    if len(modes) != 1:
        return f"the {copy.node.keyword} on line {copy.node.line} brings files of other modes too"
    return modes.pop()


def _copy_reason(facts: Facts, change: Change, copy: Copy, path: str, mode: int, written: bool = True) -> str | None:
    if odd := [f for f in copy.node.flags if f.name not in _FLAGS]:
        return f"--{odd[0].name} places files in its own way"
    if unpacks(copy) and written_mode(copy) is None:
        return "ADD may unpack an archive or fetch a file"
    above = posixpath.dirname(path)
    # a folder that the COPY makes takes the mode too; it would have 755 otherwise
    linked = above != "/" and any(f.name == "link" for f in copy.node.flags)  # it makes them all anew
    if mode != 0o755 and (linked or not exists(facts.point(change.stage.index, copy.index), above)):
        return f"the {copy.node.keyword} may make {above}, which would take the mode too"
    return noticed(facts, change, copy, path, written)


def _tree(facts: Facts, change: Change) -> list[Edit] | str | None:
    """For `chmod -R` of folders, with a literal octal mode."""
    mode = octal(change.mode or "")
    if mode is None:
        return f"-R with the mode {change.mode} gives files and folders different modes"
    trees = [tree_below(facts, change.stage, change, target.path or "/") for target in change.targets]
    if not any(tree.copies or tree.straddling for tree in trees):
        return None
    edits: list[Edit] = []
    reasons: list[str] = []
    settled = 0
    for tree in trees:
        reasons += [f"the {c.node.keyword} on line {c.node.line} brings more than {tree.path}" for c in tree.straddling]
        for copy in tree.copies:
            if reason := _tree_reason(facts, change, copy, tree, mode) or _stored_again(facts, change, copy):
                reasons.append(reason)
                continue
            settled += 1
            flag = copy.node.flag("chmod")
            if flag is None or octal(flag) != mode:
                edits.append(flag_edit(copy, "chmod", f"{mode:03o}"))
    if not settled:
        return reasons[0]
    if not edits:
        return None
    rest = _rest(facts, change, trees, mode, whole=not reasons and not any(tree.others for tree in trees))
    return rest if isinstance(rest, str) else edits + rest


def _rest(facts: Facts, change: Change, trees: list[Tree], mode: int, whole: bool) -> list[Edit] | str:
    """What the COPYs do not do: the folders that were there, or whatever else has another mode."""
    if whole:
        folders = [f for tree in trees for f in _own_folders(tree, mode)]
        if not folders:
            dropped = remove_command(facts.tree, change.run, change.simple)
            return dropped if isinstance(dropped, str) else list(dropped)
        text = " ".join((change.command, change.spec, *(quoted(f) for f in dict.fromkeys(folders))))
    elif not has_find(facts.point_of(change.run)):
        return next((o for tree in trees for o in tree.others), "whether the image has `find` is not known")
    else:
        paths = " ".join(t.text for t in change.targets)
        sudo = "sudo " if change.command.startswith("sudo ") else ""
        text = f"{sudo}find {paths} ! -type l ! -perm {change.spec} -exec chmod {change.spec} {{}} +"
    return rewritten(change, text)


def _tree_reason(facts: Facts, change: Change, copy: Copy, tree: Tree, mode: int) -> str | None:
    if copy.origin is not None or copy.node.heredocs:
        return f"what the COPY on line {copy.node.line} brings is not known"
    if facts.context is None:
        return "the build context is not known"
    if tree.linked is not None and tree.linked < copy.index:
        return f"a symbolic link below {tree.path} may lead elsewhere"
    for source in copy.sources or ("?",):
        if not facts.context.matches(source):
            return f"the build context has no {source}"
        if facts.context.special_bits(source) is not False:
            return f"{source} holds a setuid file"
        if any(os.path.islink(path) for path in facts.context.matches(source)):
            return f"{source} is a symbolic link in the build context"
    # nothing has to be known of what else is written there: the find sees to it
    return _copy_reason(facts, change, copy, tree.path, mode, written=not tree.others)


def _stored_again(facts: Facts, change: Change, copy: Copy) -> str | None:
    """A `chown -R` of it all stores the files once more, whatever their mode: nothing is won by a longer text."""
    for other in changes(facts, change.stage, CHOWN):
        if not other.recursive or other.guarded or other.run.index < copy.index or copy.target is None:
            continue
        if any(t.path is None or lies_in(copy.target, t.path) for t in other.targets):
            return f"the chown on line {other.run.outer.line} stores again what the COPY brought"
    return None


def _own_folders(tree: Tree, mode: int) -> list[str]:
    """Folders whose mode the COPYs do not give, or not with every builder: their own top, and older ones."""
    found = list(tree.folders)
    if mode != 0o755:
        for copy in tree.copies:
            path = copy.target or tree.path
            while path.startswith(tree.path):
                found.append(path)
                path = posixpath.dirname(path) if path != "/" else ""
    return sorted(set(found))


def _saves(facts: Facts, change: Change, copies: list[Copy], edits: list[Edit]) -> int | None:
    """Bytes that are no longer stored twice, where they are known."""
    if change.recursive:
        starts = {c.index: c.node.span for c in copies}
        settled = [c for c in copies if any(starts[c.index].start <= e.start < starts[c.index].end for e in edits)]
        return sizes(facts, change, settled, copies)
    if stored_anyway(facts, change, copies[0].index):
        return None
    found = [brought(facts, change, copies, t.path or "/") for t in change.targets]
    files = [_size(facts, item) if isinstance(item, Brought) else None for item in found]
    return None if None in files else sum(size or 0 for size in files)


def _size(facts: Facts, item: Brought) -> int | None:
    """Bytes of a file, where they are known."""
    if written_mode(item.copy) is None:
        return facts.context.size(item.source) if facts.context is not None and item.source else None
    document = next((doc for doc in item.copy.node.heredocs if doc.name == item.source), None)
    return document_size(document) if document is not None and not document.expand else None


RULE = Rule(
    summary="COPY and `RUN chmod` become `COPY --chmod`",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nCOPY run.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/run.sh\n",
        "FROM debian:12\nCOPY --chmod=755 run.sh /usr/local/bin/\n",
    ),
    example_files=("run.sh",),
    details=(
        "A chmod in a RUN stores the file a second time. `COPY --chmod` gives the mode at once; it is always "
        "written as a literal octal number, since docker 20.10 and 26.1 accept symbolic modes and silently ignore "
        "them. A symbolic mode is worked out from the mode in the build context (in a git work tree from the index, "
        "so that another checkout gives the same), and left alone where that is not known. A file that ADD fetches "
        "has 600, so that `chmod +x` makes it 711; the document of a heredoc has 644. `--chmod` goes for all that a "
        "COPY brings, and for folders that it makes: a COPY of more than the chmod names is left alone. "
        "After a `chmod -R` of a tree that COPYs alone made, folders keep a chmod of their own, which stores no "
        "file. The classic builder knows no --chmod."
    ),
    sources=("https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",),
)
