"""Comments that ask to keep caches, and those that only speak of them."""

from __future__ import annotations

import pytest

from dslim.facts.kept_by_author import MAX_COMMENT, keeps_caches, line_that_keeps
from dslim.syntax import parse


@pytest.mark.parametrize(
    "text",
    [
        "keep the lists", "do not remove /var/lib/apt/lists, needed by install-plugins.sh", "don't clean up here",
        "Keep apt lists, needed at runtime", "apt lists are needed later by foo", "the lists must stay",
        "lists are used by dev.sh", "keep the package index for later", "leave the apt lists in place",
        "npm cache is needed for offline install", "never rm the cache", "preserve pip cache",
        "plugins need the package lists at run time",
    ],
)  # fmt: skip
def test_who_wants_something_kept(text: str) -> None:
    assert keeps_caches(text)


@pytest.mark.parametrize(
    "text",
    [
        "Remove apt lists to keep the image small", "clean up the apt cache", "install packages needed for build",
        "install a list of packages needed by x", "keep this list sorted", "packages list used for the build",
        "keep the lists" + " " * MAX_COMMENT,
    ],
)  # fmt: skip
def test_who_does_not(text: str) -> None:
    assert not keeps_caches(text)


def test_the_comment_stands_straight_above_or_inside() -> None:
    text = "FROM a\n# keep the lists\n\nRUN a\n# keep the lists\n# b\nRUN b\nRUN c && \\\n  # keep the lists\n  d\n"
    tree = parse(text)
    assert [line_that_keeps(tree, node) for node in tree.instructions] == [None, None, 5, 9]
