"""Texts that a RUN hands to a shell and that are not rewritten."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.unread_texts import input_of_shell, unread_texts
from dslim.syntax import parse
from one_run import run_in


def test_the_calls_of_a_text_with_variables_are_named() -> None:
    _, _, script = run_in('FROM a\nRUN bash -c "apt-get update && apt-get install -y $X"\n')
    ((shown, calls),) = unread_texts(script)
    assert shown == "`bash -c`"
    assert [call.texts[0] for call in calls] == ["update", "install"]


def test_a_text_that_is_read_is_none_of_them() -> None:
    _, _, script = run_in("FROM a\nRUN bash -c 'apt-get update'\n")
    assert list(unread_texts(script)) == []


@pytest.mark.parametrize(
    ("line", "shown"), [("RUN <<EOF /bin/bash", "`/bin/bash`"), ("RUN <<EOF", None), ("RUN cat <<EOF", None)]
)
def test_a_heredoc_is_the_input_of_the_shell_that_its_line_calls(line: str, shown: str | None) -> None:
    facts = Facts(parse(f"FROM a\n{line}\napt-get update\nEOF\n"), Options())
    found = input_of_shell(facts.all_runs[-1])
    assert (found[0] if found is not None else None) == shown
