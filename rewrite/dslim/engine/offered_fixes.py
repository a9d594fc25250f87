"""What a rule offers in a text: its findings by their ids, and whether the RUNs that a fix makes can be understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dslim.diagnostics.findings import Finding
from dslim.engine.finding_ids import FindingIds
from dslim.engine.invariants import InvariantError, newly_unreadable
from dslim.engine.permission import permitted
from dslim.facts import Facts
from dslim.rules import ListedRule
from dslim.syntax import Dockerfile, DockerfileSyntaxError, reparse
from dslim.syntax.edits import Edit, apply_edits


def findings_of(rule: ListedRule, facts: Facts, ids: FindingIds) -> list[Finding]:
    """What a rule finds in a text, located and named, with the fixes that the file and the repository permit."""
    found = [permitted(facts, rule, finding) for finding in rule.rule.check(facts)]
    return ids.locate(facts.tree.origin, rule.code, found)


def with_edits(tree: Dockerfile, rule: ListedRule, edits: Iterable[Edit]) -> Dockerfile:
    """The tree after the edits of a rule. Raises InvariantError where there is none, or no other."""
    edits = list(edits)
    text = apply_edits(tree.text, edits)
    if text == tree.text:
        raise InvariantError(f"{rule.code} {rule.name} offered a fix that changes nothing")
    try:
        return reparse(tree, edits, text)
    except DockerfileSyntaxError as error:
        raise InvariantError(f"{rule.code} {rule.name} gave a text that does not parse: {error}") from error


def why_unreadable(before: Dockerfile, after: Dockerfile) -> str | None:
    """Why a RUN of the new text is not understood although the shell may well read it; None where there is none.

    tree-sitter reads some words otherwise beside others. What is no shell text at all is a defect of the rule.
    """
    found = newly_unreadable(before, after)
    return found[0].reason if found and all(opaque.may_be_right for opaque in found) else None


def refused_if_unreadable(tree: Dockerfile, rule: ListedRule, finding: Finding) -> Finding:
    """A finding; without its fix, and with the reason, where a RUN that this makes would not be understood."""
    if finding.fix is None:
        return finding
    why = why_unreadable(tree, with_edits(tree, rule, finding.fix.edits))
    if why is None:
        return finding
    reason = f"with the fix dslim could no longer read the RUN for sure ({why}): write the RUN more simply, or split it"
    return replace(finding, fix=None, why_not=reason)
