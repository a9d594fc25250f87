"""Where the operators of a chain stand once it has the style of the RUN above it."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.line_style import Style
from dslim.run_edits.reflow_joints import reflowed_joints
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits

HEAD = "FROM debian:12\n"


def reflowed(run: str, indent: str, leading: bool) -> str | None:
    facts = Facts(parse(HEAD + run), Options())
    script = script_to_join(facts.all_runs[0])
    assert isinstance(script, RunScript)
    found = reflowed_joints(facts.tree, script, Style(indent, leading, "\\", "\n"))
    return None if found is None else apply_edits(facts.tree.text, found.edits).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("run", "leads", "ends"),
    [
        ("RUN a && \\\n    b\n", "RUN a \\\n  && b\n", "RUN a && \\\n  b\n"),
        ("RUN a \\\n && b\n", "RUN a \\\n  && b\n", "RUN a && \\\n  b\n"),
        ("RUN a && \\\n    # c\n    b && d\n", "RUN a \\\n    # c\n  && b && d\n", "RUN a && \\\n    # c\n  b && d\n"),
        ("RUN a \\\n    x \\\n && b\n", "RUN a \\\n    x \\\n  && b\n", "RUN a \\\n    x && \\\n  b\n"),
        ("RUN a \\\n x && \\\n b\n", "RUN a \\\n x \\\n && b\n", "RUN a \\\n x && \\\n b\n"),
    ],
)
def test_operators_lead_or_end_lines_as_in_the_style(run: str, leads: str, ends: str) -> None:
    assert reflowed(run, "  ", leading=True) == leads
    assert reflowed(run, "  ", leading=False) == ends
    assert reflowed(leads, "  ", leading=True) == leads


@pytest.mark.parametrize("run", ["RUN a\n", "RUN a && b\n", "RUN a \\\n && \\\n b\n", "RUN a; \\\n b\n"])
def test_no_other_joints_are_moved(run: str) -> None:
    assert reflowed(run, "  ", leading=True) is None
