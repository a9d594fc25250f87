"""The body of `RUN <<EOF` is its script, where nothing else reads it."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.heredoc_runs import with_body
from dslim.facts.run import Run
from dslim.shell import Opaque, Script
from dslim.syntax import parse


def read(text: str) -> tuple[str, Run]:
    """The text of a file with one RUN, and that RUN with the body of its heredoc."""
    facts = Facts(parse(text), Options())
    return text, with_body(facts.all_runs[-1])


@pytest.mark.parametrize("opening", ["<<EOF", "<<'EOF'", '<<"EOF"', "<<-EOF", "--network=none <<EOF"])
def test_the_body_is_the_script(opening: str) -> None:
    text, run = read(f"FROM debian:12\nRUN {opening}\nset -e\nmake  # one\nEOF\n")
    assert isinstance(run.script, Script)
    last = run.script.statements[-1].span
    assert text[run.source(last.start, last.start).start : run.source_at(last.end)] == "make"
    start = text.index("# one")
    assert run.has_comment(start, start + 1)
    assert not run.has_comment(0, start)


@pytest.mark.parametrize(
    "run",
    [
        "<<EOF bash\nmake\nEOF",
        "cat <<EOF > /x\nmake\nEOF",
        "<<A cat <<B\nmake\nA\nb\nB",
        "<<EOF\n#!/bin/bash\nmake\nEOF",
        "<<EOF\ncat <<X\nX\nEOF",
        "<<EOF\nmake\r\nEOF",
        "<<EOF\nif\nEOF",
    ],
)
def test_what_another_program_reads_or_nobody_stays_as_it_is(run: str) -> None:
    assert isinstance(read(f"FROM debian:12\nRUN {run}\n")[1].script, Opaque)


def test_other_runs_stay_as_they_are() -> None:
    text = "FROM debian:12\nRUN make \\\n  install\n"
    facts = Facts(parse(text), Options())
    assert with_body(facts.all_runs[0]) is facts.all_runs[0]
