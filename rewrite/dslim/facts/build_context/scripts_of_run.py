"""The scripts of the build context that a RUN runs: by itself, or through another of them; and what nobody can read."""

from __future__ import annotations

from dslim.facts.build_context.read_scripts import ContextScript, ScriptsOfRun, ShellText
from dslim.facts.build_context.script_reader import ScriptReader
from dslim.facts.build_context.subshell_folders import Subshells
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.shell import Script, commands
from dslim.shell.invocations import Invocation
from dslim.support.memo import once_at_point

__all__ = ["ScriptsOfRun", "read_scripts_of_run", "scripts_of_call", "scripts_of_run"]


def scripts_of_run(point: Point) -> tuple[ContextScript, ...]:
    """The scripts of the build context that the RUN at a place runs, those that they run in turn included.

    What is not found, or was changed on the way into the image, is not among them.
    """
    return read_scripts_of_run(point).found


@once_at_point
def read_scripts_of_run(point: Point) -> ScriptsOfRun:
    """The scripts that the RUN at a place runs, and the names of those that cannot be read."""
    run = point.run
    if run is None or not isinstance(run.script, Script):
        return ScriptsOfRun((), ())
    workdir = run.state.workdir or "/"
    reader = ScriptReader(point, run)
    return reader.follow_all([ShellText(run.script, run.state.workdir, (workdir,))])


def scripts_of_call(point: Point, run: Run, call: Invocation, place: int | None) -> ScriptsOfRun:
    """The scripts of the build context that one call runs, of the RUN at a place of the file or of a CMD there.

    `place`: where its command starts in the text of that RUN; None where it stands elsewhere.
    """
    known: dict[object, ScriptsOfRun] = point.facts.memo.setdefault(scripts_of_call, {})
    key = (point.stage.index, point.index, place, call.written, call.texts)
    if key not in known:
        reader = ScriptReader(point, run)
        workdir = run.state.workdir or "/"
        here = _folder_of_command(point, place) if place is not None else run.state.workdir
        reader.here, reader.tree = here, run.script if isinstance(run.script, Script) else None
        folders = (here or workdir, workdir)
        known[key] = reader.follow_all(list(reader.follow_call(call, folders)))
    return known[key]


def _folder_of_command(point: Point, place: int) -> str | None:
    """Where the shell of a RUN stands when a command of it starts; None where nobody knows."""
    found = _folders_of_commands(point)
    return found.get(place, point.state.workdir)


@once_at_point
def _folders_of_commands(point: Point) -> dict[int, str | None]:
    run = point.run
    if run is None or not isinstance(run.script, Script):
        return {}
    reader = ScriptReader(point, run, here=run.state.workdir)
    left, found = Subshells(run.script), {}
    text = ShellText(run.script, run.state.workdir, ())
    for simple in commands(run.script):
        reader.here = left.folder_at(simple.span.start, reader.here)
        found[simple.span.start] = reader.here
        for call in invocations_of(simple):
            if call.name in ("cd", "pushd"):
                reader.move(call, text)
    return found
