"""What an editor shows over a finding, or over a rule in an ignore comment: what the rule does, and why."""

from __future__ import annotations

import re
from typing import Any

from dslim.lsp.analysis import Analysis
from dslim.lsp.documents import Document
from dslim.report.rule_texts import explain_rule, rule_as_markdown
from dslim.rules.lookup import UnknownRuleError, rule_named
from dslim.syntax.nodes import Span

_IGNORED = re.compile(r"#\s*dslim:\s*ignore\s*\[([^\]\n]*)\]", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")


def hover_at(
    document: Document, analysis: Analysis, offset: int, kind: str = "markdown"
) -> dict[str, Any] | None:
    """The explanation for an offset, as markdown or plaintext; None where there is nothing to explain."""
    found = _explained(document, analysis, offset)
    if found is None:
        return None
    (start, end), rule, lines = found
    try:
        listed = rule_named(rule).rule
    except UnknownRuleError:
        return None
    text = rule_as_markdown(listed) if kind == "markdown" else explain_rule(listed)
    messages = "".join(f"{line}\n\n" for line in dict.fromkeys(lines))
    return {
        "contents": {"kind": kind, "value": messages + text},
        "range": document.positions.range(start, end),
    }


def _explained(document: Document, analysis: Analysis, offset: int) -> tuple[Span, str, list[str]] | None:
    """What stands at an offset, the rule to explain, and what is to be said of the finding there."""
    for comment in _IGNORED.finditer(document.text):
        for word in _WORD.finditer(document.text, comment.start(1), comment.end(1)):
            if word.start() <= offset <= word.end():
                return Span(word.start(), word.end()), word[0], []
    findings = analysis.look.findings if analysis.look is not None else ()
    found = [finding for finding in findings if finding.place.start <= offset < finding.place.end]
    if not found:
        return None
    best = min(found, key=lambda finding: (finding.why_not is not None, finding.place.end - finding.place.start))
    whys = [(f.message, f"; not fixed because {f.why_not}" if f.why_not else "") for f in found if f.rule == best.rule]
    lines = [message + why for message, why in whys]
    return best.place, best.rule, lines
