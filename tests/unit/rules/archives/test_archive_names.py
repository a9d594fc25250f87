"""Which files an archive may be whose name holds variables."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.rules.archives.archive_names import is_named_by_another, may_be_one, path_pattern
from dslim.rules.archives.archive_users import KeptArchive
from dslim.shell import Script
from dslim.syntax import parse

FETCH = "wget https://e.org/a-$V.tgz && tar xf a-$V.tgz"


def pattern(head: str, text: str = FETCH, rest: str = "") -> tuple[str | None, bool]:
    """The pattern, and whether another word of the file may mean the archive; the last two calls are its own."""
    facts = Facts(parse(f"FROM debian:12\n{head}\nRUN {text}\n{rest}"), Options())
    (run, *_) = facts.all_runs
    assert isinstance(run.script, Script)
    found = call_sites(run.script)
    archive = KeptArchive("a-$V.tgz", "/a-$V.tgz", len(found) - 2, len(found) - 1)
    path = path_pattern(run, archive, found)
    return path, path is not None and is_named_by_another(facts, run, archive, path)


def test_values_of_env_are_put_in_and_others_are_any() -> None:
    assert pattern("ENV V=1.2") == ("/a-1.2.tgz", False)
    assert pattern("ARG V=1.2") == ("/a-*.tgz", False)
    assert pattern("ENV V=\"b c\"")[0] is None


def test_a_variable_that_changes_between_names_another_file() -> None:
    assert pattern("ARG V", "V=1; wget https://e.org/a-$V.tgz; tar xf a-$V.tgz")[0] == "/a-*.tgz"
    assert pattern("ARG V", "wget https://e.org/a-$V.tgz; eval x; tar xf a-$V.tgz")[0] is None


@pytest.mark.parametrize(
    ("rest", "named"),
    [
        ("RUN cp a-1.3.tgz /srv", True),
        ("RUN cp a-*.tgz /srv", True),
        ("RUN cp b-1.3.tgz https://e.org/a-1.tgz /srv", False),
        ("CMD tar xf /srv/a-2.tgz", True),
        ("COPY a-2.tgz /", True),
    ],
)
def test_who_else_may_mean_it(rest: str, named: bool) -> None:
    assert pattern("ARG V", rest=rest + "\n")[1] == named


def test_two_patterns_may_mean_one_file_where_neither_end_says_otherwise() -> None:
    assert may_be_one("*.tgz", "a-*.tgz")
    assert may_be_one("a-1.tgz", "a-*.tgz")
    assert not may_be_one("a-*.zip", "a-*.tgz")
    assert not may_be_one("b-*", "a-*.tgz")
    assert not may_be_one("*", "a-*.tgz")
