"""Notes on ignore comments that do not do what they were written for."""

from __future__ import annotations

import pytest

import dslim
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note
from dslim.engine.fix_loop import fix_text
from dslim.engine.ignore_comment_notes import MAX_TRIED, ignore_comment_notes
from dslim.facts import Facts
from dslim.syntax import parse

INSTALL = "RUN apt-get update && apt-get install -y curl\n"


def notes(text: str, options: Options | None = None) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in ignore_comment_notes(Facts(parse(text), options or Options()))]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("dslim: ingore", "this is taken for an ignore comment: write `# dslim: ignore`"),
        ("dslim ignore[apt-lists]", "this is taken for an ignore comment: write `# dslim: ignore`"),
        ("dslim: ignore-fil", "this is taken for an ignore comment: write `# dslim: ignore-file`"),
        ("dslim: ignore[apt-list]", "no rule is called `apt-list`: it is taken for apt-lists (SL201)"),
        ("dslim: ignore[DL3009]", "no rule is called `DL3009`: it is taken for apt-lists (SL201)"),
        ("dslim: ignore[SL999]", "no rule is called `SL999`: `dslim rules` lists them all"),
        ("dslim: ignore[x, apt-lists]", "no rule is called `x`: `dslim rules` lists them all"),
    ],
)
def test_what_is_misspelt_is_named_with_its_line(comment: str, expected: str) -> None:
    assert notes(f"FROM debian:12\n# {comment}\n{INSTALL}") == [(2, expected)]


@pytest.mark.parametrize("name", ["apt-list", "SL201", "dl3009", "APT-LISTS"])
def test_a_rule_is_kept_off_under_each_of_these_names(name: str) -> None:
    outcome = fix_text(f"FROM debian:12\n# dslim: ignore[{name}]\n{INSTALL}")
    assert not outcome.changed
    assert "it is ignored by the comment on line 2" in {finding.why_not for finding in outcome.refused}


def test_a_rule_that_nothing_is_like_keeps_nothing_off() -> None:
    assert fix_text(f"FROM debian:12\n# dslim: ignore[whatever]\n{INSTALL}").changed


@pytest.mark.parametrize(
    ("comment", "below", "why"),
    [
        ("ignore[pip-no-cache]", "RUN touch a", "pip-no-cache finds nothing in the instruction on line 3"),
        ("ignore[SL205, npm-cache]", "RUN touch a", "none of its rules finds anything in the instruction on line 3"),
        ("ignore", "EXPOSE 80", "no rule finds anything in the instruction on line 3"),
        ("ignore-file[SL205]", "RUN touch a", "pip-no-cache finds nothing in the file"),
    ],
)
def test_a_comment_that_keeps_nothing_off(comment: str, below: str, why: str) -> None:
    assert notes(f"FROM debian:12\n# dslim: {comment}\n{below}\n") == [
        (2, f"this ignore comment has no effect: {why}")
    ]


@pytest.mark.parametrize(
    ("comment", "below"),
    [
        ("ignore[apt-lists]", INSTALL),
        ("ignore[cache-mount]", INSTALL),  # with --style=cache-mount
        ("ignore[apt-recommends]", INSTALL),  # with --unsafe-fixes
        ("ignore[merge-runs]", "RUN touch a\nRUN touch b\n"),
        ("ignore", "RUN touch a\nRUN touch b\n"),
        ("ignore-file", INSTALL),
        ("ignore-file[unpinned-base]", "RUN touch a\n"),  # advice
        ("ignore[apt-lists]", "RUN apt-get update && apt-get install -y a\nRUN apt-get install -y b\n"),  # refused
    ],
)
def test_a_comment_that_keeps_something_off_under_some_options(comment: str, below: str) -> None:
    assert notes(f"FROM debian\nRUN touch x\n# dslim: {comment}\n{below}", Options(merge="off")) == []


def test_of_two_comments_that_are_alike_one_has_an_effect() -> None:
    found = notes(f"FROM debian:12\n# dslim: ignore[SL201]\n# dslim: ignore[apt-lists]\n{INSTALL}")
    assert [line for line, _ in found] == [2]


def test_comments_for_other_tools_are_theirs() -> None:
    assert notes("FROM a:1\n# hadolint ignore=DL3059,DL3042\nRUN a\n# shellcheck disable=SC1\nRUN b\n") == []


def test_of_very_many_comments_only_the_spelling_is_looked_at() -> None:
    many = "# dslim: ignore[pip-no-cache]\nRUN touch a\n" * (MAX_TRIED + 1)
    assert notes(f"FROM a:1\n{many}# dslim: ignore[x]\nRUN b\n") == [
        (2 * MAX_TRIED + 4, "no rule is called `x`: `dslim rules` lists them all")
    ]


def test_the_outcome_of_a_text_has_them() -> None:
    outcome = dslim.fix_text("FROM a:1\n# dslim: ignore[x]\nRUN b\n")
    assert outcome.notes == (Note(2, "no rule is called `x`: `dslim rules` lists them all"),)
