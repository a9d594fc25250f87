"""Files that may be setuid."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits, why_maybe_setuid


@pytest.mark.parametrize(
    ("command", "sets"),
    [
        ("chmod 4755 /x", True), ("chmod u+s /x", True), ("setcap cap_net_raw+ep /x", True),
        ("install -m 2755 a b", True),
        ("find / -exec chmod g+s {} +", True), ("chmod 755 /x", False), ("chmod 0755 /x", False), ("make", False),
    ],
)  # fmt: skip
def test_a_run_that_sets_bits(command: str, sets: bool) -> None:
    assert may_set_setuid_bits(facts_of(f"FROM debian:12\nRUN {command}\n").all_runs[0]) is sets


def test_a_run_that_cannot_be_read_may_set_bits() -> None:
    assert may_set_setuid_bits(facts_of('FROM debian:12\nRUN ["x"]\n').all_runs[0])


def why(text: str, context: Path | None = None) -> str | None:
    facts = facts_of(text, context)
    point = facts.end_of(facts.tree.stages[-1])
    return why_maybe_setuid(point, copies_before(point)[-1])


def test_what_the_build_context_brings(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert why("FROM debian:12\nCOPY x /x\n", tmp_path) is None
    (tmp_path / "x").chmod(0o4755)
    assert why("FROM debian:12\nCOPY x /x\n", tmp_path) == "x holds a setuid file or one with capabilities"
    assert why("FROM debian:12\nCOPY y /x\n", tmp_path) is not None
    assert why("FROM debian:12\nCOPY x /x\n") is not None
    assert why("FROM debian:12\nCOPY <<x /x\ny\nx\n") is None


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("RUN mkdir -p /app", None),
        ("RUN npm ci", None),
        ("ONBUILD RUN make", None),
        ("RUN make", "the RUN on line 2 runs `make`: a file may be setuid"),
        ('RUN ["x"]', "the RUN on line 2 is not understood: a file may be setuid"),
        ("RUN chmod 4755 /app/x", "the RUN on line 2 sets a mode with a setuid bit: a file may be setuid"),
        ("COPY x /app/", "the build context is not known: a file may be setuid"),
        ("COPY x /srv/", None),
        ("COPY --from=busybox /x /app/", "what busybox holds is not known: a file may be setuid"),
    ],
)
def test_what_another_stage_brings(made: str, said: str | None) -> None:
    assert why(f"FROM node:20 AS a\n{made}\nFROM debian:12\nCOPY --from=a /app /app\n") == said


def test_what_the_base_of_another_stage_holds() -> None:
    found = why("FROM node:20 AS a\nFROM debian:12\nCOPY --from=a /usr/bin /app\n")
    assert found == "what a holds below /usr/bin is not known: a file may be setuid"
