"""What may be taken out of a RUN, and what is left then."""

from __future__ import annotations

import pytest

from dslim.run_edits.remove_commands import (
    CannotRemove,
    remove_cleanups,
    remove_command,
    remove_instruction,
    remove_word,
)
from dslim.shell import commands
from dslim.syntax.edits import apply_edits
from one_run import run_in


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a && rm -f x && b", "a && b"),
        ("rm -f x && a && b", "a && b"),
        ("a && b && rm -f x", "a && b"),
        ("a && rm -f x && rm -f y && b", "a && b"),
        ("a && rm -f x || b", "a || b"),
        ("rm -f x; a", "a"),
        ("a; rm -f x; b", "a; b"),
        ("set -e; a; rm -f x", "set -e; a"),
        ("set -e; a; rm -f x; rm -f y;", "set -e; a;"),
        ("a && rm -f x > /dev/null && b", "a && b"),
    ],
)
def test_remove_cleanups(before: str, after: str) -> None:
    facts, run, script = run_in(f"FROM a\nRUN {before}\n")
    gone = [simple for simple in commands(script) if simple.words and simple.words[0].literal == "rm"]
    edits = remove_cleanups(run, script, gone)
    assert apply_edits(facts.tree.text, edits) == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("a; rm -f x", "has the exit status of the cleanup at its end"),
        ("set -e; a && b; rm -f x", "has the exit status of the cleanup at its end"),
        ("set -e; a && rm -f x; b", "without the cleanup another command would be last"),
        ("a || rm -f x", "behind"),
        ("a || rm -f x && b", "behind"),
        ("rm -f x || a", "before"),
        ("a && { rm -f x; }", "an `if`, a loop or a group"),
        ("if a; then rm -f x; fi", "an `if`, a loop or a group"),
        ("rm -f x", "nothing but"),
        ("rm -f x & a", "background"),
        ("a && rm -f x > log", "redirected"),
        ("a \\  && rm -f x", "ends in an escaped blank"),
    ],
)
def test_what_cannot_be_removed(before: str, reason: str) -> None:
    _, run, script = run_in(f"FROM a\nRUN {before}\n")
    gone = [simple for simple in commands(script) if simple.words and simple.words[0].literal == "rm"]
    with pytest.raises(CannotRemove, match=reason):
        remove_cleanups(run, script, gone)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN a && chown x y && b", "RUN a && b"),
        ("RUN chown x y && b", "RUN b"),
        ("RUN a && chown x y;", "RUN a;"),
        ("RUN a && { chown x y && b; }", "RUN a && { b; }"),
        ("RUN chown x y", ""),
    ],
)
def test_a_command_goes_and_an_empty_run_with_it(before: str, after: str) -> None:
    facts, run, script = run_in(f"FROM a\n{before}\n")
    chown = next(s for s in commands(script) if s.words[0].literal == "chown")
    edits = remove_command(facts.tree, run, chown)
    assert not isinstance(edits, str), edits
    assert apply_edits(facts.tree.text, list(edits)) == f"FROM a\n{after}\n".replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("a; chown x y", "plain `&&` chain"),
        ("a && chown x y > log && b", "plain `&&` chain"),
        ("a && if b; then chown x y; fi", "plain `&&` chain"),
        ("a && \\\n# why\n chown x y", "a comment, or a word"),
        ("a \\  && chown x y", "would continue the line"),
    ],
)
def test_a_command_stays_with_a_reason(before: str, reason: str) -> None:
    facts, run, script = run_in(f"FROM a\nRUN {before}\n")
    chown = next(s for s in commands(script) if s.words[0].literal == "chown")
    assert reason in str(remove_command(facts.tree, run, chown))


def test_a_file_without_a_last_line_break_has_none_when_its_last_instruction_goes() -> None:
    facts, run, _ = run_in("FROM a\nRUN b")
    edits = remove_instruction(facts.tree, run.outer)
    assert not isinstance(edits, str)
    assert apply_edits(facts.tree.text, list(edits)) == "FROM a"


def test_a_word_goes_with_its_blanks_but_not_over_a_comment() -> None:
    facts, run, script = run_in("FROM a\nRUN pip  -x b \\\n# c\n -y\n")
    words = next(iter(commands(script))).words
    edit = remove_word(run, words[0], words[1])
    assert edit is not None
    assert apply_edits(facts.tree.text, [edit]).startswith("FROM a\nRUN pip b")
    assert remove_word(run, words[2], words[3]) is None
