"""Which RUNs may share one, and the reasons why two may not."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.join_candidates import consecutive_runs, script_to_join, why_not_joined, why_not_moved
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse


def facts_of(lines: str) -> Facts:
    return Facts(parse(f"FROM debian:12\n{lines}\n"), Options())


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ("RUN a\nRUN b", [["a", "b"]]),
        ("RUN a\nCMD x\nRUN b", [["a", "b"]]),
        ("RUN a\nENV x=y\nRUN b", []),
        ("RUN a\nRUN b\nUSER u\nRUN c\nRUN d", [["a", "b"], ["c", "d"]]),
        ("RUN a\nONBUILD RUN o\nRUN b\nONBUILD RUN p", [["a", "b"]]),
        ("ONBUILD RUN o\nONBUILD RUN p", [["o", "p"]]),
    ],
)
def test_rows(lines: str, rows: list[list[str]]) -> None:
    assert [[run.node.args for run in row] for row in consecutive_runs(facts_of(lines), 0)] == rows


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ('["a"]', "exec form"),
        ("a # hadolint ignore=DL3059", "shell comment"),
        ("alias a=b; a", "how the rest is parsed"),
        ("echo $_", "comes from the command before it"),
        ("echo $BASHPID", "differ in a subshell"),
        ("[[ a ]]", "is syntax of bash"),
        ("a (", "cannot be read as shell code"),
    ],
)
def test_one_that_joins_no_other(run: str, reason: str) -> None:
    found = script_to_join(facts_of(f"RUN {run}").all_runs[0])
    assert isinstance(found, str)
    assert reason in found


def reasons(lines: str) -> tuple[str | None, str | None]:
    facts = facts_of(lines)
    first, second = facts.all_runs
    script = script_to_join(first)
    assert isinstance(script, RunScript)
    return why_not_joined(facts, [script], second), why_not_moved(facts, script, second)


def test_nothing_keeps_plain_runs_from_each_other() -> None:
    assert reasons("RUN a\nRUN b") == (None, None)


@pytest.mark.parametrize("between", ["# c\n", ""])
def test_a_comment_between_forbids_neither(between: str) -> None:
    assert reasons(f"RUN a\n{between}RUN b") == (None, None)


def test_comments_forbid_a_move_that_a_join_allows() -> None:
    joined, moved = reasons("RUN a\nRUN b && \\\n# c\n  d")
    assert joined is None
    assert moved == "the RUN on line 3 holds comments, which would move"
    joined, moved = reasons("RUN a\n# hadolint ignore=DL3008\nRUN b")
    assert joined is None
    assert moved == "the RUN on line 4 has an ignore comment above"


def test_the_text_has_a_limit() -> None:
    joined, moved = reasons(f"RUN echo {'x' * 50_000}\nRUN echo {'y' * 50_000}")
    assert joined == moved == "the merged text would be over 100,000 bytes"


def test_triggers_stay_as_many_as_they_were() -> None:
    joined, moved = reasons("ONBUILD RUN a\nONBUILD RUN b")
    assert joined == moved
    assert "each ONBUILD is an entry of its own" in (joined or "")
