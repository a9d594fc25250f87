"""Looks at a document as `dslim fix` would at its file: the same config, context, and files around it."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note, Outcome
from dslim.engine.fix_loop import apply_fixes
from dslim.engine.ignore_comment_notes import ignore_comment_notes
from dslim.engine.look import Look, look
from dslim.facts import Facts
from dslim.fleet.config.settings import ConfigError, config_for
from dslim.fleet.config.task_plan import TaskPlan, clear_caches
from dslim.fleet.discovery.file_names import template_name
from dslim.fleet.discovery.generated_files import generated_mark
from dslim.fleet.discovery.templates import template_kind
from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
from dslim.fleet.workers.runner import Runner
from dslim.fleet.workers.task import Task, clear_context_cache, open_build_context
from dslim.lsp.documents import Document
from dslim.report.diff import hunks_of
from dslim.support.reading import read_file
from dslim.syntax import DockerfileSyntaxError, parse

if TYPE_CHECKING:
    from dslim.fleet.related_files.ignore_edits import IgnoreEdit

#: Looks that are kept: of documents between which somebody goes back and forth.
MAX_KEPT = 16


@dataclass(frozen=True)
class Analysis:
    """What there is to say of one text: a look, or why it cannot be read, or neither where it is left alone."""

    look: Look | None = None
    error: DockerfileSyntaxError | None = None
    facts: Facts | None = None
    notes: tuple[Note, ...] = ()


class Analyser:
    """Analyses documents. What it learns from files is kept until `forget` is called.

    `notes`: what is wrong with a config, to be shown once.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._tasks: dict[str, Task | None] = {}
        self._kept: OrderedDict[tuple[str, str], Analysis] = OrderedDict()

    def forget(self) -> None:
        """Files have changed: read configs, build contexts and the files around anew when they are needed."""
        self._tasks.clear()
        self._kept.clear()
        clear_caches()
        clear_context_cache()

    def analyse(self, document: Document) -> Analysis:
        """What there is to say of a document."""
        key = (document.uri, document.text)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = self._kept[key] = self._analyse(document)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return found

    def fix_all(self, document: Document, ignored: frozenset[str], rule: str | None = None) -> Outcome | None:
        """Every safe fix, but for rules whose codes are `ignored`; of one rule only, where that is given.

        None where the text cannot be read, or is left alone.
        """
        facts = self.analyse(document).facts
        if facts is None:
            return None
        options = replace(facts.options, unsafe=False, ignore=facts.options.ignore | ignored)
        if rule is not None:
            options = replace(options, rules=frozenset({rule}))
        return apply_fixes(Facts(facts.tree, options, facts.context, facts.related_files))

    def ignore_file(self, document: Document, finding: Finding) -> IgnoreEdit | None:
        """What becomes of the ignore file that a piece of advice has lines for; None where nothing may."""
        task = self._task_of(document)
        if task is None or document.path is None:
            return None
        from dslim.fleet.related_files.ignore_edits import IgnoreFiles

        plan = TaskPlan({}, None)
        files = IgnoreFiles(lambda path: plan.make_task(path).context)
        unsafe = task._replace(options=replace(task.options, unsafe=True))
        files.add(unsafe, Outcome(document.text, document.text, (), (), (finding,)))
        return next(iter(files.edits()), None)

    def _analyse(self, document: Document) -> Analysis:
        task = self._task_of(document)
        if task is None or template_kind(document.text):
            return Analysis()
        try:
            tree = parse(document.text, task.path)
        except DockerfileSyntaxError as error:
            return Analysis(error=error)
        facts = Facts(tree, task.options, open_build_context(task), task.related_files)
        notes = ignore_comment_notes(facts)
        mark = generated_mark(document.text) if task.if_generated != "fix" else None
        if mark is not None:
            notes = (Note(mark.line, mark.note_where_fixed), *notes)
        return Analysis(look(facts, later=False), facts=facts, notes=notes)

    def _task_of(self, document: Document) -> Task | None:
        """The task that `dslim fix` would have for the file; None where it would leave that alone."""
        path = document.path
        if path is None:
            return Task(document.uri, Options(), None, if_generated="note")
        if path not in self._tasks:
            self._tasks[path] = self._make_task(path)
        return self._tasks[path]

    def _make_task(self, path: str) -> Task | None:
        try:
            config = config_for(os.path.dirname(path))
            if config.excludes_path(path) or (template_name(os.path.basename(path)) and not config.includes_file(path)):
                return None
            plan = TaskPlan({}, None)
            task = plan.make_task(path)
            runner = Runner(lambda other: read_file(other, "Dockerfile"), hunks_of)
            (task, *_), notes = RelatedFilesFinder(plan, runner.run_one).add_related_files([task])
        except (ConfigError, OSError) as error:
            self.notes.append(str(error))
            return None
        self.notes += [*plan.notes, *notes]
        return task
