"""The example of `dslim verify` in README.md is what the command prints, times and the base image aside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from builder import TestBuilder

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```console\n\$ (dslim verify [^\n]*)\n(.*?)```", re.DOTALL)


@pytest.mark.builder
def test_the_example_of_verify(builder: TestBuilder) -> None:
    match = _BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert match is not None
    command = [sys.executable, "-m", *match[1].split(), "--network", builder.network]
    done = subprocess.run(command, cwd=ROOT, env=builder.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(line.endswith(" ...") for line in done.stderr.splitlines())  # what is done now
    assert masked(done.stdout) == masked(match[2])


def masked(text: str) -> list[str]:
    """Lines without what depends on the machine: seconds, paths and size of the base image, totals."""
    text = re.sub(r"\d+\.\d s |\d+ paths| \([^)]* -> [^)]*\)", "", text)
    return [
        re.sub(r"\S+ [kM]?B +", "", line) if re.search(r"base image|in all", line) else line
        for line in text.splitlines()
    ]
