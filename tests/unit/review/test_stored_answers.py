"""Answers kept from run to run: by content, private, and never an error."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dslim.review import stored_answers
from dslim.review.stored_answers import NAME, StoredAnswers

ANSWERS = {"SL201-5d41402a": True, "SL101-00000000.2": False}


def test_answers_come_back_for_the_same_path_and_content(tmp_path: Path) -> None:
    stored = StoredAnswers(str(tmp_path / "reviews"))
    stored.keep("a/Dockerfile", b"FROM secret\n", ANSWERS)
    stored.save()
    again = StoredAnswers(str(tmp_path / "reviews"))
    assert again.of("a/Dockerfile", b"FROM secret\n") == ANSWERS
    assert again.of("b/Dockerfile", b"FROM secret\n") == {}
    assert again.of("a/Dockerfile", b"FROM secret\n\n") == {}


def test_neither_path_nor_text_is_kept_and_nobody_else_may_look(tmp_path: Path) -> None:
    stored = StoredAnswers(str(tmp_path / "reviews"))
    stored.keep("a/Dockerfile", b"FROM secret\n", ANSWERS)
    stored.save()
    path = tmp_path / "reviews" / NAME
    (row,) = json.loads(path.read_text())
    assert (row.keys(), row["decisions"], len(row["sha256"])) == ({"sha256", "decisions"}, ANSWERS, 64)
    assert path.parent.stat().st_mode & 0o077 == 0
    assert "secret" not in path.read_text()


def test_no_answers_take_the_earlier_ones_away(tmp_path: Path) -> None:
    stored = StoredAnswers(str(tmp_path / "reviews"))
    stored.keep("a", b"", ANSWERS)
    stored.keep("a", b"", {})
    stored.save()
    assert json.loads((tmp_path / "reviews" / NAME).read_text()) == []


def test_the_latest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_answers, "MOST", 2)
    stored = StoredAnswers(str(tmp_path / "reviews"))
    for name in "abca":
        stored.keep(name, b"", ANSWERS)
    stored.save()
    again = StoredAnswers(str(tmp_path / "reviews"))
    assert [bool(again.of(name, b"")) for name in "abc"] == [True, False, True]


@pytest.mark.parametrize(
    "text", ["", "[", "7", '[{"sha256": "a"}]', '[{"sha256": 1, "decisions": 1}]', "[" * 100_000, "\xff"]
)
def test_what_is_damaged_counts_as_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="latin-1")
    (tmp_path / NAME).chmod(0o600)
    assert StoredAnswers(str(tmp_path)).of("a", b"") == {}


def test_what_is_no_answer_counts_as_nothing(tmp_path: Path) -> None:
    stored = StoredAnswers(str(tmp_path / "reviews"))
    stored.keep("a", b"", {"\x1b[2J": True})
    stored.keep("b", b"", {"SL201-5d41402a": "yes"})  # type: ignore[dict-item]
    stored.save()
    again = StoredAnswers(str(tmp_path / "reviews"))
    assert again.of("a", b"") == again.of("b", b"") == {}


def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "reviews"
    stored = StoredAnswers(str(folder))
    stored.keep("a", b"", ANSWERS)
    stored.save()
    folder.chmod(0o777)
    assert StoredAnswers(str(folder)).of("a", b"") == {}
    before = (folder / NAME).read_bytes()
    other = StoredAnswers(str(folder))
    other.keep("b", b"", ANSWERS)
    other.save()
    assert (folder / NAME).read_bytes() == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(json.dumps([]))
    folder = tmp_path / "reviews"
    folder.mkdir(mode=0o700)
    os.symlink(tmp_path / "elsewhere", folder / NAME)
    stored = StoredAnswers(str(folder))
    stored.keep("a", b"", ANSWERS)
    stored.save()
    assert (tmp_path / "elsewhere").read_text() == "[]"
