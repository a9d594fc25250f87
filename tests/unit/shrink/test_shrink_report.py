"""What a result looks like as text, JSON and a page, and how it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dslim.cli.build_arguments import BuildArguments
from dslim.cli.shrink_arguments import ShrinkArguments
from dslim.cli.shrink_output import ReadFiles, diff_of, show
from dslim.shrink.report.json_data import shrunk_data
from dslim.shrink.report.page import shrunk_page
from dslim.shrink.report.text import shrunk_lines
from dslim.shrink.result import Change, IgnoreChange, Kept, Shrunk
from dslim.shrink.strength import Mutant
from dslim.support.reading import read_file
from dslim.support.write_refused import WriteRefused

IGNORE = IgnoreChange(".dockerignore", "", "# version control\n.git\n")
FOUND = Shrunk(
    "FROM a\nRUN x\n", "FROM a\nRUN y\n", 10_000_000, 100_000_000, 20_000_000,
    (Change("no-recommends", "3 packages gone", 80_000_000, ("x", "<b>")),),
    (Kept("tls", "without it the test fails"),),
    (Mutant("/srv/a", False), Mutant("the package tls", True, reason="curl: (60) \x1b[31m<i>")), ("a note",), 4, 3, 1.5,
    IGNORE, ("/srv/never",), True,
)  # fmt: skip
NOTHING = Shrunk("FROM a\n", "FROM a\n", 1, 2, 2, (), (), (), (), 1, 0, 0.0)


def arguments(tmp_path: Path, **given: Any) -> ShrinkArguments:
    given = {"file": str(tmp_path / "Dockerfile"), "in_place": False, "as_json": False, "html": None, **given}
    return ShrinkArguments(**{**dict.fromkeys(ShrinkArguments.__dataclass_fields__), **given})


def test_the_arguments_of_a_build_have_one_owner() -> None:
    assert issubclass(ShrinkArguments, BuildArguments)


def test_the_page_has_each_piece_of_evidence_and_loads_nothing() -> None:
    page = shrunk_page("Dockerfile", FOUND)
    for text in (
        "100.0 MB", "20.0 MB", "3 packages gone", "&lt;b&gt;", "without it the test fails", "1 of 2", "/srv/never",
        "curl: (60)", "a note", "survived", ".dockerignore",
    ):  # fmt: skip
        assert text in page, text
    assert "<i>" not in page.replace("<i></i>", "")
    assert "\x1b" not in page
    assert not re.search(r"<(script|link|img|iframe)|https?://", page)
    assert "not be traced" in shrunk_page("Dockerfile", NOTHING)


def test_the_json_has_the_evidence_and_the_diff() -> None:
    data = shrunk_data("Dockerfile", FOUND, diff_of("Dockerfile", FOUND))
    assert data["size"] == {"base": 10_000_000, "before": 100_000_000, "after": 20_000_000}
    assert data["changes"][0]["gone"] == ["x", "<b>"]
    assert data["test"] == {"mutants": 2, "killed": 1, "traced": True, "untouched": ["/srv/never"]}
    assert data["mutants"][1]["reason"].startswith("curl: (60)")
    assert "--- /dev/null\n+++ b/.dockerignore\n" in data["diff"]


def test_the_lines_list_what_was_never_touched() -> None:
    assert "  the test never touched /srv/never" in list(shrunk_lines("Dockerfile", FOUND))
    many = replace(FOUND, untouched=tuple(f"/{i}" for i in range(20)))
    assert any(line.endswith("/11 and 8 more") for line in shrunk_lines("Dockerfile", many))


def result(tmp_path: Path) -> tuple[Shrunk, ReadFiles]:
    (tmp_path / "Dockerfile").write_text(FOUND.before)
    ignore = replace(IGNORE, path=str(tmp_path / ".dockerignore"))
    return replace(FOUND, ignore=ignore), ReadFiles(read_file(tmp_path / "Dockerfile", "Dockerfile"), None)


def test_both_files_are_written(tmp_path: Path) -> None:
    found, read = result(tmp_path)
    assert show(arguments(tmp_path, in_place=True, html=str(tmp_path / "page.html")), found, read) == 0
    assert (tmp_path / "Dockerfile").read_text() == FOUND.after
    assert (tmp_path / ".dockerignore").read_text() == IGNORE.after
    assert "3 packages gone" in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize("changed", ["Dockerfile", ".dockerignore"])
def test_a_file_that_was_edited_meanwhile_is_not_written(tmp_path: Path, changed: str) -> None:
    found, read = result(tmp_path)
    (tmp_path / changed).write_text(FOUND.before if changed == "Dockerfile" else "new\n")  # the same text, another time
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WriteRefused):
        show(arguments(tmp_path, in_place=True), found, read)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_is_written_where_nothing_was_found(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    read = ReadFiles(read_file(tmp_path / "Dockerfile", "Dockerfile"), None)
    assert show(arguments(tmp_path, in_place=True), NOTHING, read) == 1
    assert (tmp_path / "Dockerfile").read_text() == "FROM a\n"
