"""Which fetched archives go where they were unpacked."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.archives.kept_archive import check
from dslim.syntax import parse

FETCH = "curl -fsSLO https://e.org/a.tgz"


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        (f"{FETCH} && tar xzf a.tgz", None),
        (f"{FETCH} && tar xzf a.tgz && cp a.tgz /x", "`cp` uses the archive too"),
        (f"{FETCH} && tar xzf a.tgz || true", "in a chain with `||`"),
        (f"{FETCH}; if a; then tar xzf a.tgz; fi", "inside an `if`, a loop or a group"),
    ],
)
def test_an_archive_that_stays_is_found(text: str, why_not: str | None) -> None:
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /tmp\nRUN {text}\n"), Options())
    (found,) = check(facts)
    assert (found.fix is not None) == (why_not is None)
    assert (why_not or "") in (found.why_not or "")


@pytest.mark.parametrize("text", [FETCH, "tar xzf a.tgz", f"{FETCH} && tar xzf a.tgz && rm a.tgz"])
def test_nothing_is_said_of_others(text: str) -> None:
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /tmp\nRUN {text}\n"), Options())
    assert list(check(facts)) == []
