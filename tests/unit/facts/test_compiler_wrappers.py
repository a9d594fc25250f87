"""Scripts of the context that stand on PATH for a compiler: what builds runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.compiler_wrappers import wrapper_calls
from dslim.facts.build_context.context import open_context
from dslim.shell import Script, invocations
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("copy", "run", "paths"),
    [
        ("COPY bin/ /usr/local/bin/", "make", ["/usr/local/bin/cc"]),
        ("COPY bin/cc /usr/bin/gcc", "pip3 install x", ["/usr/bin/gcc"]),
        ("COPY . /usr/local/", "./configure", ["/usr/local/bin/cc"]),
        ("COPY bin/ /usr/local/bin/", "python3 setup.py build", ["/usr/local/bin/cc"]),
        ("COPY bin/ /usr/local/bin/", "echo cc", []),
        ("COPY bin/ /opt/", "make", []),
        ("COPY bin/cc /usr/local/bin/my-cc", "make", []),
    ],
)
def test_who_builds_runs_the_wrappers_on_path(tmp_path: Path, copy: str, run: str, paths: list[str]) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "cc").write_text("#!/bin/sh\nexec gcc\n")
    facts = Facts(parse(f"FROM debian:12\n{copy}\nRUN {run}\n"), Options(), open_context(str(tmp_path)))
    (one,) = facts.all_runs
    assert isinstance(one.script, Script)
    found = [asked.names[0] for call in invocations(one.script) for asked in wrapper_calls(facts, one, call)]
    assert found == paths
