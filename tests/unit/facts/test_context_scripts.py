"""Scripts of the build context, found where a RUN runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context import file_lookup
from dslim.facts.build_context.context import Context
from dslim.facts.build_context.context_scripts import script_run
from dslim.facts.build_context.file_lookup import MAX_BYTES
from dslim.facts.run import Run
from dslim.shell import Script, invocations
from dslim.syntax import parse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/go.sh").write_text("#!/bin/sh\napt-get install -y x\n")
    (tmp_path / "tool.py").write_text("#!/usr/bin/python3\nprint()\n")
    (tmp_path / "big.sh").write_text("#!/bin/sh\n" + "#" * MAX_BYTES)
    (tmp_path / "other.sh").write_text("#!/bin/bash -e\ntrue\n")
    return tmp_path


def found(folder: Path, text: str) -> str | None:
    """The name of the script that the last call of the last RUN runs."""
    facts = Facts(parse(f"FROM debian:12\n{text}\n"), Options(), Context(folder))
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    script = script_run(facts, run, invocations(run.script)[-1])
    return script[0] if script is not None else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("COPY scripts/go.sh /go.sh\nRUN /go.sh", "scripts/go.sh"),
        ("COPY scripts /s/\nRUN sh /s/go.sh", "scripts/go.sh"),
        ("COPY scripts/*.sh /s/\nRUN . /s/go.sh", "scripts/go.sh"),
        ("WORKDIR /w\nCOPY scripts/go.sh .\nRUN ./go.sh", "scripts/go.sh"),
        ("COPY scripts/go.sh /usr/local/bin/\nRUN go.sh", "scripts/go.sh"),
        ("COPY other.sh /go.sh\nCOPY scripts/go.sh /go.sh\nRUN /go.sh", "scripts/go.sh"),
        ("COPY scripts/go.sh /go.sh\nRUN chmod +x /go.sh && /go.sh", "scripts/go.sh"),
        ("COPY scripts/go.sh /go.sh\nRUN sed -i s/a/b/ /go.sh\nRUN /go.sh", None),
        ("COPY scripts/go.sh /go.sh\nRUN echo a >> /go.sh && /go.sh", None),
        ("COPY scripts/go.sh /go.sh\nCOPY --from=x y /go.sh\nRUN /go.sh", None),
        ("COPY tool.py /tool.py\nRUN /tool.py", None),
        ("COPY big.sh /big.sh\nRUN /big.sh", None),
        ("COPY scripts/go.sh /go.sh\nRUN /other.sh", None),
        ("COPY scripts/go.sh /go.sh\nRUN $DIR/go.sh", None),
        ("WORKDIR /w\nCOPY scripts/go.sh .\nRUN cd /x && ./go.sh", None),
    ],
)
def test_the_script_that_a_call_runs(folder: Path, text: str, name: str | None) -> None:
    assert found(folder, text) == name


def test_stages_above_bring_scripts_too(folder: Path) -> None:
    assert found(folder, "COPY other.sh /o.sh\nFROM debian:12 AS a\nCOPY scripts/go.sh /g.sh\nFROM a\nRUN /g.sh") == (
        "scripts/go.sh"
    )
    assert found(folder, "COPY scripts/go.sh /g.sh\nFROM debian:12\nRUN /g.sh") is None


def test_what_is_not_sent_is_not_read(folder: Path) -> None:
    (folder / ".dockerignore").write_text("scripts\n")
    assert found(folder, "COPY scripts/go.sh /go.sh\nRUN /go.sh") is None


def test_without_a_context_nothing_is_found(folder: Path) -> None:
    facts = Facts(parse("FROM a\nCOPY scripts/go.sh /go.sh\nRUN /go.sh\n"), Options())
    run = facts.all_runs[0]
    assert isinstance(run.script, Script)
    assert script_run(facts, run, invocations(run.script)[0]) is None


@pytest.mark.parametrize("first", ["", "COPY scripts /usr/local/bin/\n"])
def test_what_changes_a_script_is_asked_once_of_each_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    asked: list[Run] = []
    changes = file_lookup._changes

    def counted(run: Run, base: str) -> bool:
        asked.append(run)
        return changes(run, base)

    monkeypatch.setattr(file_lookup, "_changes", counted)
    facts = Facts(parse("FROM debian:12\n" + first + "RUN go.sh\n" * 200), Options(), Context(folder))
    for run in facts.all_runs:
        assert isinstance(run.script, Script)
        assert bool(script_run(facts, run, invocations(run.script)[0])) is bool(first)
    assert len(asked) <= 2 * 200
