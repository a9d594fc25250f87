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


def parts_of(runs: str, merge: Merge, has_fixes: bool = True) -> list[tuple[int, tuple[int, int]]]:
    """(RUNs, (joins that save bytes, others)) of each part."""
    facts = Facts(parse(f"FROM debian:12\n{runs}"), Options(merge=merge))
    facts.has_fixes = has_fixes
    scripts = [script_to_join(run) for run in facts.all_runs]
    assert all(isinstance(script, RunScript) for script in scripts)
    group = [script for script in scripts if isinstance(script, RunScript)]
    found = choose_parts(facts, group, joins_that_save(facts, group))
    return [(len(part.scripts), part.joined) for part in found]


@pytest.mark.parametrize(
    ("runs", "merge", "parts"),
    [
        (FETCHED, "bytes", [(3, (2, 0))]),
        (FETCHED + "RUN touch a\n", "bytes", [(3, (2, 0)), (1, (0, 0))]),
        (FETCHED + "RUN touch a\n", "auto", [(4, (2, 1))]),
        (FETCHED + "\nRUN touch a\n", "auto", [(3, (2, 0)), (1, (0, 0))]),
        (FETCHED + "\nRUN touch a\n", "all", [(4, (2, 1))]),
        ("RUN touch a\n# b\nRUN touch b\nRUN touch c\n", "auto", [(1, (0, 0)), (2, (0, 1))]),
        ("RUN if a; then touch b; fi\nRUN touch d\n", "auto", [(1, (0, 0)), (1, (0, 0))]),
        ("RUN touch a && touch b && touch c\nRUN touch d\n", "auto", [(1, (0, 0)), (1, (0, 0))]),
        # all of a paragraph or none
        ("RUN touch a\nRUN cd /x && touch b\nRUN touch c\nRUN touch d\n", "auto", [(1, (0, 0))] * 4),
        ("RUN touch a\nRUN cd /x && touch b\n\nRUN touch c\nRUN touch d\n", "auto", [(2, (0, 1)), (2, (0, 1))]),
        ("RUN touch a && touch b && touch c\nRUN touch c\nRUN touch d\n", "auto", [(1, (0, 0)), (2, (0, 1))]),
    ],
)
def test_parts(runs: str, merge: Merge, parts: list[tuple[int, tuple[int, int]]]) -> None:
    assert parts_of(runs, merge) == parts


def test_slow_steps_stay_apart() -> None:
    assert parts_of("RUN touch a\nRUN make b\n", "auto") == [(1, (0, 0))] * 2


@pytest.mark.parametrize("runs", ["RUN touch a\nRUN touch b\n", "RUN apt-get install -y a\nRUN apt-get install -y b\n"])
def test_a_file_is_not_changed_for_joins_that_save_nothing_or_little(runs: str) -> None:
    assert parts_of(runs, "auto", has_fixes=False) == [(1, (0, 0))] * 2
    assert len(parts_of(runs, "auto")) == 1


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
