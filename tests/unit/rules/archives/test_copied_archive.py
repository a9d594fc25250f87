"""Which copied archives could be mounted where they are unpacked."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.archives.copied_archive import check
from dslim.syntax import parse


def facts_of(run: str, options: Options | None = None, after: str = "") -> Facts:
    return Facts(parse(f"FROM debian:12\nCOPY a.tgz /tmp/\nRUN {run}\n{after}"), options or Options())


@pytest.mark.parametrize(
    ("run", "after", "builder", "why_not"),
    [
        ("tar xzf /tmp/a.tgz", "", "buildkit", None),
        ("tar xzf /tmp/a.tgz", "", "kaniko", "the kaniko builder has no bind mounts"),
        ("tar xzf /tmp/a.tgz", "CMD cat /tmp/a.tgz\n", "buildkit", "the CMD on line 4 uses the archive too"),
        ("--mount=type=cache,target=/tmp tar xzf /tmp/a.tgz", "", "buildkit", "there is a mount at its place already"),
    ],
)
def test_an_archive_that_is_stored_twice_is_found(run: str, after: str, builder: str, why_not: str | None) -> None:
    options = Options(builder=builder)  # type: ignore[arg-type]
    (found,) = check(facts_of(run, options, after))
    assert (found.fix is not None) == (why_not is None)
    assert (why_not or "") in (found.why_not or "")


def test_nothing_is_said_of_one_that_is_not_unpacked() -> None:
    assert list(check(facts_of("cp /tmp/a.tgz /x"))) == []
