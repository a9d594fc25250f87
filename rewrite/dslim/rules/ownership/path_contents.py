"""What lies below a path when a chown or chmod runs, and what brought it: the evidence for the ownership rules."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from dslim.facts import Facts
from dslim.facts.call_sites import Site, sites
from dslim.facts.copy_instructions import Copy, exists, folders_made, lands_apart, programs, read_copy
from dslim.facts.official_images import FHS, is_empty
from dslim.facts.paths import absolute_path, lies_in, overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.word_values import value
from dslim.facts.working_directory import known_workdir
from dslim.rules.ownership.changes import Change
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Stage
from dslim.tools import names_where

_WRITE_NOTHING = frozenset(
    """ENV ARG USER LABEL EXPOSE CMD ENTRYPOINT ONBUILD STOPSIGNAL HEALTHCHECK MAINTAINER SHELL VOLUME""".split()
)
#: Commands that write only where their own package or arguments say, and never below the empty folders.
_WRITES_OWN_FOLDERS = names_where(lambda tool: tool.writes_own_folders)


#: Commands that write only at the paths that they are given, and those that write into their directory too.
_WRITES_ARGUMENTS = names_where(lambda tool: tool.writes_arguments)
_WRITES_WORKING_DIRECTORY = names_where(lambda tool: tool.writes_working_directory)
#: Package managers that write into folders of their own.
_WRITES_PREFIX = names_where(lambda tool: tool.writes_prefix)
_PREFIX = regex(r"/(usr|root|home|opt|var)(/|\Z)")


@dataclass
class Tree:
    """What lies below `path`: the COPYs that land there whole, folders made by WORKDIR and mkdir, the rest.

    `others`: what else may lie there, one sentence each. `straddling`: COPYs that land there in part.
    """

    path: str
    copies: list[Copy] = field(default_factory=list, init=False)
    folders: list[str] = field(default_factory=list, init=False)
    straddling: list[Copy] = field(default_factory=list, init=False)
    others: list[str] = field(default_factory=list, init=False)
    filled: list[Run] = field(default_factory=list, init=False)
    linked: int | None = None  # the instruction from which on a symbolic link may lead out of it


def tree_below(facts: Facts, stage: Stage, change: Change, path: str) -> Tree:
    """The tree below `path` just before the change."""
    tree = Tree(path)
    if path in FHS:
        tree.folders.append(path)
    if not is_empty(facts, stage, path):
        tree.others.append(f"what the base image holds below {path} is not known")
    for point in facts.point_of(change.run).after().before():
        node = point.node
        if node.keyword in _WRITE_NOTHING:
            continue
        if node.keyword == "WORKDIR":
            made = point.after().state.workdir
            if made is None:
                tree.others.append(f"where the WORKDIR on line {node.line} leads is not known")
            elif lies_in(made, path):
                _add_folders(tree, made)
        elif node.keyword in ("COPY", "ADD"):
            _add_copy(point, tree, own=point.stage is stage)
        elif (run := point.own_run) is not None:
            _add_run(facts, tree, run, change)
    files = [copy for copy in tree.copies if is_the_file(facts, stage, copy, path)]
    if files:
        # whatever was there before, the COPY wrote over it
        reason = written_between(facts, change, files[-1].index, path)
        tree.others = [reason] if reason else []
        tree.folders = []
    return tree


def brings_files(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY brings files alone, no folder."""
    if copy.node.heredocs:
        return True
    return copy.origin is None and facts.context is not None and all(facts.context.is_file(s) for s in copy.sources)


def is_the_file(facts: Facts, stage: Stage, copy: Copy, path: str) -> bool:
    """Whether `path` is a file that `copy` surely brought, whatever was there before."""
    if len(copy.sources) != 1 or not brings_files(facts, copy) or whole_target(facts, stage, copy) != path:
        return False
    if copy.target != path:
        return True
    same_name = posixpath.basename(path) == posixpath.basename(copy.sources[0])
    if exists(facts.point(stage.index, copy.index), path):
        return False
    return same_name or path in programs(facts, stage) or is_empty(facts, stage, path)


def _add_folders(tree: Tree, made: str) -> None:
    """`made` and the folders above it, up to the tree's top."""
    while lies_in(made, tree.path):
        if made not in tree.folders:
            tree.folders.append(made)
        if made == "/":
            break
        made = made.rpartition("/")[0] or "/"


def _add_copy(point: Point, tree: Tree, own: bool) -> None:
    facts, stage, node = point.facts, point.stage, point.node
    copy = read_copy(point)
    if copy is None or copy.target is None:
        tree.others.append(f"where the {node.keyword} on line {node.line} writes is not known")
    elif lies_in(whole_target(facts, stage, copy), tree.path):
        if own:
            tree.copies.append(copy)
        else:
            tree.others.append(f"the {node.keyword} on line {node.line} is of another stage")
    elif not lands_apart(facts, copy, tree.path):
        tree.straddling.append(copy)


def whole_target(facts: Facts, stage: Stage, copy: Copy) -> str:
    """The path below which all lies that a COPY brings: for one file into a folder, that file."""
    assert copy.target is not None
    if (
        (copy.folder or exists(facts.point(stage.index, copy.index), copy.target))
        and len(copy.sources) == 1
        and (name := copy.sources[0].rstrip("/").rpartition("/")[2])
    ):
        one = bool(copy.node.heredocs) or (
            facts.context is not None and copy.origin is None and facts.context.mode(copy.sources[0]) is not None
        )
        if one and not any(c in name for c in "*?[\\"):
            return absolute_path(name, copy.target) or copy.target
    return copy.target


def _add_run(facts: Facts, tree: Tree, run: Run, change: Change) -> None:
    cwd = known_workdir(facts.point_of(run))
    until = change.start if run is change.run else None
    script = run.script
    if isinstance(script, Opaque):
        tree.others.append(f"the RUN on line {run.outer.line} cannot be read ({script.reason})")
        tree.linked = run.index if tree.linked is None else tree.linked
        return
    for path in folders_made(run, cwd, until):
        if lies_in(path, tree.path):
            _add_folders(tree, path)
    calls = [s for s in sites(script) if until is None or s.simple.span.start < until]
    links = [s for s in calls if s.call.name == "ln" and _may_link(run, s, tree.path, cwd)]
    if links and tree.linked is None:
        tree.linked = run.index
    if not all(_writes_elsewhere(run, site, tree.path, cwd, change.tool) for site in calls):
        tree.others.append(f"the RUN on line {run.outer.line} may write below {tree.path}")
        tree.filled.append(run)


def written_between(facts: Facts, change: Change, first: int, path: str) -> str | None:
    """The RUN between instruction `first` and the change that may write at or below `path`."""
    for index in range(first + 1, change.run.index + 1):
        point = facts.point(change.stage.index, index)
        run = point.own_run
        if run is None:
            continue
        cwd = known_workdir(point)
        if isinstance(run.script, Opaque):
            return f"the RUN on line {run.outer.line} cannot be read ({run.script.reason})"
        for site in sites(run.script):
            if run is change.run and site.simple.span.start >= change.start:
                break
            if not _writes_elsewhere(run, site, path, cwd, change.tool):
                return f"the RUN on line {run.outer.line} stands between, and may write {path}"
    return None


#: From the last of the names before a mode: nothing is looked through twice.
_SETUID = regex(
    r"\bsetcap\b|\b(chmod|install|find)\b(?:(?!\b(?:chmod|install|find)\b)[^;&|])*"
    r"\s(0?[2-7][0-7]{3}\b|[ugoa]*[+=][rwxXt]*s)"
)


def shows_setuid(run: Run) -> bool:
    """Whether the text of a RUN sets a setuid or setgid bit or capabilities, or cannot be read."""
    return isinstance(run.script, Opaque) or bool(_SETUID.search(run.script.text))


def _may_link(run: Run, site: Site, path: str, cwd: str | None) -> bool:
    last = absolute_path(value(site.found.argv[-1], run), cwd)
    return last is None or overlap(last, path)


def _writes_elsewhere(run: Run, site: Site, path: str, cwd: str | None, tool: str) -> bool:
    """Whether a command surely puts no file or unknown folder below `path`."""
    call = site.call
    for redirect in site.simple.redirects:
        if redirect.op.startswith(("<", ">&")) or redirect.target.literal == "/dev/null":
            continue
        target = absolute_path(value(redirect.target, run), None)
        if target is None or lies_in(target, path):
            return False
    if call.name == "":
        return True
    if not call.understood:
        return False
    if call.name == "mkdir":
        # what is sure to be made is a folder that is known; see folders_made
        surely = set(folders_made(run, cwd))
        return all(p is not None and (p in surely or not lies_in(p, path)) for p in _places(run, site, cwd))
    if call.name in ("useradd", "adduser"):
        homes = [t for t in call.texts if t.startswith("/")]
        return not path.startswith("/home") and not any(overlap(h, path) for h in homes)
    if (call.name == "chmod") != (tool == "chmod") and call.name in ("chmod", "chown", "chgrp"):
        return True  # the owner stays (or the mode), and no file is made
    if call.name in _WRITES_ARGUMENTS:
        places = _places(run, site, cwd)
        return all(p is not None and not overlap(p, path) for p in places)
    if call.name in _WRITES_WORKING_DIRECTORY:
        places = [*_places(run, site, cwd), cwd]
        return all(p is not None and not overlap(p, path) for p in places)
    if call.name in _WRITES_PREFIX:
        texts = {t.strip("\"'") for t in call.texts}
        plain = not texts & {".", "-e", "-t", "--target", "--prefix", "--editable"} and not any(
            "./" in t for t in texts
        )
        return plain and "install" in texts and not overlap(cwd or "/", path) and not _PREFIX.match(path)
    return call.name in _WRITES_OWN_FOLDERS


def _places(run: Run, site: Site, cwd: str | None) -> list[str | None]:
    """The paths that a command is given, up to a wildcard; None for one that is not known."""
    words = [w for w in site.found.argv[1:] if not w.text.startswith("-")]
    if site.call.name in ("chown", "chgrp", "chmod"):
        words = words[1:]
    if site.call.name == "find":
        words = list(words[:1])
        if not any(re.fullmatch(r"-(exec|execdir|ok|okdir|delete|fprint.*|fls)", t) for t in site.call.texts):
            return []
    found: list[str | None] = []
    for word in words:
        text = value(word, run)
        if text is None and word.unquoted_glob and not re.search(r"[$`~]", word.text):
            text = re.split(r"/?[*?\[{]", word.text.replace('"', ""))[0] or "/"
        found.append(absolute_path(text, cwd))
    return found
