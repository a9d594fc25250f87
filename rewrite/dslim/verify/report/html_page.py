"""What the HTML pages of all commands share: one file each that loads nothing, and quotes texts safely."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape as html_escape

from dslim.support.safe_text import visible
from dslim.verify.report.page_style import STYLE

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def html_page(title: str, body: str, style: str = "", script: str = "") -> str:
    """A page of a title, the elements of its body, and what it has beside the shared style.

    The caller escapes `title` and all that `body` quotes. Even so the browser loads, embeds and sends nothing, and runs
    nothing but `script`.
    """
    code = f"<script>{script}</script>\n" if script else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n{body}\n{code}</body>\n</html>\n"
    )


def policy(script: str = "") -> str:
    """The Content-Security-Policy of a page that runs one script, or none."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    scripts = f" script-src 'sha256-{digest}';" if script else ""
    return f"default-src 'none'; style-src 'unsafe-inline';{scripts} base-uri 'none'; form-action 'none'"


def escape(text: str) -> str:
    """Text as HTML shows it, for an element or an attribute in quotes."""
    return html_escape(visible(text, keep="\t"))


def diff_rows(diff: str) -> Iterator[str]:
    """Rows with the line numbers of both files."""
    old = new = 0
    is_inside = False
    for line in diff.split("\n"):
        hunk = _HUNK.match(line)
        if hunk:
            if is_inside:
                yield '<tr class="gap"><td></td><td></td><td></td></tr>'
            old, new, is_inside = int(hunk[1]), int(hunk[2]), True
        elif is_inside and line:  # the two lines with names come before any hunk
            mark = line[0]
            kind = {"+": "add", "-": "del"}.get(mark, "")
            left = str(old) if mark in " -" else ""
            right = str(new) if mark in " +" else ""
            old, new = old + (mark in " -"), new + (mark in " +")
            text = escape(line[1:] if mark != "\\" else line)
            yield f'<tr class="{kind}"><td>{left}</td><td>{right}</td><td class="text">{text}</td></tr>'
