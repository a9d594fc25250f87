"""Ignore comments, ours and those of other tools."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dslim.facts.ignore_comments import (
    HADOLINT,
    IgnoreComment,
    ignore_edit,
    is_ignore_comment,
    read_ignore_comment,
    read_ignore_comments,
)
from dslim.rules import TABLE
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits
from dslim.syntax.nodes import Comment, Dockerfile


def comment_of(text: str) -> Comment:
    found = parse(f"# {text}\nFROM a\n").items[0]
    assert isinstance(found, Comment)
    return found


@pytest.mark.parametrize(
    ("text", "rules", "whole_file"),
    [
        ("dslim: ignore", set(), False),
        ("dslim:ignore[SL101, apt-lists]", {"sl101", "apt-lists"}, False),
        ("DSLIM: Ignore-File[ SL101 ]", {"sl101"}, True),
        ("hadolint ignore=DL3059,DL3009", {"sl101", "sl201"}, False),
        ("hadolint ignore = DL9999 DL3042", {"sl205"}, False),
        ("hadolint global ignore=DL3059", {"sl101"}, True),
    ],
)
def test_what_an_ignore_comment_says(text: str, rules: set[str], whole_file: bool) -> None:
    found = read_ignore_comment(comment_of(text))
    assert found is not None
    assert found.rules == frozenset(rules)
    assert found.whole_file is whole_file


@pytest.mark.parametrize("text", ["ignore this", "hadolint ignore=DL9999", "hadolint is nice", "see dslim: ignore"])
def test_other_comments_ignore_nothing_of_ours(text: str) -> None:
    assert read_ignore_comment(comment_of(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shellcheck disable=SC2086", True),
        ("checkov:skip=CKV_1", True),
        ("hadolint ignore=DL9999", True),
        ("dslim: ignore", True),
        ("nosemgrep: disable", True),
        ("disable the cache", False),
        ("shellcheck is nice", False),
    ],
)
def test_comments_for_other_tools_are_known_as_such(text: str, expected: bool) -> None:
    assert is_ignore_comment(comment_of(text)) is expected


def test_every_code_of_hadolint_stands_for_a_rule_of_ours() -> None:
    assert set(HADOLINT.values()) <= {row.code for row in TABLE}


def on(tree: Dockerfile, code: str) -> list[int]:
    """The lines of the instructions that a rule is kept off."""
    comments = read_ignore_comments(tree)
    return [node.line for node in tree.instructions if comments.on(node, names(code))]


def names(rule: str) -> Callable[[IgnoreComment], bool]:
    return lambda comment: not comment.rules or rule.lower() in comment.rules


def test_one_counts_for_the_instruction_that_follows_or_holds_it() -> None:
    text = "FROM a\n# dslim: ignore[SL1]\n# why\n\nRUN b\nRUN c && \\\n# dslim: ignore[SL2]\n d\nRUN e\n"
    tree = parse(text)
    assert on(tree, "SL1") == [5]
    assert on(tree, "SL2") == [6]
    assert on(tree, "SL3") == []


def test_one_for_the_file_counts_wherever_it_stands() -> None:
    tree = parse("FROM a\nRUN b\n# dslim: ignore-file[SL1]\n")
    assert on(tree, "SL1") == [1, 2]
    assert on(parse("# check=skip=all\nFROM a\nRUN b\n"), "SL1") == [2, 3]
    assert on(parse("# check=skip=JSONArgsRecommended\nFROM a\nRUN b\n"), "SL1") == []


@pytest.mark.parametrize("comment", ["dslim: ingore", "dslim: ignroe[apt-lists]", "dslim ignore", "dslim: ignore-fil"])
def test_a_misspelt_comment_keeps_the_instruction_off_too(comment: str) -> None:
    read = read_ignore_comments(parse(f"FROM a\n# {comment}\nRUN x\n"))
    node = parse(f"FROM a\n# {comment}\nRUN x\n").instructions[-1]
    assert read.on(node, names("apt-lists")) is not None
    assert (read.on(node, names("merge-runs")) is None) == ("[" in comment)


@pytest.mark.parametrize("comment", ["dslim: why it is so", "dslim makes this smaller", "dslim: explain"])
def test_other_comments_on_dslim_are_none(comment: str) -> None:
    assert read_ignore_comments(parse(f"FROM a\n# {comment}\nRUN x\n")).above == {}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("FROM a\nRUN b\n", "FROM a\n# dslim: ignore[x]\nRUN b\n"),
        ("FROM a\r\n  RUN b\r\n", "FROM a\r\n  # dslim: ignore[x]\r\n  RUN b\r\n"),
        ("\ufeffFROM b", "\ufeff# dslim: ignore[x]\nFROM b"),
        ("FROM a\n# why\nRUN b \\\n  # more\n  c\n", "FROM a\n# why\n# dslim: ignore[x]\nRUN b \\\n  # more\n  c\n"),
    ],
)
def test_an_ignore_comment_goes_above_its_instruction(text: str, after: str) -> None:
    tree = parse(text)
    edit = ignore_edit(tree, text.index("b"), "x")
    assert edit is not None
    assert apply_edits(text, [edit]) == after
    assert read_ignore_comments(parse(after)).on(parse(after).instructions[-1], names("x")) is not None


def test_nothing_is_ignored_where_no_instruction_stands() -> None:
    assert ignore_edit(parse("FROM a\n\n# end\n"), 8, "x") is None
