"""Makes the page of `dslim fix --html`: a check box for each fix, its diff, and the command that makes those chosen."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from dslim.diagnostics.findings import Finding, Safety
from dslim.report.statistics import size_for_people
from dslim.review.page_files import FixEntry, PageFile, PageIgnoreFile
from dslim.review.page_parts import SCRIPT, STYLE
from dslim.support.safe_text import visible
from dslim.verify.report.html_page import diff_rows, escape, html_page

_BODY = """<header>
<p class="file">dslim fix</p>
<h1>{title}</h1>
</header>
<main class="review">
<div class="index">{index}</div>
{files}
{ignore_files}
<section class="command" aria-label="command">
<p><strong id="chosen">{chosen}</strong> fixes chosen; where this page was made, run:
<button id="copy">Copy</button></p>
<textarea id="command" readonly wrap="off" rows="3" aria-label="the command">{command}</textarea>
</section>
</main>"""


def review_page(
    files: Sequence[PageFile], command: str, names: Mapping[str, str], ignore_files: Sequence[PageIgnoreFile] = ()
) -> str:
    """The page of some files. `command`: `dslim fix -i` and its options; `names`: rule names by code."""
    entries = [(file, entry) for file in files for entry in file.fixes]
    chosen = sum(entry.is_chosen for _, entry in entries)
    count = f"{len(entries)} fix{'' if len(entries) == 1 else 'es'}"
    title = f"{count} in {len(files)} file{'' if len(files) == 1 else 's'}"
    body = _BODY.format(
        title=title,
        index="".join(_index_html(files, names)),
        files=_files_html(files, command, names),
        ignore_files="\n".join(map(_ignore_file_html, ignore_files)),
        chosen=f"{chosen} of {len(entries)}",
        command=escape_lines(_commands(files, command)),
    )
    return html_page(f"dslim: {title}", body, STYLE, SCRIPT)


def shell_word(text: str) -> str:
    """A text as one word of a shell; with `$'...'` where a plain one would hold what nobody sees."""
    if visible(text) == text:
        return shlex.quote(text)
    plain = (chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\\" else f"\\{byte:03o}" for byte in os.fsencode(text))
    return "$'" + "".join(plain) + "'"


def escape_lines(lines: Sequence[str]) -> str:
    """Lines as HTML shows them in a text area."""
    return "\n".join(map(escape, lines))


def _commands(files: Sequence[PageFile], command: str) -> list[str]:
    """What makes the fixes that are chosen at first; an id may be that of the same line in another file too."""
    return [
        f"{command} --only {','.join(ids)} -- {shell_word(file.path)}"
        for file in files
        if (ids := [entry.finding.id for entry in file.fixes if entry.is_chosen])
    ]


def _index_html(files: Sequence[PageFile], names: Mapping[str, str]) -> Iterator[str]:
    """By file, by rule, and by the bytes of fixes where they are known."""
    above = _common_folder(files)
    if len(files) > 1:
        rows = [
            f'<td><a href="#file-{n}"><code>{escape(file.path[len(above):])}</code></a></td>'
            f'<td class="num">{len(file.fixes)}</td><td class="num">{_bytes(file.fixes)}</td>'
            for n, file in enumerate(files)
            if file.fixes or file.error
        ]
        below = f" below <code>{escape(above)}</code>" if above else ""
        yield _table(f"By file{below}", "<th>file</th><th class='num'>fixes</th><th class='num'>bytes known</th>", rows)
    fixes = [entry for file in files for entry in file.fixes]
    counts = Counter(entry.finding.rule for entry in fixes)
    rows = [
        f'<td><label><input type="checkbox" data-all="{escape(code)}"> '
        f'{escape(f"{code} {names.get(code, str())}")}</label></td>'
        f'<td class="num">{count}</td><td class="num">{_bytes([e for e in fixes if e.finding.rule == code])}</td>'
        for code, count in counts.most_common()
    ]
    if rows:
        yield _table("By rule", "<th>rule</th><th class='num'>fixes</th><th class='num'>bytes known</th>", rows)
    known = [(_saves(e.finding), n, e) for n, file in enumerate(files) for e in file.fixes if _saves(e.finding)]
    known.sort(key=lambda row: (-row[0], row[1], row[2].finding.line))
    rows = [
        f'<td><a href="#{_anchor(n, e)}">{escape(names.get(e.finding.rule, e.finding.rule))}</a>'
        f" {_file_name(files[n], above) if len(files) > 1 else ''}line {e.finding.line}</td>"
        f'<td class="num">{size_for_people(saves)}</td>'
        for saves, n, e in known[:20]
    ]
    if rows:
        yield _table("By bytes, where they are known", "<th>fix</th><th class='num'>about</th>", rows)


def _common_folder(files: Sequence[PageFile]) -> str:
    """The folder that all files of a page lie in, with its last slash; '' for none, and for one file alone."""
    folders = [file.path.split("/")[:-1] for file in files]
    levels = takewhile(lambda names: len(set(names)) == 1, zip(*folders)) if len(files) > 1 else ()
    shared = [names[0] for names in levels]
    return "/".join([*shared, ""]) if any(shared) else ""


def _file_name(file: PageFile, above: str) -> str:
    return f"<code>{escape(file.path[len(above):])}</code> "


def _table(caption: str, head: str, rows: Sequence[str]) -> str:
    body = "".join(f"<tr>{row}</tr>" for row in (head, *rows))
    return f'<section><h2>{caption}</h2><div class="rows" tabindex="0"><table>{body}</table></div></section>'


def _files_html(files: Sequence[PageFile], command: str, names: Mapping[str, str]) -> str:
    """The files in which there is something to choose; folded below them those in which there is nothing."""
    parts = [(file, _file_html(number, file, command, names)) for number, file in enumerate(files)]
    first = "\n".join(part for file, part in parts if file.fixes or file.error)
    rest = [part for file, part in parts if part and not (file.fixes or file.error)]
    if not rest:
        return first
    summary = f"{len(rest)} file{'' if len(rest) == 1 else 's'} with nothing to choose"
    return f"{first}\n<details><summary>{summary}</summary>{''.join(rest)}</details>"


def _file_html(number: int, file: PageFile, command: str, names: Mapping[str, str]) -> str:
    heading = f'<h2><code>{escape(file.path)}</code></h2>'
    if file.error:
        heading += f'<p class="bad">{escape(file.error)}</p>'
    fixes = "".join(_fix_html(number, entry, names) for entry in file.fixes)
    left = _folded("left alone, and why", file.refused, names) + _folded("advice", file.advice, names)
    data = f'data-command="{escape(command)}" data-path="{escape(shell_word(file.path))}"'
    if not (fixes or left or file.error):
        return ""
    return f'<section class="file-part" id="file-{number}" {data}>{heading}{fixes}{left}</section>'


def _ignore_file_html(file: PageIgnoreFile) -> str:
    """An ignore file with its diff; it is no fix of a Dockerfile, so a command of its own writes it."""
    return (
        f'<section><h2><code>{escape(file.path)}</code></h2>'
        f"<p>What the build context leaves out then (SL405); it is written by:</p>"
        f"<p><code>{escape(file.command)}</code></p>"
        f'<div class="scroll"><table class="diff">{"".join(diff_rows(file.diff))}</table></div></section>'
    )


def _fix_html(number: int, entry: FixEntry, names: Mapping[str, str]) -> str:
    found = entry.finding
    safety = found.fix.safety if found.fix is not None else Safety.ADVICE
    saves = f'<span class="saved">about {size_for_people(_saves(found))}</span>' if _saves(found) else ""
    links = [f'<a href="#fix-{number}-{escape(name)}">{escape(name)}</a>' for name in found.requires]
    notes = [f"requires {', '.join(links)}"] if links else []
    if safety is Safety.SAFE and not entry.is_chosen:
        notes.append("not chosen: with the others made there is nothing left for it to do")
    note = f'<span class="note">{"; ".join([*notes, escape(found.id)])}</span>'
    data = f'data-id="{escape(found.id)}" data-rule="{escape(found.rule)}" data-file="{number}"'
    box = f'<input type="checkbox" {data} data-requires="{escape(" ".join(found.requires))}"'
    return (
        f'<article class="fix" id="{_anchor(number, entry)}"><label>{box}{" checked" if entry.is_chosen else ""}>'
        f'<span class="line">{found.line}</span><span class="rule">{escape(names.get(found.rule, found.rule))}</span>'
        f'<span class="rule {safety.value}">{safety.value}</span><span class="why">{escape(found.message)}</span>'
        f'{saves}{note}</label>'
        f'<div class="scroll"><table class="diff">{"".join(diff_rows(entry.hunks))}</table></div></article>'
    )


def _folded(title: str, findings: Sequence[Finding], names: Mapping[str, str]) -> str:
    if not findings:
        return ""
    rows = "".join(
        f'<li>line {f.line}: {escape(names.get(f.rule, f.rule))}: {escape(f.message)}'
        f'{": " + escape(f.why_not) if f.why_not else ""}</li>'
        for f in findings
    )
    return f'<details><summary>{len(findings)} {title}</summary><ul class="left">{rows}</ul></details>'


def _anchor(number: int, entry: FixEntry) -> str:
    return f"fix-{number}-{escape(entry.finding.id)}"


def _saves(found: Finding) -> int:
    return (found.fix.saves or 0) if found.fix is not None else 0


def _bytes(entries: Sequence[FixEntry]) -> str:
    known = sum(_saves(entry.finding) for entry in entries)
    return size_for_people(known) if known else ""
