"""Which two quick RUNs read as one step, and become one although no bytes are saved."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.merging.one_step import read_as_one_step
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse


def _is_one(first: str, second: str) -> bool:
    facts = Facts(parse(f"FROM debian:12\nRUN {first}\nRUN {second}\n"), Options())
    scripts = [script_to_join(run) for run in facts.runs[0] if run is not None]
    a, b = (script for script in scripts if isinstance(script, RunScript))
    return read_as_one_step(facts, a, b)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mkdir /a", "mkdir /b"),
        ("groupadd a", "useradd -g a b"),
        ("mkdir /a", "chmod 700 /a"),
        ("echo a > /b", "chmod +x /b"),
        ("mkdir /a", "echo b > /a/c"),
        ("chmod +x /a", "chmod +x /b"),
        ("mkdir -p /a", "touch /a/b"),
        ("chgrp -R 0 /a", "chmod -R g+rw /a"),
    ],
)
def test_one_step(first: str, second: str) -> None:
    assert _is_one(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("sed -i s/a/b/ /a", "chmod +x /a"),
        ("useradd a", "chown -R a /srv"),
        ("useradd -d /app a", "chown -R a /app"),
        ("mkdir /a", "cd /a"),
        ("chgrp 0 /a", "chmod g+rw /a"),
        ("chmod +x /a", "ln -s /a /b"),
        ("mkdir /a", "chmod 700 /b"),
        ("cd /a", "mkdir b"),
    ],
)
def test_two_steps(first: str, second: str) -> None:
    assert not _is_one(first, second)
