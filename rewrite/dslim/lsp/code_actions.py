"""What an editor offers to do: one fix, to ignore a finding, or all safe fixes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dslim.diagnostics.findings import Finding, Safety
from dslim.diagnostics.outcome import Outcome
from dslim.facts.ignore_comments import ignore_edit, ignore_file_edit
from dslim.lsp.analysis import Analyser, Analysis
from dslim.lsp.diagnostics import Diagnostic, diagnostic_of, shown_findings
from dslim.lsp.documents import Document
from dslim.lsp.positions import Positions
from dslim.report.diff import regions_of
from dslim.rules.lookup import UnknownRuleError, rule_named
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.dslim"
#: Of the data of the action that writes lines into the ignore file.
IGNORE_FILE = "ignoreFile"
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
        shown = [finding for finding in shown_findings(analysis) if _is_in_lines(document, finding, lines)]
        for finding in shown:
            found += _quick_fixes(document, analysis.look.tree, finding)
        if shown:  # once, however many findings there are
            marks = [diagnostic_of(document, finding) for finding in shown]
            edit = ignore_file_edit(analysis.look.tree)
            found.append(_quick_fix(document, marks, "dslim: ignore this file", [edit]))
    for kind in _fix_all_kinds(only):
        title = "Fix all that dslim can fix safely" if kind == FIX_ALL else f"Fix all of {kind.rpartition('.')[2]}"
        found.append({
            "title": title, "kind": kind, "data": {"uri": document.uri, "version": document.version, "kind": kind},
        })  # fmt: skip
    return found


def _is_in_lines(document: Document, finding: Finding, lines: tuple[int, int]) -> bool:
    first, last = (document.positions.position(offset)["line"] for offset in finding.place)
    return first <= lines[1] and lines[0] <= last


def _quick_fixes(document: Document, tree: Dockerfile, finding: Finding) -> Iterator[Action]:
    mark = diagnostic_of(document, finding)
    if finding.fix is not None:
        is_safe = finding.fix.safety is Safety.SAFE
        title = finding.message if is_safe else f"{finding.message} (unsafe: not proven harmless)"
        yield _quick_fix(document, [mark], f"dslim: {title}", finding.edits, is_preferred=is_safe)
    if finding.ignore_lines:
        names = ", ".join(finding.ignore_lines)
        yield {
            "title": f"dslim: leave {names} out of the build context (unsafe: not proven harmless)", "kind": QUICK_FIX,
            "diagnostics": [mark], "isPreferred": False,
            "data": {"uri": document.uri, "version": document.version, "kind": IGNORE_FILE, "id": finding.id},
        }  # fmt: skip
    name = rule_named(finding.rule).name
    if (here := ignore_edit(tree, finding.place.start, name)) is not None:
        yield _quick_fix(document, [mark], f"dslim: ignore {name} here", [here])


def _quick_fix(
    document: Document, marks: list[Diagnostic], title: str, edits: Iterable[Edit], is_preferred: bool = False
) -> Action:
    return {
        "title": title, "kind": QUICK_FIX, "diagnostics": marks, "isPreferred": is_preferred,
        "edit": workspace_edit(document, edits),
    }  # fmt: skip


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
    if kind == IGNORE_FILE:
        return _with_ignore_file(action, document, analyser)
    rule = None if kind == FIX_ALL else _rule_of(kind)
    outcome = analyser.fix_all(document, frozenset() if rule else ignored, rule)
    if outcome is not None and outcome.changed:
        action["edit"] = workspace_edit(document, edits_of(outcome))
    return action


def _with_ignore_file(action: Action, document: Document, analyser: Analyser) -> Action:
    """The action with the edit that writes or makes the ignore file; greyed out where that may not be."""
    shown = shown_findings(analyser.analyse(document))
    finding = next((one for one in shown if one.id == action["data"].get("id")), None)
    found = analyser.ignore_file(document, finding) if finding is not None else None
    if found is None:
        action["disabled"] = {"reason": "another Dockerfile of the build context may need it, or it cannot be written"}
        return action
    before = found.text_before
    uri = Path(found.path).as_uri()
    end = Positions(before, document.encoding).range(len(before), len(before))
    changes: list[dict[str, Any]] = [
        {"textDocument": {"uri": uri, "version": None}, "edits": [{"range": end, "newText": found.text_added}]}
    ]
    if found.before is None:
        changes.insert(0, {"kind": "create", "uri": uri, "options": {"ignoreIfExists": True}})
    action["edit"] = {"documentChanges": changes}
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
