"""Writes what a benchmark measured into docs/speed.md, between its two marks."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "speed.md"
_PLACE = re.compile(r"(<!-- bench figures[^>]*-->\n).*?(<!-- end of bench figures -->)", re.DOTALL)


def table(ratios: Mapping[str, Mapping[str, float]], peers: Sequence[str]) -> str:
    """A Markdown table of ratios: a line for each thing measured, a column for each peer ("-" for one not there)."""
    lines = [f"| dslim costs, to 1 of | {' | '.join(peers)} |", f"| --- |{' ---: |' * len(peers)}"]
    for title, row in ratios.items():
        cells = [f"{row[name]:.2f}" if name in row else "-" for name in peers]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> str:
    """The day, the processors and the Python that figures are of."""
    model = ""
    if os.path.exists("/proc/cpuinfo"):
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = f" ({' '.join(found[1].split())})" if found else ""
    day = datetime.date.today().isoformat()
    return f"{day}, {os.cpu_count()} processors{model}, Python {platform.python_version()}"


def filled(text: str, figures: str) -> str:
    """The page with figures between its marks. Raises ValueError where it has not one place for them."""
    page, count = _PLACE.subn(lambda m: f"{m[1]}\n{figures}\n\n{m[2]}", text)
    if count != 1:
        raise ValueError(f"{count} places for bench figures, not one")
    return page


def write(figures: str) -> None:
    """Write figures into the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")
