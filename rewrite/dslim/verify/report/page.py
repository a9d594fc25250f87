"""Turns the verdict of `dslim verify` into an HTML page: bars for the layers before and after, the diff beside them.

The page is one file that loads nothing from anywhere: no script, no font, no picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dslim.verify.layer_table import LayerPart, LayerRow
from dslim.verify.report.html_page import diff_rows, escape, html_page
from dslim.verify.report.text import fold_trees, size_text
from dslim.verify.verdict import Verdict

#: Differences, and paths of noise, shown; more are counted.
SHOWN = 500
_CUT = 160
_BODY = """<header>
<p class="file">dslim verify <code>{name}</code></p>
<h1 class="{kind}">{verdict}</h1>
<dl>{figures}</dl>
</header>
{differences}
<main>
<section aria-label="layers">
<h2>Layers <small><i class="key before"></i>before <i class="key after"></i>after</small></h2>
<ol class="rows">
{rows}
</ol>
{each}
<footer>
{notes}
</footer>
</section>
<section aria-label="diff">
<h2>Dockerfile</h2>
<div class="scroll"><table class="diff">
{diff}
</table></div>
</section>
</main>"""


def verdict_page(name: str, verdict: Verdict, diff: str) -> str:
    """The page. `diff`: the unified diff of the Dockerfile."""
    count = len(verdict.differences)
    headline = "The same image" if verdict.is_same else f"Not the same image: {_count_with_noun(count, 'difference')}"
    body = _BODY.format(
        name=escape(name),
        kind="good" if verdict.is_same else "bad",
        verdict=escape(headline),
        figures="".join(_figures_html(verdict)),
        differences=_differences_html(verdict),
        rows="\n".join(_rows_html(verdict)),
        each=_saved_by_fix_html(verdict),
        notes="\n".join(_notes_html(verdict)),
        diff="\n".join(diff_rows(diff)) or '<tr><td class="text">no difference</td></tr>',
    )
    return html_page(escape(f"{name}: {headline.lower()}"), body)


def _count_with_noun(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _figures_html(verdict: Verdict) -> Iterator[str]:
    before, after = verdict.size_before, verdict.size_after
    saved = before - after
    kind = "less" if saved > 0 else "grown" if saved else ""
    share = f" <small>{abs(saved) / before:.1%}</small>" if before else ""
    for label, value, look in (
        ("before", size_text(before), ""),
        ("after", size_text(after), ""),
        ("saved" if saved >= 0 else "more", size_text(abs(saved)) + share, kind),
        ("paths compared", f"{verdict.path_count:,}", ""),
        ("building", f"{verdict.seconds.get('build', 0):.1f} s", ""),
        ("comparing", f"{verdict.seconds.get('compare', 0):.1f} s", ""),
    ):
        yield f'<div class="{look}"><dt>{label}</dt><dd>{value}</dd></div>'


def _differences_html(verdict: Verdict) -> str:
    if verdict.is_same:
        return ""
    shown = fold_trees(verdict.differences)
    words = ["path", "what", "before", "after"] + ["to blame"] * any(finding for _, finding, _ in shown)
    rows = ["".join(f"<th>{word}</th>" for word in words)]
    for found, finding, below in shown[:SHOWN]:
        more = f" <small>and {_count_with_noun(below, 'path')} below</small>" if below else ""
        cells = f"<td><code>{escape(found.path)}</code>{more}</td><td>{escape(found.aspect)}</td>"
        cells += f"<td><code>{escape(found.before)}</code></td><td><code>{escape(found.after)}</code></td>"
        if finding:
            cells += f"<td>{_rule_html(finding.rule)} line {finding.line}: {escape(finding.message)}</td>"
        rows.append(cells)
    rows += [f'<td colspan="5">and {len(shown) - SHOWN:,} more</td>'] if len(shown) > SHOWN else []
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        '<section class="differences" aria-label="differences"><div class="scroll">'
        f"<table>{table}</table></div></section>"
    )


def _rows_html(verdict: Verdict) -> Iterator[str]:
    """A row for the base image, which has no bars where it is the same, then one for each group of layers."""
    base, *others = verdict.layer_rows
    scaled = others if not base.saved_bytes else verdict.layer_rows
    most = max((_total_size(side) for row in scaled for side in (row.before, row.after)), default=0)
    if not base.saved_bytes:
        size = size_text(_total_size(base.before))
        yield f'<li class="base"><span class="what">base image</span> <span class="size">{size}</span></li>'
    for row in scaled:
        yield _row_html(row, most)


def _row_html(row: LayerRow, most: int) -> str:
    before, after = _total_size(row.before), _total_size(row.after)
    grown = " grown" if after > before else ""
    saved = f'<span class="saved{grown}">{_signed_size(before - after)}</span>' if before != after else ""
    instructions = "".join(_instruction_html(part) for part in row.before or row.after)
    tags = "".join(_rule_html(rule, message) for rule, message in _messages_by_rule(row))
    return (
        f'<li><div class="told">{instructions}</div><div class="fixes">{tags}{saved}</div>'
        f"{_bar_html(row.before, most, 'before')}{_bar_html(row.after, most, 'after' + grown)}</li>"
    )


def _instruction_html(part: LayerPart) -> str:
    place = f'<span class="line">{part.lines[0]}</span>' if part.lines[0] else '<span class="line"></span>'
    text = part.text if len(part.text) <= _CUT else part.text[: _CUT - 3] + "..."
    return f"<p>{place}<code>{escape(text)}</code></p>"


def _messages_by_rule(row: LayerRow) -> Iterator[tuple[str, str]]:
    messages: dict[str, str] = {}
    for finding in row.fixes:
        messages.setdefault(finding.rule, finding.message)
    yield from messages.items()


def _rule_html(rule: str, message: str = "") -> str:
    title = f' title="{escape(message)}"' if message else ""
    return f'<span class="rule"{title}>{escape(rule)}</span>'


def _bar_html(parts: tuple[LayerPart, ...], most: int, kind: str) -> str:
    """One bar with a segment for each layer, each as long as its share of `most`."""
    segments = "".join(
        f'<i data-bytes="{part.size}" style="width:{100 * part.size / most if most else 0:.3f}%"'
        f' title="{escape(_bar_title(part))}"></i>'
        for part in parts
        if part.size
    )
    layers = "no layer" if not parts else "" if len(parts) == 1 else f" in {len(parts)} layers"
    size = f"{size_text(_total_size(parts))}{layers}" if parts else layers
    return f'<div class="bar {kind}"><div class="track">{segments}</div><span class="size">{size}</span></div>'


def _bar_title(part: LayerPart) -> str:
    return f"line {part.lines[0]}: {size_text(part.size)}" if part.lines[0] else size_text(part.size)


def _total_size(parts: Iterable[LayerPart]) -> int:
    return sum(part.size for part in parts)


def _signed_size(saved: int) -> str:
    return ("\N{MINUS SIGN}" if saved > 0 else "+") + size_text(abs(saved))


def _saved_by_fix_html(verdict: Verdict) -> str:
    if not verdict.saved_by_fix:
        return ""
    rows = "".join(
        f'<tr><td>{_rule_html(finding.rule)} line {finding.line}: {escape(finding.message)}</td>'
        f'<td class="num">{size_text(saved)}</td></tr>'
        for finding, saved in verdict.saved_by_fix
    )
    return f'<h2>Saved by each fix alone</h2><table class="each">{rows}</table>'


def _notes_html(verdict: Verdict) -> Iterator[str]:
    yield "<p>Compared: the config field by field, and every path by type, content, mode, owner, group,"
    yield "extended attributes, link target and device number. Bytes are those of the files that layers store.</p>"
    if verdict.caches:
        yield f"<p>May differ, as caches that the fixes empty: {_code_list(verdict.caches)}.</p>"
    if verdict.noise:
        paths = sorted({difference.path for difference in verdict.noise})
        count = _count_with_noun(len(paths), "path")
        yield f"<details><summary>{count} differ between two builds of the unchanged file"
        yield f"</summary><p>{_code_list(paths[:SHOWN])}{' and more' if len(paths) > SHOWN else ''}</p></details>"


def _code_list(paths: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(path)}</code>" for path in paths)


