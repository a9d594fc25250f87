"""A chmod of files in a folder that only the build knows, which names them as their COPYs do.

`COPY run.sh .` and `chmod +x run.sh` are about one file, whatever WORKDIR the base image has; so are
`COPY run.sh $DIR/` and `chmod +x $DIR/run.sh`, whatever `--build-arg DIR` says. What lies at another path may be the
same file then, so that names alone tell files apart.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace

from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.copy_instructions import Copy, read_copy, unpacks
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import name_values
from dslim.facts.working_directory import changes_directory
from dslim.rules.ownership.assumptions import NOTHING_BETWEEN
from dslim.rules.ownership.change import CHMOD, SOMEWHERE, Change, Target
from dslim.rules.ownership.copied_files import files_of
from dslim.rules.ownership.mode_observers import names_brought
from dslim.rules.ownership.owners import may_set_variables
from dslim.shell import Opaque, state_changes
from dslim.support.lazy_regex import regex

#: A path of plain characters and variables, with double quotes around all of it or none.
_PATH = regex(r"(\"?)((?:[\w./@%+=:,-]|\$\w+|\$\{\w+\})+)\1")
_NOT_ONE_WORD = regex(r"[\s*?\[\\]")
_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
#: Instructions that neither touch a file nor say where a relative path leads.
_TOUCH_NOTHING = frozenset("ENV ARG LABEL EXPOSE CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL USER ONBUILD MAINTAINER".split())
#: Commands of a RUN that change no file but those they name, and by no other name.
_CHANGE_WHAT_THEY_NAME = frozenset({"chmod", "mkdir"})
_CHANGE_NOTHING = frozenset({"echo", "true", ":"})
_SETS_VARIABLES = frozenset({"variable", "export", "unset", "eval", "source", "unknown"})


def with_paths_by_words(change: Change, copies: list[Copy]) -> tuple[Change, list[Copy]] | None:
    """The change and its COPYs with paths in a folder of no name, where both name the same files; else None."""
    if change.recursive or not change.targets or any(target.path is not None for target in change.targets):
        return None
    paths = [_spelled(target.text) for target in change.targets]
    known = [path for path in paths if path is not None]
    if len(known) < len(paths) or not _mean_the_same(change, known):
        return None
    named = replace(
        change,
        targets=tuple(Target(t.text, posixpath.join(SOMEWHERE, path)) for t, path in zip(change.targets, known)),
        by_words=True,
    )
    found = [spelled for copy in copies if (spelled := _spelled_copy(copy, named)) is not None]
    brought = {path: copy for copy in found for path in files_of(copy, named) or {}}
    used = [copy for copy in found if any(brought.get(path) is copy for path in named.paths)]
    written = [target.text for target in change.targets] + [copy.node.operands[-1] for copy in used]
    if len({text.startswith(("/", '"/')) for text in written}) != 1:
        return None  # of `$DIR/x` and `/$DIR/x` one may lie below the WORKDIR
    if not named.path_set <= set(brought) or not all(_is_left_alone(copy, named) for copy in used):
        return None
    return named, used


def _spelled(text: str) -> str | None:
    """A path as it is written, in its normal form, each variable as `${NAME}`; None where it may be anything."""
    match = _PATH.fullmatch(text)
    if match is None:
        return None
    path = posixpath.normpath(_VARIABLE.sub(lambda m: f"${{{m[1] or m[2]}}}", match[2]))
    return None if ".." in path.split("/") or (path.startswith("/") and "$" not in path) else path.lstrip("/")


def _variables(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(match[1] for path in paths for match in _VARIABLE.finditer(path))


def _mean_the_same(change: Change, paths: list[str]) -> bool:
    """Whether some paths mean in the RUN what they mean to an instruction before it, if nothing between changes that.

    Only variables of the file: a shell knows some of its own, such as HOME.
    """
    run, names = change.run, _variables(paths)
    if isinstance(run.script, Opaque) or run.flags or changes_directory(run):
        return False
    if any(name not in run.state.env for name in names):
        return False
    if names and any(found.kind in _SETS_VARIABLES for found in state_changes(run.script)):
        return False
    if may_set_variables(run, names) or any(_may_be_several_words(name, change) for name in names):
        return False
    folder = posixpath.dirname(paths[0]) or "the WORKDIR"
    return not run.state.volumes or change.may_assume(f"{folder} lies in no VOLUME")


def _may_be_several_words(name: str, change: Change) -> bool:
    """Whether a shell may make several words, or another one, of the value that an ARG gives a variable."""
    arguments = [node for node in change.facts.tree.instructions if node.keyword == "ARG" and name in node.args]
    pairs = [pair for node in arguments for pair in name_values(node, {})]
    return any(key == name and _NOT_ONE_WORD.search(value or "") for key, value in pairs)


def _may_be_folder(copy: Copy, name: str, change: Change) -> bool:
    """Whether an instruction above a COPY names its file, as one does that makes a folder of that name."""
    above = change.stage.instructions[: copy.index]
    return any(name in node.args for node in above if node.keyword in ("RUN", "WORKDIR"))


def _spelled_copy(copy: Copy, change: Change) -> Copy | None:
    """A COPY of files with its destination as it is written; None where it may bring something else, or elsewhere."""
    words = copy.node.operands
    path = _spelled(words[-1]) if copy.target is None and copy.origin is None and words else None
    if path is None or not copy.sources or unpacks(change.facts, copy):
        return None
    is_its_name = len(copy.sources) == 1 and posixpath.basename(path) == posixpath.basename(copy.sources[0])
    is_folder = copy.folder or words[-1].rstrip('"').endswith("/")
    found = replace(copy, target=posixpath.normpath(posixpath.join(SOMEWHERE, path)), folder=is_folder)
    is_file = is_its_name and not _may_be_folder(copy, posixpath.basename(path), change)
    return found if is_folder or is_file else None


def _is_left_alone(copy: Copy, change: Change) -> bool:
    """Whether nothing between a COPY and a change touches what it brought, or says that words mean another path."""
    names = frozenset(posixpath.basename(path) for path in files_of(copy, change) or {})
    variables = _variables([copy.target or ""])
    points = [change.point.at(index) for index in range(copy.index + 1, change.run.index)]
    if any(_may_reach(point, names, variables, change) for point in points):
        return False
    return not _run_may_reach(change.run, names, change)


def _may_reach(point: Point, names: frozenset[str], variables: frozenset[str], change: Change) -> bool:
    """Whether the instruction at a place before a change may touch files of some names, or set a variable."""
    node = point.node
    if node.keyword in ("COPY", "ADD"):
        copy = read_copy(point)
        brought = names_brought(point) if copy is not None and copy.origin is None else None
        return copy is None or brought is None or unpacks(point.facts, copy) or not names.isdisjoint(brought)
    if node.keyword == "RUN":
        run = point.own_run
        return run is None or _run_may_reach(run, names, change)
    is_set = node.keyword in ("ENV", "ARG") and not variables.isdisjoint(re.findall(r"\w+", node.args))
    return is_set or node.keyword not in _TOUCH_NOTHING


def _run_may_reach(run: Run, names: frozenset[str], change: Change) -> bool:
    """Whether commands of a RUN, in its own those before a change, may touch files of some names or look at them.

    That those which name none do not may be taken for granted.
    """
    if isinstance(run.script, Opaque):
        return True
    sites = [site for site in call_sites(run.script) if run is not change.run or site.simple.span.start < change.start]
    if any(_names_one(site, names) for site in sites):
        return True
    is_plain = not run.flags and all(map(_is_plain, sites))
    return not (is_plain or change.may_assume(NOTHING_BETWEEN))


def _names_one(site: CallSite, names: frozenset[str]) -> bool:
    """Whether a command names a file of one of some names, or one that only the run tells and that may be called so."""
    words = [redirect.target.text for redirect in site.simple.redirects]
    words += site.call.texts if site.call.name not in _CHANGE_NOTHING else ()
    return any(_may_be_called(word, names) for word in words)


def _is_plain(site: CallSite) -> bool:
    """Whether a command changes no more than it names, by the name that it gives."""
    call = site.call
    if any(redirect.op.startswith((">", "&>", "<>")) for redirect in site.simple.redirects) or not call.understood:
        return False
    if call.script is not None or call.name not in _CHANGE_NOTHING | _CHANGE_WHAT_THEY_NAME:
        return False
    return call.name not in CHMOD or not any(re.match(r"-\w*R|--", text) for text in call.texts)


def _may_be_called(text: str, names: frozenset[str]) -> bool:
    """Whether a word of a command may name a file of one of some names: by its end, or by what only the run tells."""
    end = posixpath.basename(text.strip("\"'").rstrip("/"))
    return end in names or re.search(r"[*?\[{$`~\\]", end) is not None
