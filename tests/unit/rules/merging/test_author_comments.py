"""Which comments want RUNs apart, in all the words that people have for it."""

from __future__ import annotations

import pytest

from dslim.rules.merging.author_comments import wants_apart, why_author_separates
from one_run import run_in


@pytest.mark.parametrize(
    "text",
    [
        "keep this a separate layer",
        "separate command, so that the log is readable",
        "this is a separate step so the dependencies",
        "in its own layer",
        "Use a separate RUN statement",
        "installed separately",
        "split into several layers",
        "do not merge with the RUN above",
        "this times out on slow networks",
        "the mirror times-out often",
        "timed out in CI",
        "takes a long time...",
        "because the above takes a LONGGG time to build",
        "takes hours",
        "this takes about two hours",
        "this is slow the first time",
        "for better caching",
        "cache dependencies",
        "so that they are cached",
        "will be cached unless one of those two files changes",
        "first clone, then install (for quicker builds from cache)",
        "Copy manifests and fetch dependencies first (layer caching)",
        "bust cache from here on",
        "so that source changes don't invalidate our downloaded layer",
        "added to the RUN below",
        "TODO: move this into the previous RUN",
    ],
)
def test_wants_apart(text: str) -> None:
    assert wants_apart(f"# {text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "clean the cache",
        "remove apt cache",
        "update the package cache",
        "enable OPcache by default",
        "memcached module",
        "apk add --no-cache make git && \\",
        "RUN apk add --no-cache a",
        "Create the elm cache directory",
        "Import matplotlib the first time to build the font cache",
        "install curl",
        "the runtime's --stop-timeout",
        "split a comma separated list",
        "owned by the user",
    ],
)
def test_says_nothing_of_layers(text: str) -> None:
    assert not wants_apart(f"# {text}\n")


def test_the_comment_stands_above_one_of_the_runs() -> None:
    facts, _, _ = run_in("FROM a\n# for caching\nRUN a\n# b\n\nRUN b\nRUN c\n")
    first, second, third = facts.all_runs
    assert "line 2" in (why_author_separates(facts.tree, first, second) or "")
    assert why_author_separates(facts.tree, second, third) is None
