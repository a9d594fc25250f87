"""The files that the wildcard of a chmod stands for."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.chmod_of_wildcards import with_named_files


@pytest.mark.parametrize(
    ("before", "pattern", "paths"),
    [
        ("", "/opt/t/*.sh", ("/opt/t/a.sh", "/opt/t/b.sh")),
        ("", "/opt/t/a*", ("/opt/t/a.sh",)),
        ("", "/opt/t/c*", ()),
        ("", "/opt/*/a.sh", ()),
        ("RUN mkdir /opt/t/lib\n", "/opt/t/*", ()),
        ("RUN make\n", "/opt/t/*.sh", ()),
    ],
)
def test_which_files_are_named(tmp_path: Path, before: str, pattern: str, paths: tuple[str, ...]) -> None:
    for name in ("a.sh", "b.sh"):
        (tmp_path / name).write_text("true\n")
    facts = facts_of(f"FROM debian:12\nCOPY a.sh b.sh /opt/t/\n{before}RUN chmod +x {pattern}\n", tmp_path)
    assert with_named_files(last_change(facts)).paths == paths
