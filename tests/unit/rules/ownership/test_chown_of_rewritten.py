"""A chown of a file that its own RUN has stored anew adds no byte, and nothing is said of it."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text

HEAD = "FROM debian:12\nRUN useradd -u 1000 app\nCOPY start /start\n"
ONLY = Options(rules=frozenset({"SL301", "SL303"}))


@pytest.mark.parametrize(
    ("run", "count"),
    [
        ("sed -i 's/a/b/' /start && chown app /start", 0),
        ("sed -E -i.bak 's/a/b/' /start && chmod +x /start && chown app:app /start", 0),
        ("sed 's/a/b/' /start && chown app /start", 1),  # it only prints
        ("sed -i 's/a/b/' /stop && chown app /start", 1),
        ("chown app /start && sed -i 's/a/b/' /start", 1),
        ("sed -i 's/a/b/' /start; chown app /start", 1),  # it may have failed
        ("sed -i 's/a/b/' /start && chown -R app /start", 1),
        ("sed -i 's/a/b/' /start && chown app /start /start2", 1),
    ],
)
def test_a_file_that_sed_has_written(run: str, count: int) -> None:
    outcome = fix_text(f"{HEAD}RUN {run}\n", ONLY)
    assert len([*outcome.applied, *outcome.refused, *outcome.offered]) == count
