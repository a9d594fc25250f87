"""Which stages are, or may be, Windows ones."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.windows import is_windows
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("FROM debian:12", False),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("FROM mcr.microsoft.com/windows/nanoserver AS a\nFROM a", True),
        ("FROM base\nSHELL [\"powershell\", \"-command\"]", True),
        ("FROM base\nRUN choco install git", True),
        ("FROM --platform=windows/amd64 base", True),
        ("# escape=`\nFROM base\nWORKDIR C:\\app", True),
        ("FROM debian:12\nRUN echo choco", False),
    ],
)
def test_is_windows(text: str, windows: bool) -> None:
    facts = Facts(parse(f"{text}\n"), Options())
    assert is_windows(facts, len(facts.tree.stages) - 1) is windows
