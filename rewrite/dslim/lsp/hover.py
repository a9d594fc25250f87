"""What an editor shows over a finding, or over a rule in an ignore comment: what the rule does, and why."""

from __future__ import annotations

import re
from typing import Any

from dslim.lsp.analysis import Analysis
from dslim.lsp.documents import Document
from dslim.report.rule_texts import rule_as_markdown
from dslim.rules.lookup import UnknownRuleError, rule_named

_IGNORED = re.compile(r"#\s*dslim:\s*ignore\s*\[([^\]\n]*)\]", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")


def hover_at(document: Document, analysis: Analysis, offset: int) -> dict[str, Any] | None:
    """The explanation for an offset; None where there is nothing to explain."""
    for comment in _IGNORED.finditer(document.text):
        for word in _WORD.finditer(document.text, comment.start(1), comment.end(1)):
            if word.start() <= offset <= word.end():
                return _shown(document, word[0], word.start(), word.end(), [])
    findings = analysis.look.findings if analysis.look is not None else ()
    found = [finding for finding in findings if finding.place.start <= offset < finding.place.end]
    if not found:
        return None
    best = min(found, key=lambda finding: (finding.why_not is not None, finding.place.end - finding.place.start))
    lines = [f"{f.message}: not fixed: {f.why_not}" if f.why_not else f.message for f in found if f.rule == best.rule]
    return _shown(document, best.rule, best.place.start, best.place.end, lines)


def _shown(document: Document, rule: str, start: int, end: int, lines: list[str]) -> dict[str, Any] | None:
    try:
        text = rule_as_markdown(rule_named(rule).rule)
    except UnknownRuleError:
        return None
    messages = "".join(f"{line}\n\n" for line in dict.fromkeys(lines))
    return {
        "contents": {"kind": "markdown", "value": messages + text},
        "range": document.positions.range(start, end),
    }
