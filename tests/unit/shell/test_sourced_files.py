"""Which sourced files are known to leave errexit and traps as they are."""

from __future__ import annotations

import pytest

from dslim.shell import Script, Simple, commands, parse_script
from dslim.shell.errexit import may_act_on_failures, may_be_on
from dslim.shell.sourced_files import is_known_file, sources_known_file

KNOWN = [
    "/opt/ros/humble/setup.bash",
    "/opt/ros/${ROS_DISTRO}/setup.sh",
    "$NVM_DIR/nvm.sh",
    '"$HOME/.cargo/env"',
    "/root/.cargo/env",
    "/etc/os-release",
    "/opt/rh/devtoolset-11/enable",
    "./emsdk_env.sh",
    "/app/.venv/bin/activate",
    "venv/bin/activate",
    "/etc/apache2/envvars",
]
UNKNOWN = [
    "/opt/ros/humble/own.sh",
    "/ws/install/setup.bash",
    "~/.bashrc",
    "/etc/profile",
    "/opt/conda/bin/activate",
    "/opt/conda/envs/venv/bin/activate",
    ".env",
    "enable",
    "$FILE",
    "/etc/os-release.sh",
]


def simple_of(text: str) -> Simple:
    script = parse_script(text)
    assert isinstance(script, Script)
    return next(iter(commands(script)))


@pytest.mark.parametrize("word", KNOWN)
def test_known(word: str) -> None:
    assert is_known_file(word)
    assert sources_known_file(simple_of(f"source {word} && make"))
    assert not may_act_on_failures(simple_of(f". {word}"))


@pytest.mark.parametrize("word", UNKNOWN)
def test_not_known(word: str) -> None:
    assert not is_known_file(word)
    assert may_act_on_failures(simple_of(f". {word}"))


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (". /etc/os-release && make", False),
        (". /etc/os-release && set -e && make", True),
        (". /etc/os-release && . ./x && make", True),
        ("cat /etc/os-release && . x", True),
    ],
)
def test_errexit_stays_off(text: str, may_be: bool) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    assert may_be_on(script, ("/bin/sh", "-c"), inherited=False) is may_be
