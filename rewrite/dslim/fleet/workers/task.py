"""Fixes one file: from its bytes, options and build context to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note, Outcome
from dslim.facts.related_files import ALONE, RelatedFiles
from dslim.fleet.discovery.generated_files import generated_mark
from dslim.fleet.discovery.templates import template_kind

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Choose
    from dslim.facts import Facts
    from dslim.facts.build_context.context import Context
    from dslim.fleet.cache.recorded_reads import Question

#: What makes the hunks of a diff from an outcome.
Render = Callable[[Outcome], str]
#: What to do with a file that says it is generated: leave it as it is, fix it with a note, or fix it.
IfGenerated: TypeAlias = Literal["leave", "note", "fix"]


class FileResult(NamedTuple):
    """The result of one file: an outcome, or why there is none.

    `hunks`: its diff, without the two lines that name the file. `note`: why the file was left alone (a
    template). `error`: what is wrong with it, in words that follow its name; `trace`: where the fault is ours.
    """

    outcome: Outcome | None = None
    hunks: str = ""
    note: str = ""
    error: str = ""
    trace: str = ""


class Task(NamedTuple):
    """A file to fix: its path, the options for it, its build context (None: unknown), and what other files mean for it.

    `resolved`: its real path as it was when it was found, without a link in it; '' for standard input. `only`: the ids
    of the fixes to make, None for all. `with_look`: whether the outcome tells what each fix takes by itself.
    `if_generated`: what to do where it says that it is generated.
    """

    path: str
    options: Options
    context: str | None
    related_files: RelatedFiles = ALONE
    resolved: str = ""
    only: frozenset[str] | None = None
    with_look: bool = False
    if_generated: IfGenerated = "fix"


def where_not_named(task: Task) -> Task:
    """The task of a file that a search found: where it says that it is generated, it is left as it is."""
    return task._replace(if_generated="leave") if task.if_generated == "note" else task


class RecordedResult(NamedTuple):
    """The result of a file, and what was read of the build context for it; None where it is not to be kept."""

    result: FileResult
    context_reads: Mapping[Question, object] | None


def fix_task(task: Task, data: bytes, render: Render, is_kept: bool) -> RecordedResult:
    """Fix the text of one file, without writing it. Never raises: whatever goes wrong is in the result.

    `is_kept`: whether the result is for the cache, and so what is read of the build context is recorded.
    """
    from dslim.engine.fix_loop import apply_fixes
    from dslim.engine.ignore_comment_notes import with_notes
    from dslim.facts import Facts
    from dslim.syntax import DockerfileSyntaxError, decode, parse_buildable

    text = decode(data)
    if kind := template_kind(text):
        return RecordedResult(FileResult(note=kind), {})
    mark = generated_mark(text) if task.if_generated != "fix" else None
    if mark is not None and task.if_generated == "leave":
        note = Note(mark.line, mark.note_where_left)
        return RecordedResult(FileResult(Outcome(text, text, (), (), notes=(note,), is_left=True)), {})
    context = open_build_context(task)
    recorder = None
    if context is not None and is_kept:
        from dslim.fleet.cache.recorded_reads import RecordingContext

        recorder = RecordingContext(context)
    try:
        seen = recorder.as_context() if recorder is not None else context
        facts = Facts(parse_buildable(text, task.path), task.options, seen, task.related_files)
        outcome = with_notes(apply_fixes(facts, None if task.only is None else _choose(task.only)), facts)
        if mark is not None and outcome.changed:
            note = Note(mark.line, mark.note_where_fixed)
            outcome = replace(outcome, notes=tuple(sorted((*outcome.notes, note), key=lambda note: note.line)))
        if task.with_look:
            from dslim.engine.look import with_look

            outcome = with_look(outcome, Facts(facts.tree, task.options, seen, task.related_files))
        if outcome.error is not None:
            return RecordedResult(FileResult(error=f": internal error: {outcome.error}; the file is as it was"), None)
        done = FileResult(outcome, render(outcome) if outcome.changed else "")
    except DockerfileSyntaxError as error:
        offending = f": {error.text}" if error.text else ""
        return RecordedResult(FileResult(error=f":{error.line}:{error.column}: error: {error.reason}{offending}"), {})
    except Exception as error:  # a defect of ours must not stop the other files
        from traceback import format_exc

        message = f": internal error: {type(error).__name__}: {error}; the file is as it was"
        return RecordedResult(FileResult(error=message, trace=format_exc()), None)
    if recorder is None:
        return RecordedResult(done, {})
    return RecordedResult(done, recorder.answers if recorder.is_complete else None)


def open_task(task: Task, data: bytes) -> tuple[Facts | None, FileResult]:
    """The facts of a file for who decides on its fixes one by one, with what all fixes make of it.

    None for the facts where that is not to be decided: of a template, of what is generated and to be left, and where
    anything is wrong. Never raises.
    """
    result = fix_task(task, data, lambda _: "", is_kept=False).result
    if result.outcome is None or result.outcome.is_left:
        return None, result
    from dslim.facts import Facts
    from dslim.syntax import decode, parse

    return Facts(parse(decode(data), task.path), task.options, open_build_context(task), task.related_files), result


def _choose(ids: frozenset[str]) -> Choose:
    return lambda finding: finding.id in ids


def open_build_context(task: Task) -> Context | None:
    """The build context of a task, walked once a run; None where it is not known, or not there."""
    if task.context is None:
        return None
    from dslim.facts.build_context.context import own_ignores_of

    return _open_folder(task.context, own_ignores_of(task.path))


@lru_cache(maxsize=16)
def _open_folder(folder: str, own_ignores: bool | str) -> Context | None:
    """The same for all files of a run that lie in it, that it is walked once."""
    from dslim.facts.build_context.context import open_context

    return open_context(folder, own_ignores)


def clear_context_cache() -> None:
    """Walk build contexts anew: between two runs in one process they may change."""
    _open_folder.cache_clear()
