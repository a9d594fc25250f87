"""The text of RUNs that became one."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.join_runs import merge_fix, move_fix
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits


def scripts_in(lines: str) -> tuple[Facts, list[RunScript]]:
    facts = Facts(parse(f"FROM debian:12\n{lines}"), Options())
    found = [script_to_join(run) for run in facts.all_runs]
    return facts, [script for script in found if isinstance(script, RunScript)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN a\nRUN b\n", "RUN a && \\\n    b\n"),
        ("RUN a;\nRUN b\n", "RUN a && \\\n    b\n"),
        ("RUN a\n# c\nRUN b\n", "RUN a && \\\n    # c\n    b\n"),
        ("RUN a\nCMD x\nRUN b", "RUN a && \\\n    b\nCMD x"),
        ("RUN a\n# hadolint ignore=DL1\nRUN b\n", "# hadolint ignore=DL1\nRUN a && \\\n    b\n"),
        ("RUN a \\\n  && b\nRUN c\n", "RUN a \\\n  && b \\\n  && c\n"),
    ],
)
def test_merged(before: str, after: str) -> None:
    facts, scripts = scripts_in(before)
    assert apply_edits(facts.tree.text, list(merge_fix(facts, scripts).edits)) == f"FROM debian:12\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN a\nCOPY b c\nRUN d\n", "RUN a && \\\n    d\nCOPY b c\n"),
        ("RUN a;\nCOPY b c\nRUN d", "RUN a && \\\n    d\nCOPY b c"),
    ],
)
def test_moved(before: str, after: str) -> None:
    facts, scripts = scripts_in(before)
    assert apply_edits(facts.tree.text, list(move_fix(facts, *scripts).edits)) == f"FROM debian:12\n{after}"
