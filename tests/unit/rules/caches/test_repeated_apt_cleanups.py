"""Which cleanups of apt's caches another one of the same RUN makes needless."""

from __future__ import annotations

import pytest
from cache_calls import sites_of

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.repeated_apt_cleanups import repeated_apt_cleanups
from dslim.shell import Script
from dslim.syntax import parse

LISTS = "rm -rf /var/lib/apt/lists/*"


@pytest.mark.parametrize(
    ("commands", "count"),
    [
        (f"apt-get update && apt-get install -y a && {LISTS} && {LISTS}", 1),
        (f"apt-get update && apt-get install -y a && apt-get clean && {LISTS} && apt-get clean", 1),
        (f"{LISTS} && apt-get update && apt-get install -y a && {LISTS}", 0),
        (f"apt-get update && {LISTS} && ./unread.sh && {LISTS}", 0),
    ],
)
def test_what_the_same_run_does_again_is_needless(commands: str, count: int) -> None:
    facts = Facts(parse(f"FROM debian:12\nCOPY unread.sh .\nRUN {commands}\n"), Options())
    (run,) = facts.all_runs
    assert isinstance(run.script, Script)
    assert len(repeated_apt_cleanups(facts, run, run.script, sites_of(run))) == count
