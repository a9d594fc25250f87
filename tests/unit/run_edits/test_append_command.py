"""A command is added where it runs if and only if the RUN, or the command before it, succeeded."""

from __future__ import annotations

import pytest

from dslim.run_edits.append_command import CannotAppend, append_command, insert_command_after
from dslim.shell import commands
from dslim.syntax.edits import apply_edits
from one_run import run_in


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a && b", "a && b && rm x"),
        ("a; b;", "a; b && rm x;"),
        ("set -e; a; b", "set -e; a; b; rm x"),
        ("set -e; a; b && c", "set -e; a; b && c && rm x"),
        ("a && \\\n  b", "a && \\\n  b && \\\n  rm x"),
        ("a \\\n  && b", "a \\\n  && b \\\n  && rm x"),
        ("a; exit 1", "a; exit 1 && rm x"),
    ],
)
def test_at_the_end(before: str, after: str) -> None:
    facts, run, _ = run_in(f"FROM a\nRUN {before}\n")
    edit = append_command(facts.tree, run, "rm x")
    assert apply_edits(facts.tree.text, [edit]) == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("a; exit", "exits"),
        ("exec a", "replaces its shell"),
        ("a &", "background job"),
        ("rm() { a; }; b", "defines a function rm"),
        ("PATH=/x; a", "another PATH"),
        ("alias rm=a; b", "sets aliases"),
        ("set -f; a", "changes how its shell works"),
        ("a || set -e; { b; c; }", "an `if`, a loop or a group"),
    ],
)
def test_not_at_the_end(before: str, reason: str) -> None:
    facts, run, _ = run_in(f"FROM a\nRUN {before}\n")
    with pytest.raises(CannotAppend, match=reason):
        append_command(facts.tree, run, "rm x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a && b && c", "a && rm x && b && c"),
        ("set -e; a; b || c", "set -e; a; rm x; b || c"),
        ("a; b", "a && rm x; b"),
        ("a || b", None),
        ("a & b", None),
        ("if a; then b; fi", None),
    ],
)
def test_after_a_command(before: str, after: str | None) -> None:
    facts, run, script = run_in(f"FROM debian:12\nRUN {before}\n")
    first = next(s for s in commands(script) if s.words[0].literal == "a")
    if after is None:
        with pytest.raises(CannotAppend, match="plain `&&` chain"):
            insert_command_after(facts.tree, run, first, "rm x")
    else:
        edit = insert_command_after(facts.tree, run, first, "rm x")
        assert apply_edits(facts.tree.text, [edit]) == f"FROM debian:12\nRUN {after}\n"


@pytest.mark.parametrize("text", ["a; b", "a; { b; c; }"])
def test_a_base_whose_shell_may_stop_at_failures(text: str) -> None:
    facts, run, script = run_in(f"FROM acme/a\nRUN {text}\n")
    first = next(iter(commands(script)))
    with pytest.raises(CannotAppend):
        insert_command_after(facts.tree, run, first, "rm x")
