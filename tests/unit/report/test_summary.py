"""The closing lines for people: what was merged, with and without bytes saved, and what was left apart."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Merge, Options
from dslim.engine.fix_loop import fix_text
from dslim.report.text import Tally

SAVES = "RUN curl -fo /tmp/a.tgz https://example.com/a.tgz\nRUN tar -xf /tmp/a.tgz -C /opt\nRUN rm /tmp/a.tgz\n"
TEXT = f"FROM debian:12\n{SAVES}\nRUN touch one\nRUN touch two\n\nRUN touch three\n# last\nRUN touch four\n"


@pytest.mark.parametrize(
    ("merge", "line"),
    [
        (
            "auto",
            "RUNs merged: 2 pairs where it saves bytes, 1 pair where it saves none;"
            " 3 pairs left apart (--merge=all merges them).",
        ),
        ("bytes", "RUNs merged: 2 pairs where it saves bytes; 4 pairs left apart (--merge=all merges them)."),
        ("all", "RUNs merged: 2 pairs where it saves bytes, 4 pairs where it saves none."),
    ],
)
def test_the_summary_counts_pairs_of_runs(merge: Merge, line: str) -> None:
    tally = Tally()
    tally.add(fix_text(TEXT, Options(merge=merge)))
    lines = tally.summary({}, written=False, why_not=False, verbose=False).splitlines()
    assert line in lines
    assert not any(line.startswith("Not fixed") for line in lines), "what an option merges was not refused"


def test_nothing_is_told_of_merges_where_there_are_none() -> None:
    tally = Tally()
    tally.add(fix_text(TEXT, Options(merge="off", rules=frozenset({"SL101"}))))
    assert "merged" not in tally.summary({}, written=False, why_not=False, verbose=False)
