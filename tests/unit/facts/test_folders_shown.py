"""Folders that a command which succeeded has needed."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.folders_shown import folders_shown
from dslim.syntax import parse


def shown(command: str) -> list[str]:
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /w\nRUN {command}\n"), Options())
    run = facts.point(0, 2).own_run
    assert run is not None
    return [path for path, _ in folders_shown(run, "/w")]


@pytest.mark.parametrize(
    ("command", "folders"),
    [
        ("sed -i s/a/b/ /etc/tor/torrc", ["/etc/tor"]),
        ("sed -e s/a/b/ -e /data/x/d", []),
        ("sed -i -e s/a/b/ /etc/tor/torrc", ["/etc/tor"]),
        ("touch /data/a b", ["/data", "/w"]),
        ("touch -c /data/a", []),
        ("rm /data/a", ["/data"]),
        ("rm -f /data/a", []),
        ("chmod +x /data/a", ["/data"]),
        ("cp a /data/", ["/"]),
        ("cp -t /data a", []),
        ("echo a > /data/a", ["/data"]),
        ("cd /data", ["/data"]),
        ("tar -xf /a.tar -C /data", ["/data"]),
        ("curl -fo /data/a https://example.org", []),
        ("curl -o /data/a https://example.org", ["/data"]),
        ("touch /data/a || true", []),
        ("touch $X/a", []),
    ],
)
def test_what_a_command_shows(command: str, folders: list[str]) -> None:
    assert shown(command) == folders
