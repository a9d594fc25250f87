"""Which RUN is an update alone, and which install it joins."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts
from dslim.rules.merging.update_alone import check
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("apt-get update", "apt-get install -y a", True),
        ("apt-get update", "apt install -y a", True),
        ("apt-get -y update", "apt-get install -y a", True),
        ("set -e; apt-get update", "apt-get install -y a", True),
        ("apk update", "apk add a", True),
        ("apk update", "apt-get install -y a", False),
        ("apt-get update && make", "apt-get install -y a", False),
        ("apt-get update", "make", False),
    ],
)
def test_pairs(first: str, second: str, found: bool) -> None:
    facts = Facts(parse(f"FROM debian:12\nRUN {first}\nRUN {second}\n"), Options())
    assert bool(list(check(facts))) == found


def test_it_joins_whatever_merge_says() -> None:
    text = "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y a\n"
    assert fix_text(text, Options(rules=frozenset({"SL103"}), merge="off")).after.count("RUN") == 1
