"""What tests of caches ask of one RUN."""

from __future__ import annotations

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.run import Run
from dslim.shell import Invocation, Script
from dslim.syntax import parse


def facts_of(text: str) -> Facts:
    """The facts of a Dockerfile, which begins with FROM or, where it does not, on Debian."""
    return Facts(parse(f"{text}\n" if text.startswith("FROM") else f"FROM debian:12\n{text}\n"), Options())


def last_run(text: str) -> tuple[Facts, Run]:
    """The last RUN of a Dockerfile, with the facts of it."""
    facts = facts_of(text)
    return facts, facts.all_runs[-1]


def sites_of(run: Run) -> tuple[CallSite, ...]:
    """The calls of a RUN, with their places."""
    assert isinstance(run.script, Script)
    return call_sites(run.script)


def call_of(command: str) -> Invocation:
    """The first call of a shell command."""
    return sites_of(last_run(f"RUN {command}")[1])[0].call


def why_not(text: str, code: str, options: Options | None = None) -> list[str | None]:
    """The reasons why a rule declines in a Dockerfile, in order."""
    return [finding.why_not for finding in fix_text(text, options or Options()).refused if finding.rule == code]
