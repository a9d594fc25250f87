"""The page of a verdict, looked at in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builder import browser
from builder.machine import must_have_builder
from builder.plugin import leave_out
from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span
from dslim.verify.image.compare import Difference
from dslim.verify.layer_table import LayerPart, LayerRow
from dslim.verify.report.page import verdict_page
from dslim.verify.verdict import Verdict

FIX = Finding(
    "the cleanup <b>frees</b> nothing", Span(0, 1), Fix((Edit(0, 1, ""),), Safety.SAFE), line=3, rule="SL102"
)
BASE = LayerRow((LayerPart((0, 0), "base image", 74_000_000),), (LayerPart((0, 0), "base image", 74_000_000),), ())
JOINED = LayerRow(
    (LayerPart((2, 2), "RUN make > /big && echo '<script>'", 40_000_000), LayerPart((3, 3), "RUN rm /big", 0)),
    (LayerPart((2, 3), "RUN make > /big && rm /big", 20_000_000),),
    (FIX,),
)
GROWN = LayerRow((LayerPart((4, 4), "COPY a /a", 5_000_000),), (LayerPart((4, 4), "COPY a /a", 10_000_000),), ())
SMALL = LayerRow((LayerPart((5, 5), "COPY b /b", 12),), (LayerPart((5, 5), "COPY b /b", 12),), ())
NOISE = (Difference("/var/log/dpkg.log", "content", "1 bytes", "1 bytes"),)
DIFF = """--- a/Dockerfile
+++ b/Dockerfile
@@ -1,5 +1,4 @@
 FROM debian
-RUN make > /big && echo '<script>'
-RUN rm /big
+RUN make > /big && \\
+    rm /big
 COPY a /a
@@ -40,2 +39,2 @@
-a
+b
 a line that is far too long for its column %s
""" % ("x" * 300)

#: Bars as [kind, bytes, left, width, colour, track's width], and where the two sections are.
LOOK = """
const box = (node) => node.getBoundingClientRect();
return {
  bars: [...document.querySelectorAll(".bar")].map((bar) => ({
    kind: bar.className, size: bar.querySelector(".size").textContent,
    track: box(bar.querySelector(".track")).width,
    parts: [...bar.querySelectorAll("i")].map((part) => ({
      bytes: Number(part.dataset.bytes), left: box(part).left, width: box(part).width, height: box(part).height,
      colour: getComputedStyle(part).backgroundColor,
    })),
  })),
  layers: box(document.querySelector("[aria-label=layers]")),
  diff: box(document.querySelector("[aria-label=diff]")),
  rows: [...document.querySelectorAll(".diff tr")].map(
    (row) => [row.className, ...[...row.cells].map((cell) => cell.textContent)]),
  heading: document.querySelector("h1").textContent, colour: getComputedStyle(document.querySelector("h1")).color,
  differences: document.querySelectorAll(".differences tr").length,
  wide: document.documentElement.scrollWidth, window: innerWidth,
  scripts: document.scripts.length, bold: document.querySelectorAll("b").length,
};
"""


def verdict(*differences: tuple[Difference, Finding | None]) -> Verdict:
    rows = (BASE, JOINED, GROWN, SMALL)
    before = sum(p.size for row in rows for p in row.before)
    after = sum(p.size for row in rows for p in row.after)
    return Verdict(differences, NOISE, rows, 4290, before, after, ("/var/lib/apt/lists",), ((FIX, 20_000_000),))


def page(folder: Path, told: Verdict) -> Path:
    path = folder / "verdict.html"
    path.write_text(verdict_page("Dockerfile", told, DIFF), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def program() -> str | None:
    return browser.find()


@pytest.fixture
def chromium(program: str | None, request: pytest.FixtureRequest) -> str:
    if program is None:
        assert not must_have_builder()
        leave_out(request, "no browser: install Chromium")
    return program


def test_the_page_asks_nothing_from_outside(tmp_path: Path) -> None:
    text = page(tmp_path, verdict()).read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|url\(|https?:|@import", text)
    assert "<b>" not in text


@pytest.mark.slow
def test_bars_are_as_long_as_their_layers_are_large(chromium: str, tmp_path: Path) -> None:
    seen: Any = browser.look(chromium, page(tmp_path, verdict()), LOOK, tmp_path / "profile")
    bars = seen["bars"]
    assert [bar["kind"] for bar in bars] == ["bar before", "bar after"] * 1 + [
        "bar before", "bar after grown", "bar before", "bar after",
    ]  # fmt: skip
    assert [[part["bytes"] for part in bar["parts"]] for bar in bars] == [
        [40_000_000], [20_000_000], [5_000_000], [10_000_000], [12], [12],
    ]  # fmt: skip
    track = bars[0]["track"]
    assert track > 300
    for bar in bars[:4]:
        (part,) = bar["parts"]
        assert part["width"] == pytest.approx(track * part["bytes"] / 40_000_000, abs=1.5)
    assert bars[4]["parts"][0]["width"] == 2  # too small to be drawn to scale, yet there
    assert len({part["left"] for bar in bars for part in bar["parts"]}) == 1
    assert len({bars[i]["parts"][0]["colour"] for i in (0, 1, 3)}) == 3  # before, after, grown
    assert all(part["height"] > 8 for bar in bars for part in bar["parts"])
    assert [bar["size"] for bar in bars[:2]] == ["40.0 MB in 2 layers", "20.0 MB"]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "beside"), [(1400, True), (600, False)])
def test_the_diff_stands_beside_the_bars_or_below(chromium: str, tmp_path: Path, width: int, beside: bool) -> None:
    seen: Any = browser.look(chromium, page(tmp_path, verdict()), LOOK, tmp_path / "profile", width)
    layers, diff = seen["layers"], seen["diff"]
    assert seen["wide"] <= seen["window"]  # nothing sticks out; a long line scrolls in its own box
    if beside:
        assert diff["left"] >= layers["right"]
        assert diff["top"] == layers["top"]
    else:
        assert diff["top"] >= layers["bottom"]


@pytest.mark.slow
def test_the_diff_has_the_lines_of_both_files(chromium: str, tmp_path: Path) -> None:
    seen: Any = browser.look(chromium, page(tmp_path, verdict()), LOOK, tmp_path / "profile")
    assert seen["rows"][:8] == [
        ["", "1", "1", "FROM debian"],
        ["del", "2", "", "RUN make > /big && echo '<script>'"],
        ["del", "3", "", "RUN rm /big"],
        ["add", "", "2", "RUN make > /big && \\"],
        ["add", "", "3", "    rm /big"],
        ["", "4", "4", "COPY a /a"],
        ["gap", "", "", ""],
        ["del", "40", "", "a"],
    ]
    assert (seen["scripts"], seen["bold"]) == (1, 0)  # the one that looks


@pytest.mark.slow
def test_differences_come_first(chromium: str, tmp_path: Path) -> None:
    same: Any = browser.look(chromium, page(tmp_path, verdict()), LOOK, tmp_path / "profile")
    found = [
        (Difference("/d", "missing", "directory", ""), FIX),
        *((Difference(f"/d/{i}", "missing", "file", ""), FIX) for i in range(1000)),
        (Difference("config.Env", "config", '["A=<1>"]', '["A=2"]'), None),
    ]
    other: Any = browser.look(chromium, page(tmp_path, verdict(*found)), LOOK, tmp_path / "profile")
    assert (same["heading"], same["differences"]) == ("The same image", 0)
    assert (other["heading"], other["differences"]) == ("Not the same image: 1,002 differences", 3)
    assert same["colour"] != other["colour"]
