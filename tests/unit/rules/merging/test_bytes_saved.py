"""Which later RUN gives back bytes that an earlier one wrote."""

from __future__ import annotations

import pytest

from dslim.rules.merging.bytes_saved import saves_bytes
from dslim.shell import Script, parse_script


def script(text: str) -> Script:
    found = parse_script(text)
    assert isinstance(found, Script)
    return found


@pytest.mark.parametrize(
    ("before", "after", "saves"),
    [
        ("apt-get install -y a", "apt-get clean", True),
        ("apt-get install -y a", "apt-get purge -y b", True),
        ("make", "apt-get clean", False),
        ("apt-get install -y a", "rm -rf /var/lib/apt/lists/*", True),
        ("make", "rm -rf /var/lib/apt/lists/*", False),
        ("curl -o /tmp/a.tgz u", "rm /tmp/a.tgz", True),
        ("mkdir /a", "chown -R u /a", True),
        ("mkdir /a", "rm -rf /b", False),
    ],
)
def test_what_is_undone(before: str, after: str, saves: bool) -> None:
    assert saves_bytes(script(before), script(after)) == saves


def test_an_install_joins_its_update_only_where_nothing_runs_between() -> None:
    update, install = script("apt-get update"), script("apt-get install -y a")
    assert saves_bytes(update, install)
    assert not saves_bytes(update, install, near=False)
