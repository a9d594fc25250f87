"""Which later RUNs get an update of their own, and what forbids it."""

from __future__ import annotations

import pytest
from cache_calls import facts_of

from dslim.rules.caches.own_updates import MAX_RUNS, OwnUpdates, own_updates
from dslim.syntax.edits import apply_edits

FIRST = "FROM debian:12\nRUN apt-get update && apt-get install -y a\n"


def found(text: str, first: str = FIRST) -> OwnUpdates | None:
    facts = facts_of(first + text)
    return own_updates(facts, facts.all_runs[0])


def changed(text: str, first: str = FIRST) -> str:
    updates = found(text, first)
    assert updates is not None
    return apply_edits(first + text, list(updates.edits))[len(first) :]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("COPY x /x\nRUN apt-get install b", "COPY x /x\nRUN apt-get update && apt-get install b"),
        ("COPY x /x\nRUN make && A=b apt install b", "COPY x /x\nRUN make && apt-get update && A=b apt install b"),
        ("COPY x /x\nRUN xargs apt-get install < b", "COPY x /x\nRUN apt-get update && xargs apt-get install < b"),
    ],
)
def test_where_the_update_goes(text: str, after: str) -> None:
    assert changed(text) == after


def test_it_is_the_update_of_the_first_run() -> None:
    first = "FROM debian:12\nRUN sudo apt-get -o A=b update && sudo apt-get install -y a\n"
    assert "RUN sudo apt-get -o A=b update && sudo apt" in changed("COPY x /x\nRUN sudo apt-get install b", first)


def test_every_reader_gets_one_up_to_the_next_update() -> None:
    more = "COPY x /x\nRUN apt-get install b\nCOPY y /y\nRUN apt-get install c && apt-get update\nRUN apt-get install d"
    updates = found(more)
    assert updates is not None
    assert updates.runs == "the RUNs on lines 4 and 6"


@pytest.mark.parametrize(
    "text",
    [
        "COPY x /x\nRUN make",  # nobody reads them
        "RUN apt-get install b",  # the two may be one RUN
        "COPY x /etc/apt/sources.list\nRUN apt-get install b",
        "RUN apt-key add x\nCOPY x /x\nRUN apt-get install b",
        "COPY x /x\nRUN make || apt-get install b",
        "COPY x /x\nRUN if a; then apt-get install b; fi",
        "COPY x /x\nRUN sh -c 'apt-get install b'",
        "COPY x /x\nRUN apt-get install b\nRUN apt-cache policy b",
        "COPY x /x\nRUN apt-get install b\nONBUILD RUN apt-get install c",
        "COPY x /x\nRUN apt-get install b\nFROM debian:12\nCOPY --from=0 / /\nRUN apt-get install c",
        "".join(f"COPY x /x{i}\nRUN apt-get install b{i}\n" for i in range(MAX_RUNS + 1)),
    ],
)
def test_where_there_is_none(text: str) -> None:
    assert found(text) is None


def test_an_update_of_several_lines_becomes_one_of_one_line_and_one_with_quotes_none() -> None:
    text = "COPY x /x\nRUN apt-get install b"
    assert "RUN apt-get update && apt" in changed(text, "FROM debian:12\nRUN apt-get \\\n update\n")
    assert found(text, "FROM debian:12\nRUN apt-get -o 'A=b  c' update\n") is None
