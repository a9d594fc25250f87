"""Rows of RUNs: how long, and where they part."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts
from dslim.rules.merging.merge_runs import check
from dslim.syntax import parse

MERGE = Options(rules=frozenset({"SL101"}), merge="all")


@pytest.mark.parametrize(("length", "changed"), [(49_000, True), (51_000, False)])
def test_the_merged_text_stays_below_the_limit(length: int, changed: bool) -> None:
    word = "x" * length
    outcome = fix_text(f"FROM debian:12\nRUN echo {word}\nRUN echo {word}\n", MERGE)
    assert outcome.error is None
    assert outcome.changed == changed
    assert changed or "100,000 bytes" in (outcome.refused[0].why_not or "")


def test_a_long_row_is_merged_in_the_end() -> None:
    lines = [f"RUN make {i}" for i in range(250)]
    outcome = fix_text("\n".join(["FROM debian:12", *lines, ""]), MERGE)
    assert outcome.after.count("RUN ") == 1
    assert all(f"make {i}" in outcome.after for i in range(250))


def test_every_refusal_has_a_reason() -> None:
    text = "FROM debian:12\nRUN make &\nRUN a\nRUN rm /bin/sh\nRUN b\nRUN cd x #\nRUN c\n"
    outcome = fix_text(text, MERGE)
    assert not outcome.changed or outcome.refused
    assert len([f for f in outcome.refused if f.why_not]) == len(outcome.refused) >= 3


def test_a_group_ends_where_a_reason_stands_and_another_begins() -> None:
    text = "FROM debian:12\nRUN a\nRUN b &\nRUN c\nRUN d\n"
    found = list(check(Facts(parse(text), MERGE)))
    assert [(f.fix is not None, "background" in (f.why_not or "")) for f in found] == [
        (False, True), (True, False), (True, False)
    ]  # fmt: skip


def test_with_bytes_only_what_saves_some_is_merged() -> None:
    text = "FROM debian:12\nRUN curl -o /tmp/a https://x.example/a\nRUN rm /tmp/a\nRUN c\n"
    found = list(check(Facts(parse(text), Options(merge="bytes"))))
    reasons = [(f.why_not or "").split(" (")[0] for f in found]
    assert reasons == ["", "merging them would save no bytes, as far as dslim can see; --merge=all merges them"]
    assert [f.lifted_by for f in found] == ["", "--merge=all"]
    assert list(check(Facts(parse(text), Options(merge="off")))) == []
