"""Which RUNs show that they only unpack where they stand."""

from __future__ import annotations

import pytest

from dslim.diagnostics.findings import Safety
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.rules.archives.archive_users import KeptArchive
from dslim.rules.archives.kept_archive import check
from dslim.rules.archives.scratch_folder import is_left_in_scratch_folder
from dslim.shell import Script
from dslim.syntax import parse

UNPACK = "RUN curl -o a.tgz https://e.org/a.tgz && tar xf a.tgz"


@pytest.mark.parametrize(
    ("text", "is_safe"),
    [
        (f"{UNPACK} && mv a-1 /opt/a", True),
        (f"{UNPACK} && mv a-1 b", False),
        (f"{UNPACK} && mv /srv /opt/a", False),
        (f"{UNPACK} && mv a-1 /opt/a\nRUN curl https://e.org/b | tar -C /opt -xz && cp b /usr/bin/", True),
        (f"{UNPACK} && mv a-1 /opt/a\nRUN tar cf /srv/all.tar /home", False),
        (f"{UNPACK} && mv a-1 /opt/a\nRUN cp -r .. /srv", False),
    ],
)
def test_what_is_moved_away_shows_it(text: str, is_safe: bool) -> None:
    (found,) = check(Facts(parse(f"FROM registry.example/base\n{text}\n"), Options()))
    assert (found.fix is not None and found.fix.safety is Safety.SAFE) == is_safe


def test_a_folder_that_is_known_is_judged_by_its_name() -> None:
    facts = Facts(parse(f"FROM registry.example/base\n{UNPACK} && mv a-1 /opt/a\n"), Options())
    (run,) = facts.all_runs
    assert isinstance(run.script, Script)
    found = call_sites(run.script)
    assert is_left_in_scratch_folder(facts, run, KeptArchive("a.tgz", "?/a.tgz", 0, 1), found)
    assert not is_left_in_scratch_folder(facts, run, KeptArchive("a.tgz", "/srv/a.tgz", 0, 1), found)
