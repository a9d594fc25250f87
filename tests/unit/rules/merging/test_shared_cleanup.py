"""RUNs share a cleanup where both end with it, and are near enough where the first fetches what the second needs."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.merging.shared_cleanup import is_next_to, shared_cleanup, shared_cleanups
from dslim.run_edits.join_candidates import consecutive_runs, script_to_join
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse


def scripts_of(text: str) -> tuple[Facts, list[RunScript]]:
    facts = Facts(parse("FROM a\n" + text), Options(), None)
    (row,) = consecutive_runs(facts, 0)
    scripts = [script for run in row if isinstance(script := script_to_join(run), RunScript)]
    assert len(scripts) == len(row)
    return facts, scripts


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("dnf install -y a && dnf clean all", "dnf install -y b && dnf -y clean all", "dnf -y clean all"),
        ("pnpm add a && pnpm store prune", "pnpm add b && pnpm store prune", "pnpm store prune"),
        ("gem install a && rm -rf /x/*.gem", "gem install b && rm -rf /x/*.gem", "rm -rf /x/*.gem"),
        ("dnf install -y a && dnf clean all", "dnf install -y b && dnf clean packages", ""),  # the second keeps more
        ("dnf install -y a && dnf clean all", "dnf install -y b", ""),
        ("dnf install -y a && dnf clean all", "dnf install -y b && dnf clean all && c", ""),
        ("dnf install -y a && dnf clean all", "dnf install -y b; dnf clean all", ""),
        ("dnf install -y a && dnf clean all", "dnf install -y b || dnf clean all", ""),
        ("a && rm b", "c && rm b", ""),
        ("a && sh -c 'dnf clean all'", "c && sh -c 'dnf clean all'", ""),
        ("apt-get update && a && rm -rf /l/*", "apt-get update && b && rm -rf /l/*", ""),
        ("a && echo b", "c && echo b", ""),
    ],
)
def test_what_two_runs_share(first: str, second: str, shared: str) -> None:
    _, scripts = scripts_of(f"RUN {first}\nRUN {second}\n")
    assert shared_cleanup(*scripts) == shared
    assert list(shared_cleanups(scripts)) == ([shared] if shared else [])


CLEAN = "&& dnf clean all\n"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (f"RUN dnf install -y a {CLEAN}RUN dnf install -y b {CLEAN}", True),
        (f"RUN dnf install -y a {CLEAN}\nRUN dnf install -y b {CLEAN}", False),
        (f"RUN dnf module enable -y a {CLEAN}\nRUN dnf install -y b {CLEAN}", True),
        (f"RUN dnf config-manager --set-enabled a && dnf makecache {CLEAN}\nRUN dnf install -y b {CLEAN}", True),
        (f"RUN dnf module install -y a {CLEAN}\nRUN dnf install -y b {CLEAN}", False),
        (f"RUN dnf module enable -y a && dnf install -y b {CLEAN}\nRUN dnf install -y b {CLEAN}", False),
        (f"RUN dnf module enable -y a {CLEAN}# why\nRUN dnf install -y b {CLEAN}", False),
        (f"RUN dnf module enable -y a {CLEAN}LABEL a=b\nRUN dnf install -y b {CLEAN}", False),
    ],
)
def test_how_near_they_stand(text: str, near: bool) -> None:
    facts, scripts = scripts_of(text)
    assert is_next_to(facts, *scripts) == near
