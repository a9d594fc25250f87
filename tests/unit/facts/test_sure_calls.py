"""Which commands of a RUN have succeeded whenever the RUN has."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import sure_call_sites
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("a && b", "a b"),
        ("a; b", "b"),
        ("a || b", ""),
        ("a || b && c && d", "c d"),
        ("a && b || c && d", "d"),
        ("a && b || c", ""),
        ("a || b && c; d", "d"),
        ("a && (b || c && d) && e", "a e d"),
    ],
)
def test_commands_behind_the_last_or_are_sure(text: str, sure: str) -> None:
    facts = Facts(parse(f"FROM debian:12\nRUN {text}\n", "Dockerfile"), Options())
    run = next(run for run in facts.runs[0] if run is not None)
    assert {site.call.name for site in sure_call_sites(run)} == set(sure.split())
