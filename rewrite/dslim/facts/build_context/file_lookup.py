"""Which file of the build context lies at a path when a RUN runs: some COPY, ADD or mount brings it unchanged."""

from __future__ import annotations

import os
import posixpath
import re
from bisect import bisect_left
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.copied_words import CopiedWords, copied_words
from dslim.facts.instruction_state import join_workdir
from dslim.facts.mounts import mounts
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.path_index import PathIndex
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import source_index
from dslim.shell import Opaque, Script, Simple, commands
from dslim.shell.wrappers import SHELLS
from dslim.support.memo import once_at_point, once_each
from dslim.support.reading import as_text, read_file
from dslim.syntax.nodes import Instruction
from dslim.tools import find_interpreter, names_where

#: A longer script is not read.
MAX_BYTES = 200_000
#: Stands for the text of a file that has none: a program for the processor, an archive, or more than `MAX_BYTES`.
_UNREADABLE = "\0"
#: Instructions before a RUN among which what brought its script is looked for.
MAX_BACK = 1_000
#: COPYs and ADDs to the folder of a file that are asked for it; no real stage has as many.
MAX_COPIES = 100
#: COPYs from other stages, one behind the other, through which a file is followed.
MAX_STAGES = 4
#: Programs that leave a script as it is that their words name; shells and interpreters run it.
_LEAVE_SCRIPTS = names_where(lambda tool: tool.leaves_scripts)
_COPIERS = names_where(lambda tool: tool.writes_last_argument)


def find_file(facts: Facts, run: Run, path: str, may_be_changed: bool = False) -> tuple[str, str] | None:
    """(name in the context, text) of the file that lies at a path when a RUN runs; None if unknown.

    `may_be_changed`: also where a RUN may have written another text to it.
    """
    return _file(facts, facts.context, run, path, may_be_changed) if facts.context is not None else None


def may_find_files(facts: Facts, run: Run) -> bool:
    """Whether any file of the build context may lie in the image when a RUN runs: by a COPY before it, or a mount."""
    if facts.context is None:
        return False
    first = _first_copy(facts, run.stage)
    if run.flags or (first is not None and first < run.index):
        return True
    return any(_first_copy(facts, stage) is not None for stage in facts.lineage.ancestors(run.stage))


@once_each
def _first_copy(facts: Facts, stage: int) -> int | None:
    """The place of the first COPY or ADD of a stage; None where there is none."""
    nodes = facts.tree.stages[stage].instructions
    return next((place for place, node in enumerate(nodes) if node.keyword in ("COPY", "ADD")), None)


def runs_scripts(name: str | None) -> bool:
    """Whether a program runs the script that its first operand names: a shell or an interpreter."""
    return name in SHELLS or name in (".", "source") or find_interpreter(name) is not None


def lies_at(facts: Facts, run: Run, path: str) -> bool:
    """Whether any file of the context lies at a path when a RUN runs: a text or not, changed since or not."""
    return facts.context is not None and _any_file(facts, facts.context, run, path, True) is not None


def find_unreadable(facts: Facts, run: Run, path: str) -> str | None:
    """The name in the context of what lies at a path when a RUN runs, where that is no text, or too long to be read."""
    found = _any_file(facts, facts.context, run, path, True) if facts.context is not None else None
    return found[0] if found is not None and found[1] == _UNREADABLE else None


def text_at(point: Point, path: str) -> str | None:
    """The text of the context's file that lies at a path before an instruction, changed or not; None if unknown."""
    found = _file_at(point, path, True) if point.facts.context is not None else None
    return None if found is None or found[1] == _UNREADABLE else found[1]


def _file(facts: Facts, context: Context, run: Run, path: str, may_be_changed: bool = False) -> tuple[str, str] | None:
    """The context's file that lies at `path` when `run` runs, as (name, text).

    `may_be_changed`: also where a RUN may have written another text to it: whoever looks for a reason to refuse
    takes the one that is known.
    """
    found = _any_file(facts, context, run, path, may_be_changed)
    return None if found is None or found[1] == _UNREADABLE else found


def _any_file(
    facts: Facts, context: Context, run: Run, path: str, may_be_changed: bool = False
) -> tuple[str, str] | None:
    """As `_file`; with `_UNREADABLE` for its text where that cannot be read."""
    found = _file_before(facts, context, run, path, may_be_changed)
    is_changed = found is not None and not may_be_changed and _changes(run, posixpath.basename(path))
    return None if is_changed else found


def _file_before(facts: Facts, context: Context, run: Run, path: str, may_be_changed: bool) -> tuple[str, str] | None:
    """As `_file`, before `run` itself has done anything."""
    for mount in mounts(run.flags):
        if (mounted := _mounted(context, mount, run, path)) is not None:
            return _read(context, mounted) if mounted else None
    return _file_at(facts.point_of(run), path, may_be_changed)


@once_at_point
def _file_at(point: Point, path: str, may_be_changed: bool) -> tuple[str, str] | None:
    """The context's file that lies at a path before an instruction. Many rules ask for the same ones."""
    assert point.facts.context is not None
    start = _LookupStart(point.facts, point.facts.context, point.stage.index, point.index)
    return _file_in_stage(start, path, may_be_changed)


class _LookupStart(NamedTuple):
    """Before which instruction of a stage a file is looked for; `depth`: COPYs from other stages that led there."""

    facts: Facts
    context: Context
    stage: int
    end: int
    depth: int = 0


def _file_in_stage(place: _LookupStart, path: str, may_be_changed: bool) -> tuple[str, str] | None:
    """The context's file that lies at a path at a place, through the stages that this one continues or copies from."""
    facts, context = place.facts, place.context
    stage: int | None = place.stage
    end = place.end
    base = posixpath.basename(path)
    left = MAX_BACK
    passed: list[tuple[int, int, int]] = []  # stage, first and last instruction that came between
    while stage is not None:
        nodes = facts.tree.stages[stage].instructions
        end = min(end, len(nodes))
        bringing = _places_that_may_bring(facts, stage, path)
        for number, i in enumerate(reversed(bringing[: bisect_left(bringing, end)])):
            if i < end - left or number == MAX_COPIES:
                return None
            source = _source(context, nodes[i], copied_words(facts.point(stage, i)), path)
            if source is not None:
                between = [*passed, (stage, i + 1, end)]
                if not may_be_changed and any(_is_changed(facts, *part, base) for part in between):
                    return None
                if not source:
                    return _file_of_other_stage(place._replace(stage=stage, end=i), path, may_be_changed)
                return _read(context, source)
        left -= end
        if left < 0:
            return None
        passed.append((stage, 0, end))
        stage = facts.lineage.parent[stage]
        end = len(facts.tree.stages[stage].instructions) if stage is not None else 0
    return None


def _file_of_other_stage(place: _LookupStart, path: str, may_be_changed: bool) -> tuple[str, str] | None:
    """The context's file that a COPY from another stage of the file, which stands at a place, puts at a path."""
    facts, node = place.facts, place.facts.tree.stages[place.stage].instructions[place.end]
    name = node.flag("from")
    copied = copied_words(facts.point(place.stage, place.end))
    source_stage = source_index(facts.tree, name, place.stage) if name is not None else None
    if source_stage is None or copied.target is None or place.depth >= MAX_STAGES or node.keyword != "COPY":
        return None
    end = len(facts.tree.stages[source_stage].instructions)
    other = _LookupStart(facts, place.context, source_stage, end, place.depth + 1)
    rest = posixpath.relpath(path, copied.target)
    for source in copied.sources:
        if source is None or re.search(r"[*?\[]", source):
            return None
        base = posixpath.basename(source.rstrip("/"))
        inside = () if rest == "." else (posixpath.join("/", source, rest),)
        for candidate in (*inside, *(["/" + source.strip("/")] if rest in (".", base) else [])):
            if found := _file_in_stage(other, normal_path(candidate), may_be_changed):
                return found
    return None


class _Targets(NamedTuple):
    """The places of the COPYs and ADDs of a stage: by what they copy to, and those where that is not known."""

    known: PathIndex[int]
    unknown: tuple[int, ...]


@once_each
def _targets(facts: Facts, stage: int) -> _Targets:
    known: list[tuple[str, int]] = []
    unknown: list[int] = []
    for place, node in enumerate(facts.tree.stages[stage].instructions):
        if node.keyword in ("COPY", "ADD"):
            target = copied_words(facts.point(stage, place)).target
            if target is None:
                unknown.append(place)
            else:
                known.append((target, place))
    return _Targets(PathIndex(known), tuple(unknown))


def _places_that_may_bring(facts: Facts, stage: int, path: str) -> list[int]:
    """The places of the COPYs and ADDs of a stage that may put a file to a path, in order."""
    targets = _targets(facts, stage)
    return sorted((*targets.known.holding(path), *targets.unknown))


@once_each
def _changing(facts: Facts, stage: int, base: str) -> list[int]:
    """The places of the RUNs of a stage that may write another text to a file of that name."""
    return [i for i, run in enumerate(facts.runs[stage]) if run is not None and _changes(run, base)]


def _is_changed(facts: Facts, stage: int, start: int, end: int, base: str) -> bool:
    """Whether a RUN of a stage from `start` up to `end`, which is not one of them, may change a file of that name."""
    places = _changing(facts, stage, base)
    return bisect_left(places, start) < bisect_left(places, end)


def _mounted(context: Context, mount: dict[str, str], run: Run, path: str) -> str | None:
    """The name in the context of what a bind mount shows at `path`; '' if unknown, None where none lies there."""
    target = join_workdir(run.state.workdir, mount.get("target", ""))
    if mount.get("type", "bind") != "bind" or target is None or not lies_in(path, target):
        return None
    source = mount.get("source", "")
    if "from" in mount or "$" in source + target:
        return ""
    return _from(context, source.strip("/"), posixpath.relpath(path, target)) or ""


def _changes(run: Run, base: str) -> bool:
    """Whether a RUN may write another text to a file of that name."""
    text = run.node.args
    if base not in text:
        return False
    script = run.script
    if run.node.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        return False
    if run.node.json:  # an exec form
        first = posixpath.basename(run.node.json[0])
        return first != base and first not in _LEAVE_SCRIPTS and not runs_scripts(first)
    return isinstance(script, Opaque) or _script_changes(script, base)


@once_each
def _script_changes(script: Script, base: str) -> bool:
    for simple in commands(script):
        if base in script.text[simple.span.start : simple.span.end]:
            if not _leaves_as_it_is(simple, base):
                return True
            if any(r.op in (">", ">>", ">|", "&>") and base in r.target.text for r in simple.redirects):
                return True
    return False


def _leaves_as_it_is(simple: Simple, base: str) -> bool:
    """Whether a command that names a file of that name runs it, behind wrappers too, or is known not to change it."""
    calls = invocations_of(simple)
    if any(call.name in _COPIERS and base not in call.texts[-1] for call in calls if call.texts):
        return True  # it is taken from there
    names = [call.name or "" for call in calls]
    return any(n in _LEAVE_SCRIPTS or runs_scripts(n) or posixpath.basename(n) == base for n in names)


def _source(context: Context, node: Instruction, copied: CopiedWords, path: str) -> str | None:
    """The context's path that a COPY puts at `path`; '' where it may put something unknown there, None for nothing."""
    if not copied.sources:
        return None
    if copied.target is None:
        return ""
    if not lies_in(path, copied.target):
        return None
    if node.flag("from") is not None or node.heredocs or node.flag("exclude") is not None:
        return ""
    rest = posixpath.relpath(path, copied.target)
    for source in copied.sources:
        if source is None or "://" in source:
            return ""
        found = _from(context, source.lstrip("/"), rest)
        if found is not None:
            return found
    return None


def _from(context: Context, source: str, rest: str) -> str | None:
    """Where in the context `rest` comes from, if `source` brings it to a folder of which `rest` is a part."""
    if re.search(r"[*?\[]", source):
        from fnmatch import fnmatchcase

        candidate = posixpath.join(posixpath.dirname(source), rest)
        return candidate if "/" not in rest and fnmatchcase(candidate, source) and context.find(candidate) else None
    place = context.find(source or ".")
    if place is None:
        return None
    if os.path.isdir(place):
        candidate = normal_path(posixpath.join(source or ".", rest))
        return candidate if rest != "." and context.find(candidate) else None
    return source if rest in (".", posixpath.basename(source)) else None


def _read(context: Context, name: str) -> tuple[str, str] | None:
    path = context.find(name)
    try:
        if path is None or not os.path.isfile(path) or context.is_ignored(name):
            return None
        if path.stat().st_size > MAX_BYTES:
            return name, _UNREADABLE
        text = as_text(read_file(path, "script").data)
        return name, _UNREADABLE if "\0" in text else text
    except UnicodeDecodeError:
        return name, _UNREADABLE
    except OSError:
        return None
