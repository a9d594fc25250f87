"""The verdicts of a store as an HTML page: one file, that loads nothing, with a table for each order."""

from __future__ import annotations

from collections.abc import Iterable

from dslim.proofs.stored_verdict import StoredVerdict
from dslim.proofs.summary import Summary
from dslim.verify.report.page import escape
from dslim.verify.report.page_style import STYLE
from dslim.verify.report.text import size_text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: Buttons without a script: a radio button a column, and the table that belongs to it.
_MORE_STYLE = """
table.files { width: 100%; border-collapse: collapse; font-size: .9rem; }
table.files th, table.files td { padding: .35rem .7rem; text-align: left; border-top: 1px solid var(--line); }
table.files td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.different, td.broken { color: var(--bad); font-weight: 600; } td.same { color: var(--good); }
input.order { position: absolute; opacity: 0; }
label.order { display: inline-block; margin: 0 .4rem .8rem 0; padding: .2rem .7rem; border: 1px solid var(--line);
  border-radius: 5px; cursor: pointer; }
input.order:focus-visible + label.order { outline: 2px solid var(--ink); }
input.order:checked + label.order { background: var(--card); font-weight: 600; }
section.order { display: none; }
#order-0:checked ~ #table-0, #order-1:checked ~ #table-1, #order-2:checked ~ #table-2 { display: block; }
"""


def summary_page(summary: Summary) -> str:
    """The page of a summary."""
    verdicts = list(summary.verdicts)
    orders = (
        ("by bytes saved", sorted(verdicts, key=lambda v: -v.saved)),
        ("by verdict", sorted(verdicts, key=lambda v: (v.state, v.file))),
        ("by file", sorted(verdicts, key=lambda v: v.file)),
    )
    buttons = "".join(
        f'<input class="order" type="radio" name="order" id="order-{i}"{" checked" if i == 0 else ""}>'
        f'<label class="order" for="order-{i}">{name}</label>'
        for i, (name, _) in enumerate(orders)
    )
    tables = "".join(
        f'<section class="order" id="table-{i}"><div class="scroll">{_table(rows)}</div></section>'
        for i, (_, rows) in enumerate(orders)
    )
    kind = "good" if summary.is_proven else "bad"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>dslim fleet report</title>\n<style>{STYLE}{_MORE_STYLE}</style>\n</head>\n<body>\n"
        f'<header><p class="file">dslim fleet report</p><h1 class="{kind}">{_headline(summary)}</h1>'
        f"<dl>{_figures(summary)}</dl></header>\n{_rules(summary)}\n{buttons}{tables}\n{_causes(summary)}\n"
        "</body>\n</html>\n"
    )


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
    return f'<section><h2>Saved by rule</h2><table class="files">{rows}</table></section>' if rows else ""


def _causes(summary: Summary) -> str:
    rows = "".join(
        f'<tr><td class="number">{number}</td><td>{escape(cause)}</td></tr>' for cause, number in summary.causes
    )
    return f'<section><h2>Why there is no proof</h2><table class="files">{rows}</table></section>' if rows else ""


def _table(verdicts: Iterable[StoredVerdict]) -> str:
    head = "<tr><th>File</th><th>Verdict</th><th>Before</th><th>After</th><th>Saved</th><th>Seconds</th></tr>"
    return f'<table class="files">{head}{"".join(map(_row, verdicts))}</table>'


def _row(verdict: StoredVerdict) -> str:
    sizes = (verdict.before, verdict.after, verdict.saved)
    numbers = "".join(f'<td class="number">{size_text(size)}</td>' for size in sizes)
    reason = f"<br><small>{escape(verdict.reason)}</small>" if verdict.reason else ""
    return (
        f'<tr><td><code>{escape(verdict.file)}</code>{reason}</td><td class="{verdict.state}">{verdict.state}</td>'
        f'{numbers}<td class="number">{verdict.seconds:.0f}</td></tr>'
    )
