"""What is named and not there; the lines as users see them are in test_front_door.py."""

from __future__ import annotations

from pathlib import Path

from dslim.cli.unmatched import empty_roots, unknown_stages
from dslim.fleet.discovery.dockerfile_search import find_dockerfiles


def test_one_folder_alone_is_told_by_the_summary(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "b/Dockerfile").write_text("FROM a\n")
    one, two = str(tmp_path / "a"), str(tmp_path / "b")
    assert list(empty_roots([one], find_dockerfiles([one]))) == []
    assert list(empty_roots([one, two], find_dockerfiles([one, two]))) == [f"{one}: no Dockerfile found"]


def test_a_stage_is_known_by_name_in_any_case_and_by_number_in_any_file() -> None:
    texts = ["FROM a AS Build\nFROM b\n", "FROM c AS other\n"]
    assert list(unknown_stages(["BUILD", "1", "other"], texts)) == []
    assert list(unknown_stages(["2"], texts)) == ["--target: no stage '2' here"]
