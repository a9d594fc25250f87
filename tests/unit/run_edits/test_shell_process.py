"""What in a script tells of the process of its shell, or changes it."""

from __future__ import annotations

import pytest

from dslim.run_edits.shell_process import why_its_process_counts
from dslim.shell import Script, parse_script


def reason(text: str) -> str | None:
    script = parse_script(text)
    assert isinstance(script, Script)
    return why_its_process_counts(script)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tr a b < /proc/$$/cmdline", "`/proc/$$/cmdline`, which describes"),
        ("echo 500 > /proc/self/oom_score_adj", "describes the process of the shell"),
        ("grep -c x /proc/[0-9]*/cmdline", "describes the process of the shell"),
        ("cat /proc/1/comm", "describes the process of the shell"),
        ("ps aux | grep x", "`ps` looks at command lines"),
        ("pkill -9f x", "`pkill` looks at command lines"),
        ("renice 5 1", "`renice` changes limits or priority of the shell"),
        ("taskset -cp 0 $$", "`taskset` changes limits or priority of the shell"),
        ("type ls > /where", "`type` depends on which programs"),
        ("command -V ls", "`command -V` depends on which programs"),
        ("hash", "`hash` depends on which programs"),
        ("env > /etc/environment", "`env` stores all variables, of which `$SHLVL`"),
        ("printenv | grep -v x > /f", "`printenv` stores all variables"),
    ],
)
def test_its_process_counts(text: str, why: str) -> None:
    assert why in (reason(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "cat /proc/cpuinfo", "grep -lx sleep /proc/[0-9]*/comm", "ls /proc/self/fd", "ps > /f", "pkill redis",
        "taskset 1 make", "prlimit --nofile=10 make", "type ls > /dev/null 2>&1", "type -p ls > /f",
        "command -v ls > /f", "hash -r", "env", "env A=1 make > /f", "printenv HOME > /f",
    ],
)  # fmt: skip
def test_it_does_not(text: str) -> None:
    assert reason(text) is None
