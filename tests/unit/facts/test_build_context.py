"""What a build context answers about the sources of a COPY."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.facts.build_context.context import Context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_bytes("é\r\nb".encode())
    (tmp_path / "link").symlink_to("sub/a.txt")
    (tmp_path / "lost").symlink_to("nowhere")
    (tmp_path / "round").symlink_to("round")
    return tmp_path


def test_links_are_found_but_not_one_that_leads_to_itself(folder: Path) -> None:
    for root in (str(folder), f"{folder}/", folder):
        context = Context(root)
        assert context.find("link") == folder / "link"
        assert context.find("lost") == folder / "lost"
        assert context.find("round") is None


def test_files_are_named_from_the_destination_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for root in (folder, Path(), "."):
        context = Context(root)
        assert context.find("*/a.txt") == folder / "sub/a.txt"
        assert context.files("sub") == {"a.txt": 5}
        assert context.files("sub/a.txt") == {"a.txt": 5}
