"""RUNs that make hard links and RUNs that change files in place stay apart."""

from __future__ import annotations

import pytest

from dslim.run_edits.hard_links import why_links_are_shared
from dslim.shell import Script, parse_script


def why(first: str, second: str) -> str | None:
    one, other = parse_script(first), parse_script(second)
    assert isinstance(one, Script)
    assert isinstance(other, Script)
    return why_links_are_shared(one, other)


@pytest.mark.parametrize("first", ["ln a b", "ln -f a b", "cp -al a b", "cp --link a b", "rsync --link-dest=/x a b"])
@pytest.mark.parametrize(
    "second", ["chown 7 a", "sh -c 'chmod 7 a'", "echo x >> a", "echo x | tee a", "setfacl -b a"]
)
def test_links_and_changes(first: str, second: str) -> None:
    assert why(first, second) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ln -s a b", "chown 7 a"), ("ln -sf a b", "echo x > a"), ("ln a b", "ls a > /dev/null"),
        ("cp -a a b", "chown 7 a"), ("pnpm add x && pnpm store prune", "chown 7 a"),
        ("pnpm run build", "chown 7 a"),
        ("uv sync --no-cache", "chown 7 a"), ("conda install x", "echo > a"),
    ],
)  # fmt: skip
def test_others_may_be_one(first: str, second: str) -> None:
    assert why(first, second) is None


@pytest.mark.parametrize(
    "first", ["pnpm add x", "uv sync", "uv pip install x", "conda install x", "micromamba create x"]
)
def test_stores_are_linked(first: str) -> None:
    assert why(first, "chown -R 7 /app") is not None
