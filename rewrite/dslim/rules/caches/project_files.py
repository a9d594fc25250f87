"""What the files of a project show of its package manager, as far as a stage takes them from the build context."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.run import Run
from dslim.support.memo import once_a_stage
from dslim.support.reading import read_start
from dslim.syntax.nodes import Stage
from dslim.tools.caches import ProjectFile

#: Of a file no more is read.
MAX_BYTES = 200_000


def project_objection(facts: Facts, run: Run, files: tuple[ProjectFile, ...]) -> str | None:
    """Why the project's files do not show what a cleanup needs; None where they do, or where it needs nothing."""
    return next((file.why_not for file in files if not _is_shown(facts, run, file)), None)


def chooses(facts: Facts, run: Run, name: str, pattern: str) -> bool:
    """Whether a settings file of that name which the stage takes may have a line with a pattern, or cannot be read."""
    stages = (facts.tree.stages[stage] for stage in (*facts.lineage.ancestors(run.stage), run.stage))
    texts = (text for stage in stages for _, text in _texts_of_stage(facts, stage, name))
    return any(text is None or re.search(pattern, text, re.M) for text in texts)


def brings(facts: Facts, stage: Stage, name: str) -> bool:
    """Whether a stage takes a file of a name from the build context, or may."""
    return bool(_texts_of_stage(facts, stage, name))


def _is_shown(facts: Facts, run: Run, file: ProjectFile) -> bool:
    """Whether a file that instructions before the RUN brought is as it must be."""
    if facts.context is None:
        return False
    found = _texts_of_stage(facts, facts.tree.stages[run.stage], file.name)
    texts = [text for index, text in found if index < run.index]
    for text in texts:
        if text is None or file.absent or not re.search(file.says, text):
            return False
        if file.never and re.search(file.never, text):
            return False
    return bool(texts) or not file.required


@once_a_stage
def _texts_of_stage(facts: Facts, stage: Stage, name: str) -> tuple[tuple[int, str | None], ...]:
    """The files of a name that a stage takes from the context: instruction, and text (None: it cannot be read)."""
    found: list[tuple[int, str | None]] = []
    for index, node in enumerate(stage.instructions if facts.context is not None else ()):
        if node.keyword not in ("COPY", "ADD") or node.flag("from") is not None or facts.context is None:
            continue
        for source in node.operands[:-1]:
            if facts.context.is_unknown(source) or node.flag("exclude") is not None:
                found.append((index, None))
            found += [(index, text) for text in _texts_of_source(facts.context, source, name)]
    return tuple(found)


def _texts_of_source(context: Context, source: str, name: str) -> Iterator[str | None]:
    """The texts of the files of a name that a source brings; '' for a folder."""
    for path in context.matches(source):
        entry = path if path.name == name else path / name
        if not os.path.lexists(entry) or context.is_ignored(os.path.relpath(entry, context.root)):
            continue
        try:
            start = b"" if entry.is_dir() else read_start(entry, MAX_BYTES)
        except OSError:
            yield None
        else:
            yield start.decode("utf-8", "replace") if len(start) < MAX_BYTES else None
