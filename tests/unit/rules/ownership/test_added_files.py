"""Whether an ADD may unpack what the build context does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.added_files import why_add_unpacks
from dslim.rules.ownership.assumptions import Assumptions


@pytest.mark.parametrize(
    ("source", "reason", "conditions"),
    [
        ("run.sh", None, ["run.sh, which was not found in the build context, is not an archive"]),
        ("plain", None, []),
        ("a.tar.gz", "ADD may unpack an archive or fetch a file", []),
        ("https://example.com/x", "ADD may unpack an archive or fetch a file", []),
    ],
)
def test_what_may_be_taken_for_granted(
    tmp_path: Path, source: str, reason: str | None, conditions: list[str]
) -> None:
    (tmp_path / "plain").write_text("x\n")
    facts = facts_of(f"FROM debian:12\nADD {source} /x\nRUN chmod 755 /x\n", tmp_path)
    change = last_change(facts)
    assumptions = Assumptions()
    (copy,) = copies_before(change.point)
    assert why_add_unpacks(replace(change, assumptions=assumptions), copy) == reason
    assert assumptions.conditions == conditions


def test_without_conditions_what_is_not_there_may_be_unpacked(tmp_path: Path) -> None:
    facts = facts_of("FROM debian:12\nADD run.sh /x\nRUN chmod 755 /x\n", tmp_path)
    change = last_change(facts)
    (copy,) = copies_before(change.point)
    reason = why_add_unpacks(change, copy)
    assert reason == "run.sh was not found in the build context and may be an archive, which ADD unpacks"
