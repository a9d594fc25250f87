"""The scripts of the build context that a RUN runs: by itself, or through another of them."""

from __future__ import annotations

from typing import NamedTuple

from dslim.facts.build_context.context_scripts import INTERPRETER, script_run, text_run
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.point import Point
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import SHELLS
from dslim.support.memo import once_at_point
from dslim.tools import find

#: Scripts of one RUN beyond which no more are read, and how deep they may call each other.
MAX_SCRIPTS = 50
MAX_DEPTH = 5


class ContextScript(NamedTuple):
    """A script of the build context: its name there, its text, and the tree of that if it is a shell script."""

    name: str
    text: str
    tree: Script | None


def _may_run_a_script(call: Invocation) -> bool:
    """Whether a call may run a file that COPY brought: none of a well-known program does, but for interpreters."""
    name = call.name
    if name is None:  # known only when it runs
        return False
    runs_files = name in SHELLS or name in (".", "source") or INTERPRETER.fullmatch(name) is not None
    return runs_files or "/" in name or find(name) is None


@once_at_point
def scripts_of_run(point: Point) -> tuple[ContextScript, ...]:
    """The scripts of the build context that the RUN at a place runs, those that they run in turn included.

    What is not found, or was changed on the way into the image, is not among them.
    """
    run = point.run
    if run is None or not isinstance(run.script, Script) or point.facts.context is None:
        return ()
    found: dict[str, ContextScript] = {}
    level = [run.script]
    for _ in range(MAX_DEPTH):
        following: list[Script] = []
        for script in level:
            for call in every_invocation(script):
                if not _may_run_a_script(call):
                    continue
                read = text_run(point.facts, run, call)
                if read is None or read[0] in found or len(found) == MAX_SCRIPTS:
                    continue
                parsed = script_run(point.facts, run, call)
                tree = parsed[1] if parsed is not None else None
                found[read[0]] = ContextScript(*read, tree)
                if tree is not None:
                    following.append(tree)
        level = following
    return tuple(found.values())
