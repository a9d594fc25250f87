"""SL103 update-alone: `apt-get update` in a RUN of its own joins the install after it."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety, finding
from dslim.facts import Facts
from dslim.run_edits.join_forms import Body
from dslim.run_edits.join_hazards import calls
from dslim.run_edits.join_runs import body_of, merge_fix, refusal, rows
from dslim.shell import Script
from dslim.syntax.nodes import Span
from dslim.tools import Tool, find

_READS = frozenset({"install", "add", "upgrade", "dist-upgrade", "full-upgrade", "build-dep"})


def check(facts: Facts) -> Iterator[Finding]:
    """RUNs that do nothing but update, directly followed by one that installs."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for row in rows(facts, stage.index):
            bodies = [body_of(run) for run in row]
            taken = -1
            for i, (a, b) in enumerate(zip(bodies, bodies[1:])):
                if i == taken or isinstance(a, str) or isinstance(b, str):
                    continue
                tool = _updates_only(a.script)
                if tool and _reads(b.script, tool):
                    yield _finding(facts, a, b, tool.name)
                    taken = i + 1


def _updates_only(script: Script) -> Tool | None:
    """The package tool, if updating its lists is all that the script does."""
    found = [call for call in calls(script) if call.name != "set"]
    tool = find(found[0].name) if len(found) == 1 else None
    if tool is None or not tool.updates_lists:
        return None
    args = [w.literal for w in found[0].argv[1:]]
    verbs = [a for a in args if a is None or not a.startswith("-")]
    return tool if verbs == [tool.updates_lists] else None


def _reads(script: Script, tool: Tool) -> bool:
    return any(_family(c.name) == tool.family and _READS & {w.literal for w in c.argv[1:]} for c in calls(script))


def _family(name: str | None) -> str | None:
    tool = find(name)
    return tool.family if tool is not None and tool.updates_lists else None


def _finding(facts: Facts, a: Body, b: Body, tool: str) -> Finding:
    span = Span(a.run.outer.span.start, b.run.outer.span.end)
    message = f"`{tool} update` in a layer of its own is cached and goes stale, and its lists ship twice"
    return finding(message, span, refusal(facts, [a], b.run) or merge_fix(facts, [a, b]))


RULE = Rule(
    summary="`apt-get update` in a RUN of its own joins the install after it",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\nRUN apt-get update && \\\n"
        "    apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
    ),
    details=(
        "A layer that only updates the package lists ships them for good, and the build cache keeps it while "
        "the install after it changes, so that an old list meets a new package name. The two RUNs join as "
        "SL101 would join them, whatever --merge says; `update` is never copied into the later RUN."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#apt-get",),
)
