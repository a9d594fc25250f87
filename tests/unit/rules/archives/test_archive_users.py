"""What else of a file names an archive, or takes its folder along."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.rules.archives.archive_users import KeptArchive, why_named_elsewhere, why_taken_along
from one_run import run_in

ARCHIVE = KeptArchive("a.tgz", "/tmp/a.tgz", 0, 1)


@pytest.mark.parametrize(
    ("lines", "named", "taken"),
    [
        ("", None, None),
        ("RUN rm /tmp/a.tgz\n", "the RUN on line 3", None),
        ("COPY --from=0 /tmp /x\n", None, "the COPY on line 3 copies or packs"),
        ("RUN cp -r /tmp /x\n", None, "`cp` on line 3 copies or packs"),
        ("RUN cat /tmp/*.tgz\n", "the RUN on line 3", "may match the archive"),
    ],
)
def test_later_lines(lines: str, named: str | None, taken: str | None) -> None:
    facts, _, _ = run_in(f"FROM debian:12\nRUN curl -o /tmp/a.tgz u && tar xf /tmp/a.tgz\n{lines}")
    run = facts.all_runs[0]
    assert not isinstance(run.script, str)
    found = call_sites(run.script)  # type: ignore[arg-type]
    assert (named or "") in (why_named_elsewhere(facts, run, ARCHIVE, found) or "")
    assert (taken or "") in (why_taken_along(facts, run, ARCHIVE, found, ["/", "/"]) or "")
    assert (why_named_elsewhere(facts, run, ARCHIVE, found) is None) == (named is None)
