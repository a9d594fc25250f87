"""One file: from its bytes and what is known around it to what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.facts.related_files import ALONE, Neighbours
from dslim.fleet.discovery.templates import template_kind

if TYPE_CHECKING:
    from dslim.facts.build_context.context import Context
    from dslim.fleet.cache.context_reads import Question

#: What makes the hunks of a diff from an outcome.
Render = Callable[[Outcome], str]


@dataclass(frozen=True)
class Done:
    """What became of one file: an outcome, or why there is none.

    `hunks`: its diff, without the two lines that name the file. `note`: why the file was left alone (a
    template). `error`: what is wrong with it, to be told after its name; `trace` where the fault is ours.
    """

    outcome: Outcome | None = None
    hunks: str = ""
    note: str = ""
    error: str = ""
    trace: str = ""


@dataclass(frozen=True)
class Task:
    """A file to look at: its path, the options for it, its build context (None: unknown), and other files' say.

    `resolved`: its real path as it was when it was found, without a link in it; '' for standard input.
    """

    path: str
    options: Options
    context: str | None
    neighbours: Neighbours = ALONE
    resolved: str = ""


@dataclass(frozen=True)
class Judged:
    """What became of it, and the answers of the build context that this rests on; None: not to be kept."""

    done: Done
    asked: Mapping[Question, object] | None


def judge(task: Task, data: bytes, render: Render, kept: bool) -> Judged:
    """Look at one file; `kept`: the answer will be. Never raises: whatever goes wrong is in the answer."""
    from dslim.engine.fix_loop import fix_text
    from dslim.syntax import DockerfileSyntaxError, decode

    text = decode(data)
    if kind := template_kind(text):
        return Judged(Done(note=kind), {})
    context = opened(task)
    recorder = None
    if context is not None and kept:
        from dslim.fleet.cache.context_reads import Recorder

        recorder = Recorder(context)
    try:
        seen = recorder.as_context() if recorder is not None else context
        outcome = fix_text(text, task.options, seen, task.path, task.neighbours)
        if outcome.error is not None:
            return Judged(Done(error=f": internal error: {outcome.error}; the file is as it was"), None)
        done = Done(outcome, render(outcome) if outcome.changed else "")
    except DockerfileSyntaxError as error:
        offending = f": {error.text}" if error.text else ""
        return Judged(Done(error=f":{error.line}:{error.column}: error: {error.reason}{offending}"), {})
    except Exception as error:  # a defect of ours must not stop the other files
        from traceback import format_exc

        told = f": internal error: {type(error).__name__}: {error}; the file is as it was"
        return Judged(Done(error=told, trace=format_exc()), None)
    if recorder is None:
        return Judged(done, {})
    return Judged(done, recorder.answers if recorder.whole else None)


def opened(task: Task) -> Context | None:
    """The build context of a task; None where it is not known, or not there."""
    if task.context is None:
        return None
    from dslim.facts.build_context.context import has_own_ignores

    return _opened(task.context, has_own_ignores(task.path))


@lru_cache(maxsize=16)
def _opened(folder: str, own_ignores: bool) -> Context | None:
    """The same for all files of a run that lie in it, that it is walked once."""
    from dslim.facts.build_context.context import open_context

    return open_context(folder, own_ignores)


def forget_contexts() -> None:
    """For a new run: what lies in the folders may be other than in the last one."""
    _opened.cache_clear()
