"""Why two RUNs must stay apart in time: what a later step does hangs on which of two files is the newer one.

Steps of one RUN follow each other within milliseconds, those of two RUNs do not. Built with Debian 12, ten times each:
what two steps of one RUN wrote had the same time for `cp -u` and dash's `-nt` ten times, for `find -newer` eight times;
make did not see what `echo >` wrote after another make six times; rsync and python, which look at whole seconds
and at sizes, took the old file ten and nine times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.facts.run import Run
from dslim.shell import Script, Simple, commands
from dslim.shell.builtins import BUILTINS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_a_stage
from dslim.syntax.nodes import Stage
from dslim.tools import find_versioned

#: How a text asks which of two files is newer.
_COMPARES = regex(
    r"\s-(?:nt|ot|[ac]?newer|newer[aBcm][aBcmt])\s|\b(?:cp|mv|rsync)\s+(?:-\S+\s+)*(?:-[a-zA-Z]*u[a-zA-Z]*\s|--update\s)"
    r"|\b(?:st_mtime|getmtime|mtimeMs)\b"
)
#: What may go wrong after a merge.
_SAME_SECOND = ", and after a merge a change within the same second as the earlier `{}` may be missed"
_PYTHON_FILE = regex(r"\.py\b|(site|dist)-packages/")
_EDITORS = frozenset({"sed", "perl", "patch"})
_WRITERS = frozenset({"cp", "mv", "tee", "install"})


def why_times_are_compared(facts: Facts, group: Sequence[Run], run: Run) -> str | None:
    """Why `run` must not follow the RUNs of `group` at once: it or a later one asks what was written first."""
    stage = facts.tree.stages[run.stage]
    if (line := _line_that_compares(facts, stage, run.index)) is not None:
        return f"the RUN on line {line} compares times of files, which after a merge may be written within one second"
    places = _places_by_kind(facts, stage)
    if not places:
        return None
    if len(places.get("rsync", ())) > 1 and places["rsync"][-1] >= run.index:
        return (
            "`rsync` skips a file whose size and time (in seconds) are the same as before, and after a merge both "
            "versions may be written within one second"
        )
    for kind in sorted({kind for earlier in group for kind in _kinds_of(earlier)}):
        again = kind in _kinds_of(run) or places[kind][-1] > run.index
        if kind == "make" and again and _writes(run):
            return f"`make` compares the times of files{_SAME_SECOND.format('make')}"
        if kind == "python" and _writes_python(run, " ".join(earlier.node.args for earlier in group)):
            return f"`python` compares the times of files and their compiled forms{_SAME_SECOND.format('python')}"
    return None


@once_a_stage
def _places_by_kind(facts: Facts, stage: Stage) -> dict[str, list[int]]:
    """The places of the RUNs of a stage in which a program of each kind runs."""
    found: dict[str, list[int]] = {}
    for run in filter(None, facts.runs[stage.index]):
        for kind in _kinds_of(run):
            found.setdefault(kind, []).append(run.index)
    return found


@once_a_stage
def _lines_that_compare(facts: Facts, stage: Stage) -> tuple[tuple[int, int], ...]:
    """(index, line) of the RUNs of a stage, and of those that continue it (as if at its end), that compare times."""
    end = len(stage.instructions)
    runs = filter(None, facts.runs[stage.index])
    found = [(run.index, run.outer.line) for run in runs if _compares(facts, run)]
    for child in facts.lineage.children(stage.index):
        found += [(end, line) for _, line in _lines_that_compare(facts, facts.tree.stages[child])]
    return tuple(found)


def _line_that_compares(facts: Facts, stage: Stage, start: int) -> int | None:
    return next((line for index, line in _lines_that_compare(facts, stage) if index >= start), None)


def _compares(facts: Facts, run: Run) -> bool:
    """Whether a RUN, or a script of the context that it runs, asks which of two files is newer."""
    if _COMPARES.search(f"{run.node.args} "):
        return True
    return any(_COMPARES.search(found.text) for found in scripts_of_run(facts.point_of(run)))


def _steps(script: Script) -> Iterator[tuple[Simple, list[str]]]:
    """Each command, with the names of what it runs."""
    for text in nested_texts(script):
        for simple in commands(text) if isinstance(text, Script) else ():
            yield simple, [(call.name or "").rpartition("/")[2] for call in invocations_of(simple)]


def _kind(name: str) -> str | None:
    """By which rules a program compares the times of files; None for one that does not."""
    tool = find_versioned(name)
    return (tool.compares_times or None) if tool is not None else None


def _kinds_of(run: Run) -> frozenset[str]:
    """Which programs run in it that look at times of files by themselves."""
    return _kinds_in(run.script) if isinstance(run.script, Script) else frozenset()


@once
def _kinds_in(script: Script) -> frozenset[str]:
    return frozenset(kind for _, names in _steps(script) for name in names if (kind := _kind(name)) is not None)


def _written_files(simple: Simple) -> list[str]:
    """The files that a command's redirections write."""
    redirects = [item for item in simple.redirects if ">" in item.op and "&" not in item.op]
    return [item.target.text for item in redirects if not item.target.text.startswith("/dev/")]


def _writes(run: Run) -> bool:
    """Whether the shell itself writes files in a RUN: where another program has to start first, time passes."""
    steps = _steps(run.script) if isinstance(run.script, Script) else ()
    return any(_written_files(simple) and BUILTINS.issuperset(names) for simple, names in steps)


def _writes_python(run: Run, before: str) -> bool:
    """Whether a RUN edits a file of python's, or writes one anew that the text `before` knows by its name."""
    for simple, names in _steps(run.script) if isinstance(run.script, Script) else ():
        words = [word.text for word in simple.words[1:]]
        if not _EDITORS.isdisjoint(names) and any(_PYTHON_FILE.search(text) for text in words):
            return True
        written = words[-1:] if not _WRITERS.isdisjoint(names) else []
        for text in (*_written_files(simple), *written):
            stem = text.strip("\"'").rpartition("/")[2].removesuffix(".py")
            if _PYTHON_FILE.search(text) and stem and stem in before:
                return True
    return False
