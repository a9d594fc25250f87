"""The tables of installers and scripts that leave nothing running."""

from __future__ import annotations

import re

import pytest

from dslim.tools.installers import LEAVE_NOTHING_RUNNING, SCRIPTS_THAT_ONLY_BUILD


@pytest.mark.parametrize("pattern", LEAVE_NOTHING_RUNNING)
def test_an_address_begins_with_its_host_and_leaves_no_dot_open(pattern: str) -> None:
    assert not re.search(r"(?<!\\)\.", pattern)
    assert not re.match(pattern, "example.org/install.sh")


@pytest.mark.parametrize("name", ["install.sh", "start.sh", "server.py", "run", "x.env", "configure.sh"])
def test_names_that_say_nothing_are_in_no_row(name: str) -> None:
    assert not any(re.fullmatch(pattern, name) for pattern in SCRIPTS_THAT_ONLY_BUILD)
