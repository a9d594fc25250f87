"""Which scripts a RUN runs without anybody having read them."""

from __future__ import annotations

import pytest

from dslim.run_edits.unread_scripts import why_a_script_is_not_read
from one_run import run_in


def why(text: str) -> str | None:
    facts, run, _ = run_in(f"FROM debian:12\nRUN {text}\n")
    return why_a_script_is_not_read(facts, run)


@pytest.mark.parametrize(
    "text", ["./x.sh", "./x", "sh x", "bash -e /src/x.sh", ". ./x.sh", "python3 x.py", "sudo ./x.run"]
)
def test_what_may_do_anything(text: str) -> None:
    assert "is not known, since dslim" in (why(text) or "")


@pytest.mark.parametrize(
    "text",
    ["make", "/opt/venv/bin/pip install x", "./configure", "sh -c 'make'", "python3 -m x", "python3 -c 'print(1)'",
     ". /etc/os-release", '. "$APACHE_ENVVARS"', ". venv/bin/activate", ". /etc/profile.d/x.sh", "sh autogen.sh"],
)  # fmt: skip
def test_what_only_builds_or_is_a_program(text: str) -> None:
    assert why(text) is None
