"""Searches the files of the build context that a call leads to for patterns, each text once for each pattern."""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.facts.build_context.context_scripts import files_of, may_run_file, texts_run
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.facts.run import Run
from dslim.shell.invocations import Invocation

__all__ = ["MAX_TEXTS", "file_with_pattern", "may_run_file"]

#: Files of the context that all calls of a Dockerfile may lead to.
MAX_TEXTS = 300


def file_with_pattern(facts: Facts, run: Run, call: Invocation, pattern: str) -> str | None:
    """The name of the first file that a call leads to in which a pattern is found, those that the RUN runs included."""
    known: dict[tuple[str, str], bool] = facts.memo.setdefault(file_with_pattern, {})
    texts: dict[str, str] = facts.memo.setdefault(texts_run, {})
    led: dict[tuple[int, int, tuple[str, ...]], tuple[str, ...]] = facts.memo.setdefault(may_run_file, {})
    key = (run.stage, run.index, tuple(files_of(call)))
    if key not in led:
        if len(texts) > MAX_TEXTS:
            return f"more than {MAX_TEXTS} files of the build context"
        found = {script.name: script.text for script in scripts_of_run(facts.point_of(run))}
        found.update(texts_run(facts, run, call))
        texts.update(found)
        led[key] = tuple(found)
    for name in led[key]:
        if (name, pattern) not in known:
            known[name, pattern] = re.search(pattern, texts[name], re.M) is not None
        if known[name, pattern]:
            return name
    return None


