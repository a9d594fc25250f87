"""Files that may be setuid."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.setuid_bits import may_set_setuid_bits, why_maybe_setuid

#: How a reason ends that is about setuid files.
MAY_BE = ", and a copied file may be setuid (a chown clears the setuid bit, a COPY does not)"


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
    found = why("FROM debian:12\nCOPY x /x\n", tmp_path)
    assert found == "x holds a file with a setuid bit or capabilities, which a chown clears and a COPY does not"
    assert why("FROM debian:12\nCOPY y /x\n", tmp_path) is not None
    assert why("FROM debian:12\nCOPY x /x\n") is not None
    assert why("FROM debian:12\nCOPY <<x /x\ny\nx\n") is None


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("RUN mkdir -p /app", None),
        ("RUN npm ci", None),
        ("ONBUILD RUN make", None),
        ("RUN make", f"the RUN on line 2 runs `make`{MAY_BE}"),
        ('RUN ["x"]', f"the RUN on line 2 is not understood{MAY_BE}"),
        ("RUN chmod 4755 /app/x", f"the RUN on line 2 sets a mode with a setuid bit{MAY_BE}"),
        ("COPY x /app/", f"the build context is not known{MAY_BE}"),
        ("COPY x /srv/", None),
        ("COPY --from=busybox /x /app/", f"it is not known what busybox holds{MAY_BE}"),
    ],
)
def test_what_another_stage_brings(made: str, said: str | None) -> None:
    assert why(f"FROM node:20 AS a\n{made}\nFROM debian:12\nCOPY --from=a /app /app\n") == said


def test_what_the_base_of_another_stage_holds() -> None:
    found = why("FROM node:20 AS a\nFROM debian:12\nCOPY --from=a /usr/bin /app\n")
    assert found == f"it is not known what a holds below /usr/bin{MAY_BE}"
