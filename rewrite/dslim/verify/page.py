"""A verdict as one HTML page: a bar per layer, before and after, and the diff beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dslim.verify.savings import Part, Row
from dslim.verify.text import fix_text, headline, size_text
from dslim.verify.verdict import Verdict

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8886; --less: #2a9d5c; --more: #d1495b; --bar: #3a7ca5; }}
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 90rem; padding: 0 1rem; }}
h1 {{ font-size: 1.25rem; }} h1.bad {{ color: var(--more); }}
main {{ display: flex; flex-wrap: wrap; gap: 2rem; }}
section {{ flex: 1 1 30rem; min-width: 0; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border-top: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }}
td.num {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
td.bars {{ width: 40%; }}
.bar {{ height: .7rem; margin: .2rem 0; min-width: 1px; background: var(--bar); }}
.bar.after {{ background: var(--less); }}
.bar.after.grown {{ background: var(--more); }}
code, pre {{ font: 13px/1.4 ui-monospace, monospace; }}
td code {{ overflow-wrap: anywhere; }}
pre {{ overflow-x: auto; border: 1px solid var(--line); padding: .7rem; margin: 0; }}
pre .add {{ color: var(--less); }} pre .del {{ color: var(--more); }} pre .at {{ opacity: .6; }}
</style>
</head>
<body>
<h1 class="{kind}">{title}</h1>
{differences}
<main>
<section aria-label="layers">
<h2>Layers: <span style="color:var(--bar)">before</span>, <span style="color:var(--less)">after</span></h2>
<table>
<tr><th>line</th><th>instruction</th><th>bytes</th><th>saved</th></tr>
{rows}
</table>
<p>{paths} paths and the config compared; {noise} differ between two builds of the unchanged file too.</p>
</section>
<section aria-label="diff">
<h2>Diff</h2>
<pre>{diff}</pre>
</section>
</main>
</body>
</html>
"""


def verdict_page(name: str, verdict: Verdict, diff: str) -> str:
    """The page; it needs nothing from outside itself. `diff`: the unified diff of the Dockerfile."""
    most = max(
        (sum(p.size for p in side) for row in verdict.table for side in (row.before, row.after)), default=0
    )
    return _PAGE.format(
        title=escape(headline(name, verdict)),
        kind="good" if verdict.same else "bad",
        differences=_differences(verdict),
        rows="\n".join(_row(row, most) for row in verdict.table),
        paths=verdict.paths,
        noise=len({difference.path for difference in verdict.noise}),
        diff="\n".join(_diff_lines(diff)),
    )


def _differences(verdict: Verdict) -> str:
    if verdict.same:
        return ""
    lines = []
    for difference, finding in verdict.differences:
        blamed = f" &larr; {escape(fix_text(finding))}: {escape(finding.message)}" if finding else ""
        lines.append(f"<li><code>{escape(str(difference))}</code>{blamed}</li>")
    return f'<ul class="differences">{"".join(lines)}</ul>'


def _row(row: Row, most: int) -> str:
    before, after = (sum(part.size for part in side) for side in (row.before, row.after))
    fixes = ", ".join(dict.fromkeys(finding.rule for finding in row.fixes))
    parts = row.before or row.after
    told = "<br>".join(f"<code>{escape(_cut(part))}</code>" for part in parts)
    grown = " grown" if after > before else ""
    return (
        f"<tr><td>{_lines(parts)}</td><td>{told}{f'<br>{escape(fixes)}' if fixes else ''}</td>"
        f'<td class="bars">{_bar(before, most, "before")}{_bar(after, most, "after" + grown)}'
        f'{size_text(before)} &rarr; {size_text(after)}</td><td class="num">{size_text(row.saved)}</td></tr>'
    )


def _bar(size: int, most: int, kind: str) -> str:
    share = 100 * size / most if most else 0
    return f'<div class="bar {kind}" data-bytes="{size}" style="width:{share:.2f}%"></div>'


def _cut(part: Part) -> str:
    return part.text if len(part.text) <= 120 else part.text[:117] + "..."


def _lines(parts: tuple[Part, ...]) -> str:
    return ", ".join(str(part.lines[0]) for part in parts if part.lines[0])


def _diff_lines(diff: str) -> Iterator[str]:
    kinds = {"+": "add", "-": "del", "@": "at"}
    for line in diff.split("\n"):
        kind = kinds.get(line[:1])
        yield f'<span class="{kind}">{escape(line)}</span>' if kind else escape(line)
