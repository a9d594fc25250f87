"""What `dslim shrink` found, as an HTML page: each change with its evidence, what the test sees, and the diff.

The page is one file that loads nothing from anywhere: no script, no font, no picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dslim.report.diff import make_hunks
from dslim.shrink.report.text import megabytes
from dslim.shrink.result import Shrunk
from dslim.verify.report.html_page import diff_rows, escape, html_page

_STYLE = """
.bars { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .35rem .8rem; margin: 0 0 1.8rem;
  align-items: center; font-size: .85rem; }
.bars .track { height: .9rem; } .bars .track i:first-child { background: var(--line); }
.bars .track i + i { background: var(--before); } .bars .track.now i + i { background: var(--after); }
.names { overflow-wrap: anywhere; } .survived { color: var(--bad); } .killed { color: var(--good); }
section { margin-bottom: 1.8rem; } details p { margin: .3rem 0; }
.differences td:first-child { min-width: 8rem; } .notes { margin: 0 0 1.8rem; padding-left: 1.2rem; color: var(--bad); }
"""
_BODY = """<header>
<p class="file">dslim shrink <code>{name}</code></p>
<h1 class="{kind}">{headline}</h1>
<dl>{figures}</dl>
{bars}
{notes}
</header>
<main>
<div>
{sections}
</div>
<section aria-label="diff">
{diffs}
</section>
</main>"""


def shrunk_page(file: str, found: Shrunk) -> str:
    """The page of one result."""
    headline = "As your test sees it, the same" if found.is_smaller else "Nothing smaller passes the test"
    sections = [*_changes(found), *_kept(found), *_mutants(found), *_untouched(found)]
    body = _BODY.format(
        name=escape(file), kind="good" if found.is_smaller else "", headline=escape(headline),
        figures="".join(_figures(found)), bars=_bars(found), notes="".join(_notes(found)), sections="\n".join(sections),
        diffs="\n".join(_diffs(file, found)),
    )  # fmt: skip
    return html_page(escape(f"{file}: {headline.lower()}"), body, _STYLE)


def _figures(found: Shrunk) -> Iterator[str]:
    killed, count = found.killed
    saved = found.size_before - found.size_after
    share = f" <small>{saved / found.size_before:.0%}</small>" if found.size_before else ""
    for label, value, look in (
        ("before", megabytes(found.size_before), ""),
        ("after", megabytes(found.size_after), ""),
        ("saved", megabytes(saved) + share, "less" if saved else ""),
        ("mutants that the test refused", f"{killed} of {count}", ""),
        ("builds", str(found.builds), ""),
        ("probes", str(found.probes), ""),
        ("time", f"{found.seconds:.0f} s", ""),
    ):
        yield f'<div class="{look}"><dt>{label}</dt><dd>{value}</dd></div>'


def _bars(found: Shrunk) -> str:
    """Two bars: the base, and what the Dockerfile adds to it, before and after."""
    rows = []
    for label, size, look in (("before", found.size_before, ""), ("after", found.size_after, " now")):
        parts = [found.size_base, max(0, size - found.size_base)]
        bars = "".join(f'<i style="width:{100 * part / max(found.size_before, 1):.2f}%"></i>' for part in parts)
        words = f"{megabytes(parts[0])} base + {megabytes(parts[1])}"
        rows.append(f'<span>{label}</span><span class="track{look}">{bars}</span><span class="size">{words}</span>')
    return f'<div class="bars">{"".join(rows)}</div>'


def _changes(found: Shrunk) -> Iterator[str]:
    rows = []
    for change in found.changes:
        words = f"<td>{escape(change.form)}</td><td>{escape(change.reason)}{_names('what is gone', change.gone)}</td>"
        rows.append(f'{words}<td class="num">{megabytes(change.saved)}</td>')
    yield from _table("What goes, and why", ["form", "evidence", "saved"], rows)


def _kept(found: Shrunk) -> Iterator[str]:
    rows = [f"<td><code>{escape(kept.package)}</code></td><td>{escape(kept.reason)}</td>" for kept in found.kept]
    yield from _table("What stays, and why", ["package or file", "because"], rows)


def _mutants(found: Shrunk) -> Iterator[str]:
    rows = []
    for mutant in found.mutants:
        word = "killed" if mutant.killed else "survived"
        says = f"<code>{escape(mutant.reason)}</code>" if mutant.killed else "the test passes without it"
        rows.append(f'<td><code>{escape(mutant.what)}</code></td><td class="{word}">{word}</td><td>{says}</td>')
    title = "How much the test sees: images with one thing taken away"
    yield from _table(title, ["without", "", "the test says"], rows)


def _untouched(found: Shrunk) -> Iterator[str]:
    if not found.is_traced:
        words = "<p>Not known: the test could not be traced here.</p>"
        yield f"<section><h2>What the test never touched</h2>{words}</section>"
    elif found.untouched:
        names = _names(f"{len(found.untouched)} files and packages", found.untouched)
        words = (
            "<p>The test opened none of these, so it says nothing about them. "
            "Those that were removed are listed above.</p>"
        )
        yield f"<section><h2>What the test never touched</h2>{words}{names}</section>"


def _notes(found: Shrunk) -> Iterator[str]:
    if found.notes:
        yield f'<ul class="notes">{"".join(f"<li>{escape(note)}</li>" for note in found.notes)}</ul>'


def _diffs(file: str, found: Shrunk) -> Iterator[str]:
    texts = [(file, found.before, found.after)]
    if found.ignore is not None:
        texts.append((found.ignore.path, found.ignore.before, found.ignore.after))
    for path, before, after in texts:
        if before != after:
            rows = "\n".join(diff_rows(make_hunks(before, after, None)))
            yield f'<h2>{escape(path)}</h2><div class="scroll"><table class="diff">{rows}</table></div>'


def _table(title: str, head: Sequence[str], rows: Iterable[str]) -> Iterator[str]:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    if body:
        cells = "".join(f"<th>{word}</th>" for word in head)
        yield (
            f'<section class="differences"><h2>{title}</h2><div class="scroll"><table><tr>{cells}</tr>{body}</table>'
            "</div></section>"
        )


def _names(title: str, names: Sequence[str]) -> str:
    """Names that a click shows."""
    listed = ", ".join(f"<code>{escape(name)}</code>" for name in names)
    return f'<details><summary>{title}</summary><p class="names">{listed}</p></details>' if names else ""
