"""Who reads a cache after a RUN: each instruction is read once, however many ask."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts
from dslim.facts.point import Point
from dslim.rules.caches import later_readers
from dslim.rules.caches.apt_commands import package_lists
from dslim.rules.caches.watched_cache import WatchedCache
from dslim.syntax import parse


def facts_of(*lines: str) -> Facts:
    return Facts(parse("\n".join(("FROM debian:12", *lines)) + "\n"), Options())


def test_each_instruction_is_read_once_however_many_runs_ask_who_reads_a_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = facts_of(*["RUN make"] * 50, "RUN apt-get install -y x")
    asked: list[int] = []
    event = later_readers._event_at

    def counted(point: Point, what: WatchedCache) -> object:
        asked.append(point.index)
        return event(point, what)

    monkeypatch.setattr(later_readers, "_event_at", counted)
    reasons = {later_readers.later_reader(facts.point(0, i), package_lists(facts.point(0, i))) for i in range(50)}
    assert reasons == {"`apt-get install -y x` needs the package lists (run on line 52)"}
    # once to know of it, and by each who asks: what is installed by then may spare it
    assert sorted(i for i in asked if i < 50) == list(range(1, 50))


def test_a_row_of_stages_of_any_length_is_looked_through() -> None:
    count = 3_000
    stages = "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(count))
    text = f"FROM debian:12 AS s0\nRUN apt-get update && apt-get install -y x\n{stages}RUN apt-get install -y y\n"
    reasons = {finding.why_not for finding in fix_text(text).refused if finding.rule == "SL201"}
    assert reasons == {f"`apt-get install -y y` needs the package lists (run on line {count + 3})"}
