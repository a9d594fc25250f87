"""One RUN as the modules below the rules see it."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.shell import Script
from dslim.syntax import parse


def run_in(text: str) -> tuple[Facts, Run, Script]:
    """The facts of a Dockerfile, its last RUN, and the script of that."""
    facts = Facts(parse(text), Options())
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    return facts, run, run.script
