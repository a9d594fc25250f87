"""The verdicts of a store as an HTML page: one file that loads nothing, with a table that its headings sort."""

from __future__ import annotations

from collections.abc import Iterable

from dslim.proofs.stored_verdict import StoredVerdict
from dslim.proofs.summary import Summary
from dslim.verify.report.html_page import escape, html_page
from dslim.verify.report.text import size_text

_STYLE = """
body > section { margin: 0 0 2rem; }
table.files { width: 100%; border-collapse: collapse; font-size: .9rem; }
table.files.narrow { width: auto; }
table.files th, table.files td { padding: .35rem .7rem; text-align: left; border-top: 1px solid var(--line);
  vertical-align: top; }
table.files thead th { border-top: 0; white-space: nowrap; }
table.files .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.files td { overflow-wrap: anywhere; }
td.different, td.broken { color: var(--bad); font-weight: 600; } td.same { color: var(--good); }
th button { all: unset; cursor: pointer; font-weight: 650; }
th button::after { content: ""; display: inline-block; width: 1.1em; text-align: center; color: var(--soft); }
th[aria-sort=ascending] button::after { content: "\\25b4"; }
th[aria-sort=descending] button::after { content: "\\25be"; }
th button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
"""
#: Each cell has the value that it is sorted by in `data-v`; numbers begin with the largest, words with a.
_SCRIPT = """
for (const table of document.querySelectorAll("table.sorts")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.firstElementChild.addEventListener("click", () => {
    const isNumber = head.classList.contains("number");
    const before = head.getAttribute("aria-sort");
    const up = before ? before === "descending" : !isNumber;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.cells[column].dataset.v;
    const compare = isNumber ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b));
    const rows = [...table.tBodies[0].rows].sort(compare);
    table.tBodies[0].append(...(up ? rows : rows.reverse()));
  }));
}
"""
#: Heading, whether its values are numbers.
_COLUMNS = (
    ("File", False), ("Verdict", False), ("Before", True), ("After", True), ("Saved", True), ("Seconds", True),
)  # fmt: skip


def summary_page(summary: Summary) -> str:
    """The page of a summary; what saves most stands first."""
    verdicts = sorted(summary.verdicts, key=lambda v: -v.saved)
    kind = "good" if summary.is_proven else "bad"
    body = (
        f'<header><p class="file">dslim fleet report</p><h1 class="{kind}">{_headline(summary)}</h1>'
        f"<dl>{_figures(summary)}</dl></header>\n{_rules(summary)}\n"
        f"<section><h2>Files</h2><div class=\"scroll\">{_table(verdicts)}</div></section>\n{_causes(summary)}"
    )
    return html_page("dslim fleet report", body, _STYLE, _SCRIPT)


def _headline(summary: Summary) -> str:
    states = summary.states
    if bad := states["different"] + states["broken"]:
        return f"{bad} of {summary.count} files are not the same"
    return f"{states['same']} of {summary.count} files make the same image, smaller by {size_text(summary.saved)}"


def _figures(summary: Summary) -> str:
    figures = [*summary.states.items(), ("missing", summary.missing)]
    return "".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>" for name, number in figures)


def _rules(summary: Summary) -> str:
    rows = "".join(
        f'<tr><td>{escape(rule)}</td><td class="number">{size_text(saved)}</td></tr>'
        for rule, saved in summary.saved_by_rule.items()
    )
    return f'<section><h2>Saved by rule</h2><table class="files narrow">{rows}</table></section>' if rows else ""


def _causes(summary: Summary) -> str:
    rows = "".join(
        f'<tr><td class="number">{number}</td><td>{escape(cause)}</td></tr>' for cause, number in summary.causes
    )
    if not rows:
        return ""
    table = f'<div class="scroll"><table class="files">{rows}</table></div>'
    return f"<section><h2>Why there is no proof</h2>{table}</section>"


def _table(verdicts: Iterable[StoredVerdict]) -> str:
    heads = "".join(
        f'<th{" class=number" if is_number else ""}{" aria-sort=descending" if name == "Saved" else ""}>'
        f'<button type="button">{name}</button></th>'
        for name, is_number in _COLUMNS
    )
    rows = "".join(map(_row, verdicts))
    return f'<table class="files sorts"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(verdict: StoredVerdict) -> str:
    sizes = (verdict.before, verdict.after, verdict.saved)
    numbers = "".join(f'<td class="number" data-v="{size}">{size_text(size)}</td>' for size in sizes)
    file, state = escape(verdict.file), escape(verdict.state)
    reason = f"<br><small>{escape(verdict.reason)}</small>" if verdict.reason else ""
    return (
        f'<tr><td data-v="{file}"><code>{file}</code>{reason}</td><td class="{state}" data-v="{state}">{state}</td>'
        f'{numbers}<td class="number" data-v="{verdict.seconds:.1f}">{verdict.seconds:.0f}</td></tr>'
    )
