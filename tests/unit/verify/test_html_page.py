"""What all pages share: nothing is loaded, and texts of others are quoted."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from dslim.verify.report.html_page import diff_rows, escape, html_page, policy


def test_a_page_runs_its_own_script_and_no_other() -> None:
    page = html_page("a title", "<p>b</p>", ".x { color: red }", "let c = 1;")
    digest = b64encode(sha256(b"let c = 1;").digest()).decode()
    assert f"script-src 'sha256-{digest}'; base-uri 'none'" in page
    assert "<title>a title</title>" in page
    assert ".x { color: red }</style>" in page
    assert "<body>\n<p>b</p>\n<script>let c = 1;</script>\n</body>" in page


def test_a_page_without_a_script_allows_none() -> None:
    page = html_page("a", "<p>b</p>")
    assert "script" not in page
    assert policy() == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_texts_are_escaped() -> None:
    assert escape('<a "b">\x1b') == "&lt;a &quot;b&quot;&gt;\\x1b"
    rows = list(diff_rows("--- a\n+++ b\n@@ -1 +1 @@\n-<x>\n+y\n"))
    assert rows == [
        '<tr class="del"><td>1</td><td></td><td class="text">&lt;x&gt;</td></tr>',
        '<tr class="add"><td></td><td>1</td><td class="text">y</td></tr>',
    ]
