"""What runs between a COPY and a chown or chmod: would it notice that the owner or mode comes earlier?

A command is a bystander if it does the same whatever owner the copied files have (it runs as root), leaves
no file of theirs outside with that owner, and changes neither users nor setuid bits. The list is of commands
known by name; package managers and their builds are taken to look at no owner, but where git may ask whose a
work tree is, or npm whose the folder is in which it runs.
"""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.facts.call_sites import Site, sites
from dslim.facts.copy_instructions import brings_users, read_copy
from dslim.facts.official_images import is_root
from dslim.facts.paths import lies_in, overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.users import USER_TOOLS, has_group, has_user
from dslim.facts.working_directory import changes_directory, known_workdir
from dslim.rules.ownership.changes import Owner
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_at_point
from dslim.syntax.nodes import Stage
from dslim.tools import names_where

_IGNORES_OWNERS = names_where(lambda tool: tool.ignores_owners)
_INSTALLERS = names_where(lambda tool: tool.packages)
_HARMLESS_VERBS = frozenset(
    "update clean autoclean autoremove remove purge del makecache check-update list search info repolist".split()
)
_FOLDER_OWNERS = names_where(lambda tool: tool.runs_as_folder_owner)
_ASKS_GIT = names_where(lambda tool: tool.asks_git)
#: A mode that sets a setuid, setgid or sticky bit.
SETUID_MODE = regex(r"^0?[2-7][0-7]{3}$|(^|,)[ugoa]*[+=][rwxXt]*s")


def known_commands() -> frozenset[str]:
    """Commands known to make no setuid file where they work."""
    return _IGNORES_OWNERS | _INSTALLERS | USER_TOOLS | {"git", "go", "node", "chmod", "find"}


def stands_between(
    facts: Facts,
    stage: Stage,
    first: int,
    run: Run,
    until: int,
    owner: Owner,
    folders: tuple[str, ...],
    copied: tuple[str, bool],
) -> str | None:
    """Why an earlier owner or mode might be noticed between instruction `first` and the change; None: by nobody.

    The change stands at `until` in the script of `run`. `folders`: what it changes. `copied`: where the COPY
    writes, and whether that folder was there before. An owner of nobody and no group stands for a mode.
    """
    for index in range(first + 1, run.index + 1):
        node = stage.instructions[index]
        between = facts.runs[stage.index][index]
        if (owner.names or owner.variables) and _brings_users(facts.point(stage.index, index)):
            return f"the {node.keyword} on line {node.line} stands between, and may bring other users"
        if node.keyword == "VOLUME":
            return f"the VOLUME on line {node.line} stands between"
        if between is None or between.outer is not between.node:
            continue
        if isinstance(between.script, Opaque):
            return f"the RUN on line {node.line} stands between and cannot be read ({between.script.reason})"
        end = until if between is run else None
        calls = [s for s in sites(between.script) if end is None or s.simple.span.start < end]
        if not calls:
            continue
        if not is_root(facts.point(stage.index, index)):
            return f"the RUN on line {node.line} stands between and may not run as root"
        for site in calls:
            if reason := _notices(facts, stage, between, site, owner, folders, copied, first):
                return f"the RUN on line {node.line} stands between: {reason}"
    return None


@once_at_point
def _brings_users(point: Point) -> bool:
    copy = read_copy(point)
    return copy is not None and brings_users(point.facts, copy)


def _notices(
    facts: Facts,
    stage: Stage,
    run: Run,
    site: Site,
    owner: Owner,
    folders: tuple[str, ...],
    copied: tuple[str, bool],
    first: int,
) -> str | None:
    call = site.call
    name = call.name
    if name == "":
        return None  # assignments alone
    shown = f"`{' '.join((call.written, *call.texts))[:40]}`"
    if call.user not in (None, "root") or name is None or not call.understood:
        return f"{shown} may look at the owner"
    if name in USER_TOOLS:
        return _user_tool(site, owner, shown)
    if _touches_users(site) and not all(n.isdigit() for n in (owner.user or "0", owner.group or "0")):
        return f"{shown} may change the users"
    if name in _INSTALLERS:
        return _installer(facts, stage, first, site, owner, shown)
    if name == "chmod":
        mode = next((a for a in call.args if a and not a.startswith("-")), None)
        return f"{shown} may set a setuid bit" if mode is None or SETUID_MODE.search(mode) else None
    if name == "find":
        return None if _same_guard(call.texts, owner) else _find(call.texts, shown)
    if name in ("cp", "mv", "rsync", "install"):
        return _keeps_owner(run, site, folders, shown, facts, stage, owner != Owner(None, None))
    if name == "tar":
        return f"{shown} may store the owner" if not _unpacks(call.args) else None
    if name == "git":
        return None if call.args[:1] in (("clone",), ("config",)) else f"{shown}: git asks whose the files are"
    if name in ("python", "python3") and call.args[:2] in (("-m", "pip"), ("-m", "compileall"), ("-m", "venv")):
        return None
    if name not in _IGNORES_OWNERS or (name == "ln" and not any(a and re.match(r"-[a-z]*s", a) for a in call.args)):
        return f"{shown} may look at the owner"
    if name == "ls" and _lists_owners(run, site):
        return f"{shown} writes the owner down"
    if name in ("test", "[") and {"-O", "-G"} & set(call.args):
        return f"{shown} looks at the owner"
    if name in _ASKS_GIT and _brings_git(facts, stage, first):
        return f"{shown} may ask git, which asks whose the copied work tree is"
    if name in _FOLDER_OWNERS and owner != Owner(None, None):
        return _npm(facts, stage, run, site, copied, shown)
    return None


def _lists_owners(run: Run, site: Site) -> bool:
    """`ls -l` whose output something reads or keeps."""
    long = any(re.match(r"-[A-Za-z1]*[lnog]", text) for text in site.call.texts)
    kept = isinstance(run.script, Opaque) or bool(re.search(r"\||\$\(|`|\bexec\b", run.script.text))
    return long and (kept or any(r.op.startswith((">", "&>")) for r in site.simple.redirects) or ">" in run.node.args)


def _user_tool(site: Site, owner: Owner, shown: str) -> str | None:
    call = site.call
    if not owner.names and not owner.variables:
        return None
    if call.name == "usermod" and not any(re.match(r"-[a-zA-Z]*[ugl]|--(uid|gid|login)", t) for t in call.texts):
        return None
    words = {w for t in call.texts for w in re.split(r"[,:=]", t)}
    if None in call.args or words & set(owner.names) or owner.variables:
        return f"{shown} makes or changes the user or group"
    return None


def _touches_users(site: Site) -> bool:
    simple = site.simple
    texts = [*site.call.texts, *(r.target.text for r in simple.redirects if r.op.startswith(">"))]
    return any(re.search(r"/etc/(passwd|group|nsswitch|login\.defs)", text) for text in texts)


def _installer(facts: Facts, stage: Stage, first: int, site: Site, owner: Owner, shown: str) -> str | None:
    """A package may bring a user of its own, but never changes one that is there."""
    verbs = [a for a in site.call.args if a and not a.startswith("-")]
    if (verbs and verbs[0] in _HARMLESS_VERBS) or owner.variables == owner.names == ():
        return None
    known = all(
        n is None or (not n.startswith("$") and has(facts.point(stage.index, first), n))
        for n, has in ((owner.user, has_user), (owner.group, has_group))
    )
    return None if known else f"{shown} may make the user or group"


def _same_guard(texts: tuple[str, ...], owner: Owner) -> bool:
    """Whether it is a find that gives the very same owner to what has another."""
    tail = ("-exec", "chown", "-h", f"{owner.user}:{owner.group}", "{}", "+")
    tests = [t for t in texts if re.match(r"-[a-z]", t)]
    return texts[-6:] == tail and set(tests) <= {"-user", "-group", "-o", "-exec", "-h"}


def _find(texts: tuple[str, ...], shown: str) -> str | None:
    if any(
        re.fullmatch(r"-(user|group|uid|gid|nouser|nogroup|perm|printf|ls|fls|fprintf|newer\w*|c\w+)", t) for t in texts
    ):
        return f"{shown} looks at owners"
    for i, text in enumerate(texts):
        if re.fullmatch(r"-(exec|execdir|ok|okdir)", text):
            command = texts[i + 1] if i + 1 < len(texts) else ""
            if command not in ("rm", "touch", "gzip", "sed", "chmod", "dos2unix", "cat", "grep", "rmdir"):
                return f"{shown} may look at the owner"
            if command == "chmod" and any(SETUID_MODE.search(t) for t in texts[i + 2 :]):
                return f"{shown} may set a setuid bit"
    return None


def _keeps_owner(
    run: Run, site: Site, folders: tuple[str, ...], shown: str, facts: Facts, stage: Stage, owner_matters: bool
) -> str | None:
    """Copies that take the owner (or the mode) along, to where the change does not reach."""
    call = site.call
    if (
        call.name == "cp"
        and owner_matters
        and not any(re.match(r"-[a-zA-Z]*[ap]|--(archive|preserve)", t) for t in call.texts)
    ):
        return None
    if call.name == "install":
        return None
    cwd = known_workdir(facts.point_of(run))
    moved = changes_directory(run)
    if cwd is not None and not moved and not any(overlap(cwd, f) for f in folders):
        paths = [a for a in call.args if a is None or not a.startswith("-")]
        apart = all(
            p and not (p.startswith("/") and any(overlap(p, f) for f in folders)) and ".." not in p for p in paths
        )
        if apart:
            return None
    return f"{shown} may keep the owner elsewhere"


def _unpacks(args: tuple[str | None, ...]) -> bool:
    first = args[0] if args else None
    words = " ".join(a or "?" for a in args)
    return bool(first and re.match(r"-?[a-zA-Z]*x", first)) or " --extract" in " " + words or " -x" in " " + words


def _brings_git(facts: Facts, stage: Stage, first: int) -> bool:
    """Whether the COPY at `first`, or any before a RUN there, may bring a git work tree."""
    node = stage.instructions[first]
    if node.keyword == "RUN":
        cloned = "git" in node.args
        return cloned or any(
            _brings_git(facts, stage, i) for i in range(first) if stage.instructions[i].keyword != "RUN"
        )
    if node.keyword not in ("COPY", "ADD") or node.flag("from") or node.heredocs:
        return False
    if facts.context is None:
        return True
    words = node.json or tuple(w.text for w in node.words)
    return any(facts.context.brings(source, ".git") for source in words[:-1])


def _npm(facts: Facts, stage: Stage, run: Run, site: Site, copied: tuple[str, bool], shown: str) -> str | None:
    """npm 7 and 8 run scripts as whoever owns the folder: it must not be one that the COPY makes."""
    cwd = known_workdir(facts.point_of(run))
    moved = changes_directory(run)
    if any(t.startswith(("--prefix", "-C", "--workspace", "-w")) for t in site.call.texts) or moved or cwd is None:
        return f"{shown} runs scripts as the owner of a folder that is not known"
    folder, existed = copied
    if lies_in(cwd, folder) and not (cwd == folder and existed):
        return f"{shown} may run scripts as the owner of {cwd}, which the COPY makes"
    return None
