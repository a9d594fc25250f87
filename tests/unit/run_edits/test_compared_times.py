"""Which RUNs stay apart because a later step asks which of two files is newer."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.compared_times import why_times_are_compared
from dslim.syntax import parse

APART = (
    ("echo a > x", "[ x -nt y ] && cp x y"), ("echo a > x", "[[ x -ot y ]] || true"), ("touch a", "find . -newer a"),
    ("touch a", "find . -newermt yesterday"), ("echo a > x", "cp -pu x y"), ("echo a > x", "mv --update x y"),
    ("python3 -c 'import os; print(os.path.getmtime(\"/\"))'", "true"), ("make", "echo a >> in && make"),
    ("ninja", "printf a > in; ninja"), ("rsync -a s/ t/", "rsync -a s/ t/"), ("pip install x", "sed -i s/a/b/ x/y.py"),
    ("python -c 'import m'", "echo 'V = 2' > m.py"), ("sh -c 'make'", "sh -c 'echo a > in && make'"),
)  # fmt: skip
TOGETHER = (
    ("make", "make install"), ("make", "wget -O in x && make"), ("echo a > x", "cp -r x y"), ("rsync -a s/ t/", "true"),
    ("make", "make 2>/dev/null"), ("pip install x", "echo 'V = 2' > other.py"), ("pip install x", "pip install y"),
    ("echo a > x", "make"), ("make", "echo a > x"), ("echo a > x", "echo update -u"),
)  # fmt: skip


def why(first: str, second: str) -> str | None:
    facts = Facts(parse(f"FROM debian:12\nRUN {first}\nRUN {second}\n"), Options())
    a, b = facts.all_runs
    if reason := why_times_are_compared(facts, [], a):
        return reason
    return why_times_are_compared(facts, [a], b)


@pytest.mark.parametrize(("first", "second"), APART)
def test_these_stay_apart(first: str, second: str) -> None:
    assert why(first, second)


@pytest.mark.parametrize(("first", "second"), TOGETHER)
def test_these_may_be_one(first: str, second: str) -> None:
    assert why(first, second) is None


def test_a_later_stage_compares_what_an_earlier_one_wrote() -> None:
    text = "FROM debian:12 AS a\nRUN echo b > out\nRUN echo c > src\nFROM a\nRUN [ src -nt out ] && cp src out\n"
    facts = Facts(parse(text), Options())
    assert "line 5" in (why_times_are_compared(facts, [facts.all_runs[0]], facts.all_runs[1]) or "")


def test_time_passes_before_the_last_of_two_rsyncs() -> None:
    text = "FROM debian:12\nRUN echo a > s/f\nRUN rsync -a s/ t/\nRUN echo b > s/f\nRUN rsync -a s/ t/\nRUN true\n"
    facts = Facts(parse(text), Options())
    runs = facts.all_runs
    assert all(why_times_are_compared(facts, [a], b) for a, b in zip(runs, runs[1:4]))
    assert why_times_are_compared(facts, [runs[3]], runs[4]) is None


def test_a_make_later_in_the_stage_counts() -> None:
    facts = Facts(parse("FROM debian:12\nRUN make\nRUN echo a > in\nENV A=1\nRUN make\n"), Options())
    first, second, _ = facts.all_runs
    assert why_times_are_compared(facts, [first], second)
