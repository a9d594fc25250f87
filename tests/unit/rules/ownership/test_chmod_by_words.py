"""A chmod in a folder that only the build knows, which names files as their COPY does."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.chmod_by_words import with_paths_by_words


@pytest.mark.parametrize(
    ("destination", "between", "target", "is_found"),
    [
        (".", "", "run.sh", True),
        ("./", "", "./run.sh", True),
        (".", "", "other.sh", False),
        (".", "WORKDIR x\n", "run.sh", False),
        (".", "COPY run.sh b/\n", "run.sh", False),
        ("$DIR/", "", "$DIR/run.sh", False),  # no ARG or ENV sets it
    ],
)
def test_the_same_words_name_the_same_file(
    tmp_path: Path, destination: str, between: str, target: str, is_found: bool
) -> None:
    (tmp_path / "run.sh").write_text("true\n")
    facts = facts_of(f"FROM example.com/a\nCOPY run.sh {destination}\n{between}RUN chmod +x {target}\n", tmp_path)
    change = last_change(facts)
    found = with_paths_by_words(change, list(copies_before(change.point)))
    assert (found is not None) is is_found
