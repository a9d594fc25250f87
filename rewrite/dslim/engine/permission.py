"""Whether a fix that a rule offers may be made: what the options, ignore comments and protected regions allow."""

from __future__ import annotations

from dataclasses import replace

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.ignore_comments import IgnoreComment
from dslim.facts.kept_by_author import line_that_keeps
from dslim.facts.switched_cleanups import find_switch
from dslim.rules.listed_rule import ListedRule

_IGNORED = "it is ignored by the comment on line"


def is_ignored(finding: Finding) -> bool:
    """Whether a finding has no fix because of an ignore comment."""
    return finding.why_not is not None and finding.why_not.startswith(_IGNORED)


def is_asked_for(fix: Fix, options: Options) -> bool:
    """Whether the options ask for fixes as safe as this one."""
    return fix.safety is Safety.SAFE or (fix.safety is Safety.UNSAFE and options.unsafe)


def permitted(facts: Facts, listed: ListedRule, finding: Finding) -> Finding:
    """The finding; without its fix, and with the reason, where something in the file or repository forbids that."""
    if finding.why_not is not None:
        return finding
    if finding.fix is not None and (why := facts.related_files.protected.refuses(finding)) is not None:
        return replace(finding, fix=None, why_not=why)
    if finding.fix is not None and finding.fix.caches and (why := _why_author_keeps(facts, finding)) is not None:
        return replace(finding, fix=None, why_not=why)
    ignore_comments = facts.ignore_comments
    if not ignore_comments.everywhere and not ignore_comments.above:
        return finding
    from dslim.rules.lookup import codes_meant

    def covers(ignore_comment: IgnoreComment) -> bool:
        return not ignore_comment.rules or listed.code in codes_meant(ignore_comment.rules)

    for number in _touched(facts, finding):
        ignore_comment = ignore_comments.on(facts.tree.instructions[number], covers)
        if ignore_comment:
            line = facts.tree.line_of(ignore_comment.comment.span.start)
            return replace(finding, fix=None, why_not=f"{_IGNORED} {line}")
    return finding


def _why_author_keeps(facts: Facts, finding: Finding) -> str | None:
    """The comment, or the switch, by which the author keeps what a fix removes."""
    if (line := _line_that_keeps(facts, finding)) is not None:
        return f"the comment on line {line} asks to keep what the fix would remove"
    switch = find_switch(facts, finding.fix.caches) if finding.fix is not None else None
    if switch is None:
        return None
    asks = f"where the build argument {switch.variable} asks for that"
    return f"the RUN on line {switch.line} removes the same only {asks}"


def _line_that_keeps(facts: Facts, finding: Finding) -> int | None:
    """The line of a comment that asks to keep what a fix removes, on an instruction that it is about or changes."""
    if not facts.tree.comments:
        return None
    nodes = (facts.tree.instructions[number] for number in _touched(facts, finding))
    return next((line for node in nodes if (line := line_that_keeps(facts.tree, node)) is not None), None)


def _touched(facts: Facts, finding: Finding) -> list[int]:
    """The numbers of the instructions that a finding is about or that its fix changes, in order."""
    edits = finding.fix.edits if finding.fix else ()
    places = [(finding.span.start, finding.span.end)] + [(e.start, e.end) for e in edits]
    return sorted({number for start, end in places for number in facts.tree.touched(start, end)})
