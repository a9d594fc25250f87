"""Findings as the protocol's diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dslim.diagnostics.findings import Finding, Safety
from dslim.diagnostics.outcome import Note
from dslim.lsp.analysis import Analysis
from dslim.lsp.documents import Document
from dslim.rules.lookup import rule_named
from dslim.syntax import DockerfileSyntaxError

_ERROR, _WARNING, _INFORMATION, _HINT = 1, 2, 3, 4
SOURCE = "dslim"

Diagnostic = dict[str, Any]


def diagnostics_of(document: Document, analysis: Analysis) -> list[Diagnostic]:
    """The diagnostics of a document: its syntax error, or what could be fixed or is advised, from top to bottom."""
    if analysis.error is not None:
        return [_of_error(document, analysis.error)]
    if analysis.look is None:
        return []
    notes = [_of_note(document, note) for note in analysis.notes]
    return [*notes, *(diagnostic_of(document, finding) for finding in shown_findings(analysis))]


def shown_findings(analysis: Analysis) -> Iterator[Finding]:
    """The findings that are worth a mark in an editor: fixes and advice, not the reasons why something is left."""
    for finding in analysis.look.findings if analysis.look is not None else ():
        if finding.why_not is None and (finding.fix is None or finding.edits):
            yield finding


def diagnostic_of(document: Document, finding: Finding) -> Diagnostic:
    """The diagnostic of one finding, in the first line of the instruction that it is about."""
    start, end = finding.place
    positions = document.positions
    first = positions.line_range(start, end)
    diagnostic: Diagnostic = {
        "range": first,
        "severity": _WARNING if finding.fix is not None and finding.fix.safety is Safety.SAFE else _HINT,
        "code": finding.rule,
        "source": SOURCE,
        "message": f"{rule_named(finding.rule).name}: {finding.message}",
        "data": {"id": finding.id},
    }
    whole = positions.range(start, start + len(document.text[start:end].rstrip()))
    if whole["end"]["line"] > first["end"]["line"]:
        where = {"uri": document.uri, "range": whole}
        diagnostic["relatedInformation"] = [{"location": where, "message": "the whole instruction"}]
    return diagnostic


def _of_note(document: Document, note: Note) -> Diagnostic:
    start = document.positions.offset(note.line - 1, 0)
    where = document.positions.line_range(start, len(document.text))
    return {"range": where, "severity": _INFORMATION, "source": SOURCE, "message": note.message}


def _of_error(document: Document, error: DockerfileSyntaxError) -> Diagnostic:
    start = document.positions.offset(error.line - 1, 0)
    where = document.positions.line_range(start, len(document.text))
    return {"range": where, "severity": _ERROR, "source": SOURCE, "message": error.reason}
