"""What lies below a path before a change."""

from __future__ import annotations

from pathlib import Path

from ownership_texts import facts_of, last_change

from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.copied_paths import brings_only_files, goes_into_folder, is_file_of, landing_path
from dslim.rules.ownership.path_contents import contents_below


def lines(copies: list[object]) -> list[int]:
    return [copy.node.line for copy in copies]  # type: ignore[attr-defined]


def test_copies_folders_and_what_is_not_known() -> None:
    facts = facts_of(
        "FROM debian:12\nWORKDIR /app/a\nCOPY x /app/\nCOPY y /\nCOPY z /srv/\nRUN mkdir /app/b\nRUN make\n"
        "RUN chown -R 1:1 /app\n"
    )
    found = contents_below("/app", last_change(facts))
    assert found.folders == ["/app/a", "/app", "/app/b"]
    assert lines(found.copies) == [3]  # type: ignore[arg-type]
    assert lines(found.partial_copies) == [4]  # type: ignore[arg-type]
    assert found.unknown == ["the RUN on line 7 may write below /app"]
    assert [run.outer.line for run in found.writers] == [7]
    assert not found.is_known


def test_what_the_base_image_holds() -> None:
    facts = facts_of("FROM debian:12\nRUN chown -R 1:1 /usr/local\n")
    found = contents_below("/usr/local", last_change(facts))
    assert found.folders == ["/usr/local"]
    assert found.unknown == ["what the base image holds below /usr/local is not known"]


def test_a_copy_of_a_stage_that_is_continued_cannot_be_given_a_flag() -> None:
    facts = facts_of("FROM debian:12 AS a\nCOPY x /app/\nFROM a\nCOPY y /app/\nRUN chown -R 1:1 /app\n")
    found = contents_below("/app", last_change(facts))
    assert lines(found.copies) == [4]  # type: ignore[arg-type]
    assert found.unknown == ["the COPY on line 2 is of another stage"]


def test_a_file_that_a_copy_writes_over_is_known_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    text = "FROM debian:12\nRUN make\nCOPY x /etc/x\n{}RUN chown 1:1 /etc/x\n"
    facts = facts_of(text.format(""), tmp_path)
    assert contents_below("/etc/x", last_change(facts)).is_known
    facts = facts_of(text.format("RUN make again\n"), tmp_path)
    assert contents_below("/etc/x", last_change(facts)).unknown == [
        "the RUN on line 4 may write /etc/x"
    ]


def test_a_link_counts_for_the_copies_after_it_and_one_of_a_parent_for_all() -> None:
    facts = facts_of("FROM debian:12\nCOPY x /app/\nRUN ln -s /y /app/y\nCOPY z /app/\nRUN chown -R 1:1 /app\n")
    found = contents_below("/app", last_change(facts))
    assert [found.is_linked_before(copy) for copy in found.copies] == [False, True]
    facts = facts_of("FROM debian:12 AS a\nRUN x\nRUN ln -s /y /app/y\nFROM a\nCOPY x /app/\nRUN chown -R 1:1 /app\n")
    found = contents_below("/app", last_change(facts))
    assert [found.is_linked_before(copy) for copy in found.copies] == [True]


def test_where_a_copy_lands(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    (tmp_path / "d").mkdir()
    facts = facts_of("FROM debian:12\nCOPY f /app/\nCOPY f /f\nCOPY d /app/\nCOPY f /usr\nRUN chown 1 /x\n", tmp_path)
    point = last_change(facts).point
    into, at, folder, existing = copies_before(point)
    assert [landing_path(point, c) for c in (into, at, folder, existing)] == ["/app/f", "/f", "/app", "/usr/f"]
    assert [goes_into_folder(point, c) for c in (into, at, folder, existing)] == [True, False, True, True]
    assert [brings_only_files(facts, c) for c in (into, at, folder, existing)] == [True, True, False, True]
    assert is_file_of(into, point, "/app/f")
    assert is_file_of(at, point, "/f")
    assert not is_file_of(folder, point, "/app")
