"""What a RUN writes that the next shell may read when it starts."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.start_files import why_a_start_file_changes
from dslim.syntax import parse

WRITES = (
    "echo 'export A=1' >> ~/.bashrc", "echo x | tee -a /etc/profile.d/x.sh", "echo A=1 >> /etc/start.env",
    "printf x > \"$BASH_ENV\" && echo x > /etc/bash_env", "cat a >/etc/environment; true",
)  # fmt: skip


def why(base: str, text: str) -> str | None:
    facts = Facts(parse(f"FROM {base}\nRUN {text}\n"), Options())
    return why_a_start_file_changes(facts, facts.all_runs[0])


@pytest.mark.parametrize("text", WRITES)
def test_an_unknown_base_may_name_it(text: str) -> None:
    assert why("corp.example/base:1", text)
    assert why("debian:12", text) is None
    assert why("scratch", text) is None


@pytest.mark.parametrize("text", ["cat ~/.bashrc", "echo env > /log", "echo a > /opt/environment.yml"])
def test_other_files_are_no_start_files(text: str) -> None:
    assert why("corp.example/base:1", text) is None
