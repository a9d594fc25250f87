"""Which commands may observe that files have their mode earlier."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.command_observers import EarlierChange
from dslim.rules.ownership.mode_observers import why_brackets
from dslim.rules.ownership.owner_observers import first_observer
from dslim.rules.ownership.path_history import Ran, history_of


def reason(folder: Path, command: str) -> str | None:
    (folder / "bin").mkdir()
    (folder / "bin/run").touch()
    text = f'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCOPY bin /app\nRUN {command}\nRUN chmod -R 755 /app\n'
    facts = facts_of(text, folder)
    return first_observer(EarlierChange(last_change(facts), 2, "/app"))


@pytest.mark.parametrize(
    "command",
    [
        "[ -f /app/run ] && echo x",
        "test -x /usr/bin/git",
        "[ -r /app/run ]",  # root may read it whatever its mode
        "which git",
        "ls -F /app",
        "find /app -name run",
        "pip install -r requirements.txt",
        "pip install requests",
        "[[ -f /app/run ]]",
        "chmod 755 /usr/bin/git",
    ],
)
def test_who_observes_no_mode(tmp_path: Path, command: str) -> None:
    assert reason(tmp_path, command) is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("[ -x /app/run ] && echo x", "depends on the mode"),
        ("[ ! -x /app ]", "depends on the mode"),
        ('test -x "$file"', "depends on the mode"),
        ("cd /app && test -x run", "depends on the mode"),
        ("ln -s /app/run /usr/bin/x && test -x /usr/bin/x", "depends on the mode"),
        ("find / -executable", "depends on modes"),
        ("which run", "may find a copied file of that name"),
        ("which /app/run", "may find a copied file of that name"),
        ("run --version", "may "),
        ("chmod --reference=/app/run /usr/bin/x", "takes the mode of a file"),
        ("ls -F /app > /list", "prints the mode"),
        ("ls --color=always /app | tee /list", "prints the mode"),
        ("pip install /app", "with their modes"),
        ("pip install --no-deps -e .", "with their modes"),
        ("if [[ -x /app/run ]]; then echo x; fi", "a test `[[ -x ... ]]`"),
        ('bash -c "[[ -x /app/run ]] && echo x"', "a test `[[ -x ... ]]`"),
    ],
)
def test_who_may_observe_a_mode(tmp_path: Path, command: str, said: str) -> None:
    assert said in (reason(tmp_path, command) or "")


@pytest.mark.parametrize(
    ("command", "observed"), [("[[ -x /app/run ]] && a", True), ("[[ -f /app/run ]] && a", False), ("a -x b", False)]
)
def test_brackets_observe_a_mode_only_by_x(command: str, observed: bool) -> None:
    text = f'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCOPY a /app\nRUN {command}\nRUN chmod -R 755 /app\n'
    facts = facts_of(text)
    change = last_change(facts)
    ran, *_ = [event for event in history_of(change).between(2, change) if isinstance(event, Ran)]
    assert (why_brackets(ran) is not None) == observed
