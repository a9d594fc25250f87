"""The table of the report's page, in a browser: each heading sorts, and once more turns it round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder import browser
from builder.machine import must_have_builder
from builder.plugin import leave_out
from dslim.proofs.page import summary_page
from dslim.proofs.stored_verdict import StoredVerdict
from dslim.proofs.summary import Summary

VERDICTS = [
    StoredVerdict("b", "k", "same", 9_000, 8_000, {"SL201": 1_000}, seconds=3),
    StoredVerdict("a", "k", "failed", reason="does not build", seconds=20),
    StoredVerdict("c", "k", "same", 100_000, 20_000, {"SL101": 80_000}, seconds=100),
]
CLICKS = """
const table = document.querySelector("table.sorts");
const files = () => [...table.tBodies[0].rows].map((row) => row.cells[0].querySelector("code").textContent).join("");
const looks = [files()];
for (const column of [0, 0, 1, 3, 5, 5]) {
  table.tHead.rows[0].cells[column].querySelector("button").click();
  looks.push(files());
}
return {looks, sorted: table.querySelectorAll("[aria-sort]").length,
  wide: document.documentElement.scrollWidth, window: innerWidth};
"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 500])
def test_each_heading_sorts_the_table(request: pytest.FixtureRequest, tmp_path: Path, width: int) -> None:
    program = browser.find()
    if program is None:
        assert not must_have_builder()
        leave_out(request, "no browser: install Chromium")
    page = tmp_path / "page.html"
    page.write_text(summary_page(Summary(3, VERDICTS)), encoding="utf-8")
    seen: Any = browser.look(program, page, CLICKS, tmp_path / "profile", width)
    start, by_file, back, by_verdict, by_after, by_seconds, quick_first = seen["looks"]
    assert (start, by_file, back) == ("cba", "abc", "cba"), "what saves most stands first"
    assert by_verdict[0] == "a"
    assert (by_after, by_seconds, quick_first) == ("cba", "cab", "bac")
    assert seen["sorted"] == 1
    assert seen["wide"] <= seen["window"]


def test_the_policy_lets_no_other_script_run() -> None:
    text = summary_page(Summary(3, VERDICTS))
    assert "default-src 'none'" in text
    assert "script-src 'sha256-" in text
    assert "http" not in text.replace("http-equiv", "")
