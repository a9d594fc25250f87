"""What an editor offers to do: one fix, to ignore a finding, or all safe fixes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dslim.diagnostics.findings import Finding, Safety
from dslim.diagnostics.outcome import Outcome
from dslim.lsp.analysis import Analyser, Analysis
from dslim.lsp.diagnostics import diagnostics_of, shown_findings
from dslim.lsp.documents import Document
from dslim.report.diff import regions_of
from dslim.rules.lookup import UnknownRuleError, rule_named
from dslim.syntax.edits import Edit

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.dslim"
#: The kinds that the server tells of at the start.
KINDS = [QUICK_FIX, FIX_ALL]

Action = dict[str, Any]


def code_actions(
    document: Document, analysis: Analysis, lines: tuple[int, int], only: list[str] | None
) -> list[Action]:
    """The actions for some lines (first and last, from 0), of the kinds that are wanted; None for all.

    What fixes everything comes without its edit, which `resolve` adds.
    """
    found: list[Action] = []
    if analysis.look is None:
        return found
    if _is_wanted(QUICK_FIX, only):
        marks = diagnostics_of(document, analysis)
        for finding, mark in zip(shown_findings(analysis), marks):
            first = mark["range"]["start"]["line"]
            last = document.positions.position(finding.place.end)["line"]
            if first <= lines[1] and lines[0] <= last:
                found += _quick_fixes(document, finding, mark)
    for kind in _fix_all_kinds(only):
        title = "Fix all that dslim can fix safely" if kind == FIX_ALL else f"Fix all of {kind.rpartition('.')[2]}"
        found.append({
            "title": title, "kind": kind, "data": {"uri": document.uri, "version": document.version, "kind": kind},
        })  # fmt: skip
    return found


def _quick_fixes(document: Document, finding: Finding, mark: dict[str, Any]) -> Iterator[Action]:
    if finding.fix is not None:
        is_safe = finding.fix.safety is Safety.SAFE
        title = finding.message if is_safe else f"{finding.message} (unsafe: not proven harmless)"
        yield {
            "title": f"dslim: {title}", "kind": QUICK_FIX, "diagnostics": [mark], "isPreferred": is_safe,
            "edit": workspace_edit(document, finding.edits),
        }  # fmt: skip
    name = rule_named(finding.rule).name
    newline = "\r\n" if "\r\n" in document.text else "\n"
    here, top = _line_start(document, finding.place.start), _after_directives(document)
    for title, edit in (
        (f"dslim: ignore {name} here", Edit(here, here, f"# dslim: ignore[{name}]{newline}")),
        ("dslim: ignore this file", Edit(top, top, f"# dslim: ignore-file{newline}")),
    ):
        yield {
            "title": title, "kind": QUICK_FIX, "diagnostics": [mark], "isPreferred": False,
            "edit": workspace_edit(document, [edit]),
        }  # fmt: skip


def _line_start(document: Document, offset: int) -> int:
    return document.text.rfind("\n", 0, offset) + 1


def _after_directives(document: Document) -> int:
    """Where a comment is no parser directive, and pushes none away."""
    at = 0
    for line in document.text.splitlines(keepends=True):
        words = line.strip().lstrip("#").strip().lower()
        if not line.startswith("#") or not words.startswith(("syntax=", "escape=", "check=")):
            break
        at += len(line)
    return at


def _is_wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client that wants these kinds, or ones above them, takes an action of `kind`."""
    return only is None or any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)


def _fix_all_kinds(only: list[str] | None) -> list[str]:
    """The kinds of fix-all that are offered: of one rule only where it is asked for by name."""
    kinds = [FIX_ALL] if _is_wanted(FIX_ALL, only) else []
    return kinds + [kind for kind in only or () if kind.startswith(f"{FIX_ALL}.") and _rule_of(kind) is not None]


def _rule_of(kind: str) -> str | None:
    """The code of the rule that a kind names after `source.fixAll.dslim.`."""
    try:
        return rule_named(kind.removeprefix(f"{FIX_ALL}.")).code
    except UnknownRuleError:
        return None


def resolve(action: Action, document: Document | None, analyser: Analyser, ignored: frozenset[str]) -> Action:
    """A fix-all with its edit; without one where the document is another by now."""
    data = action.get("data") or {}
    if document is None or data.get("version") != document.version:
        return action
    kind = str(data.get("kind"))
    rule = None if kind == FIX_ALL else _rule_of(kind)
    outcome = analyser.fix_all(document, frozenset() if rule else ignored, rule)
    if outcome is not None and outcome.changed:
        action["edit"] = workspace_edit(document, edits_of(outcome))
    return action


def edits_of(outcome: Outcome) -> Iterator[Edit]:
    """What leads from the text before to the text after, in one go."""
    for a0, a1, b0, b1 in regions_of(outcome.steps):
        yield Edit(a0, a1, outcome.after[b0:b1])


def workspace_edit(document: Document, edits: Iterable[Edit]) -> dict[str, Any]:
    """Edits of one version of a document."""
    positions = document.positions
    changes = [{"range": positions.range(e.start, e.end), "newText": e.text} for e in edits]
    identifier = {"uri": document.uri, "version": document.version}
    return {"documentChanges": [{"textDocument": identifier, "edits": changes}]}
