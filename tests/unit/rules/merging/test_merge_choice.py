"""Which RUNs that may be one are to be one: by the bytes saved, or since they are short neighbours."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Merge, Options
from dslim.facts import Facts
from dslim.rules.merging.joins_that_save import joins_that_save, reads_plainly
from dslim.rules.merging.merge_choice import choose_parts, count_commands
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse

FETCHED = "RUN curl -fo /tmp/a https://example.com/a\nRUN sh /tmp/a\nRUN rm /tmp/a\n"


def parts_of(runs: str, merge: Merge) -> list[tuple[int, tuple[int, int]]]:
    """(RUNs, (joins that save bytes, others)) of each part."""
    facts = Facts(parse(f"FROM debian:12\n{runs}"), Options(merge=merge))
    scripts = [script_to_join(run) for run in facts.all_runs]
    assert all(isinstance(script, RunScript) for script in scripts)
    group = [script for script in scripts if isinstance(script, RunScript)]
    found = choose_parts(facts, group, joins_that_save(facts, group))
    return [(len(part.scripts), part.joined) for part in found]


@pytest.mark.parametrize(
    ("runs", "merge", "parts"),
    [
        (FETCHED, "bytes", [(3, (2, 0))]),
        (FETCHED + "RUN a\n", "bytes", [(3, (2, 0)), (1, (0, 0))]),
        (FETCHED + "RUN a\n", "auto", [(4, (2, 1))]),
        (FETCHED + "\nRUN a\n", "auto", [(3, (2, 0)), (1, (0, 0))]),
        (FETCHED + "\nRUN a\n", "all", [(4, (2, 1))]),
        ("RUN a\n# b\nRUN b\nRUN c\n", "auto", [(1, (0, 0)), (2, (0, 1))]),
        ("RUN if a; then b; fi\nRUN d\n", "auto", [(1, (0, 0)), (1, (0, 0))]),
        ("RUN a && b && c\nRUN d\n", "auto", [(1, (0, 0)), (1, (0, 0))]),
        # all of a paragraph or none
        ("RUN a\nRUN cd /x && b\nRUN c\nRUN d\n", "auto", [(1, (0, 0))] * 4),
        ("RUN a\nRUN cd /x && b\n\nRUN c\nRUN d\n", "auto", [(2, (0, 1)), (2, (0, 1))]),
        ("RUN a && b && c\nRUN c\nRUN d\n", "auto", [(1, (0, 0)), (2, (0, 1))]),
    ],
)
def test_parts(runs: str, merge: Merge, parts: list[tuple[int, tuple[int, int]]]) -> None:
    assert parts_of(runs, merge) == parts


@pytest.mark.parametrize(
    ("text", "count", "plain"),
    [
        ("a", 1, True),
        ("a && b", 2, True),
        ("a | b", 2, True),
        ("a $(b | c)", 1, True),
        ("a; b", 2, False),
        ("a || b", 2, False),
        ("set -e; a", 2, True),
        ("for x in y; do a; done", 1, True),
    ],
)
def test_what_reads_plainly_and_how_long_it_is(text: str, count: int, plain: bool) -> None:
    facts = Facts(parse(f"FROM debian:12\nRUN {text}\n"), Options())
    script = script_to_join(facts.all_runs[0])
    assert isinstance(script, RunScript)
    assert (count_commands(script), reads_plainly(script)) == (count, plain)
