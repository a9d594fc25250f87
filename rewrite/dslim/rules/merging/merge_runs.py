"""SL101 merge-runs: consecutive RUN steps become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.rules.merging.author_comments import why_author_separates
from dslim.rules.merging.joins_that_save import joins_that_save
from dslim.rules.merging.merge_choice import Neighbours, Part, choose_parts
from dslim.rules.merging.settings_between import settings_between
from dslim.run_edits.join_candidates import consecutive_runs, script_to_join, why_not_joined
from dslim.run_edits.join_runs import merge_fix
from dslim.run_edits.run_script import RunScript
from dslim.syntax.nodes import Span

#: Why RUNs stay apart that may be one, and the option that makes them one.
MERGES_ALL = "--merge=all"
SAVES_NOTHING = f"merging them would save no bytes, as far as dslim can see; {MERGES_ALL} merges them"
#: RUNs that one fix makes one; a longer row is done in rounds, for a look at all pairs of it costs the square.
AT_ONCE = 100


def check(facts: Facts) -> Iterator[Finding]:
    """Groups of RUNs that may become one, and for each pair that may not, why."""
    if facts.options.merge == "off":
        return
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for row in consecutive_runs(facts, stage.index):
            yield from _row_findings(facts, row)
        yield from settings_between(facts, stage)


def _row_findings(facts: Facts, row: Sequence[Run]) -> Iterator[Finding]:
    """The findings of a row of RUNs: of each group that may be one RUN, and of each place where a group ends."""
    group: list[RunScript] = []
    above: Run | None = None
    for run, following in zip(row, [*row[1:], None]):
        script = script_to_join(run)
        if isinstance(script, RunScript):
            group.append(script)
        if following is not None and len(group) < AT_ONCE:
            reason = script if isinstance(script, str) else why_not_joined(facts, group, following)
            reason = reason or why_author_separates(facts.tree, run, following)
            if reason is None:
                continue
            yield _not_merged(run, following, reason)
        yield from _group_findings(facts, group, Neighbours(above, following))
        group = []
        above = run


def _group_findings(facts: Facts, group: Sequence[RunScript], neighbours: Neighbours) -> Iterator[Finding]:
    """The findings of RUNs that may be one: each part that `--merge` makes one, and where two parts stay apart."""
    if not group:
        return
    joins = joins_that_save(facts, group)
    parts = choose_parts(facts, group, joins, neighbours)
    count = 0
    for part, following in zip(parts, [*parts[1:], None]):
        yield from _merged(facts, part)
        count += len(part.scripts)
        if following is not None:
            reason = joins.why_apart.get(count - 1)
            reason = f"{reason}; {MERGES_ALL} merges them" if reason else SAVES_NOTHING
            yield _not_merged(part.scripts[-1].run, following.scripts[0].run, reason, MERGES_ALL)


def _not_merged(first: Run, second: Run, reason: str, lifted_by: str = "") -> Finding:
    span = Span(first.outer.span.start, first.outer.span.end)
    message = f"the RUNs on lines {first.outer.line} and {second.outer.line} make two layers"
    if first.outer.line == second.outer.line:
        message = f"the RUN on line {second.outer.line} and the one that a fix adds above it make two layers"
    return Finding(message, span, why_not=reason, lifted_by=lifted_by)


def _merged(facts: Facts, part: Part) -> Iterator[Finding]:
    """The finding that makes one RUN of a part; none for a single one."""
    count = len(part.scripts)
    if count < 2:
        return
    first, last = part.scripts[0].run.outer, part.scripts[-1].run.outer
    message = f"{count} consecutive RUN steps (lines {first.line} to {last.line}) make {count} layers; {part.gain}"
    yield Finding(message, Span(first.span.start, last.span.end), merge_fix(facts, part.scripts, part.joined))


RULE = Rule(
    summary="Consecutive RUN steps become one",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl\n",
    ),
    details=(
        "Each RUN is a new shell, so joining two needs care: whatever the first leaves in its shell (a "
        "directory, a variable, an option) is kept from the second by a subshell, bodies with `;` or `||` "
        "get braces, and where `set -e` is in force the join keeps it in force. RUNs are left apart where "
        "the first may leave a process running, replace the shell, or remove the working directory, where "
        "their flags differ, and where the text is not understood. Merging alone saves no bytes and costs "
        "build cache. So by default (--merge=auto) RUNs are merged from the one that writes files to the one that "
        "removes them, re-owns them or changes their mode, with a subshell, braces or a comment inside only where "
        "some 5 MB and more are known to be saved; and, where something else in the file is fixed, quick RUNs on "
        "adjacent lines (mkdir, echo, chmod and the like, no build, install or download), of at most two commands "
        "each, that need nothing but an operator between, all of such a paragraph or none; two alone only where they "
        "are one step to whoever reads them (mkdir and its chmod, not sed and chmod of a copied file). --merge=all "
        "merges all that may be merged, --merge=bytes "
        "where bytes are saved, however few, --merge=off none."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#run",),
)
