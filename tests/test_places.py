"""Places answer as pathlib's paths do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.facts.build_context.context import Context
from dslim.facts.build_context.places import Place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_bytes("é\r\nb".encode())
    (tmp_path / "link").symlink_to("sub/a.txt")
    (tmp_path / "lost").symlink_to("nowhere")
    (tmp_path / "round").symlink_to("round")
    return tmp_path


@pytest.mark.parametrize("name", [".", "sub", "sub/a.txt", "link", "lost", "nothing", "sub/a.txt/x"])
def test_they_answer_alike(folder: Path, name: str) -> None:
    theirs, ours = folder / name, Place(folder) / name
    assert str(theirs) == ours
    for ask in ("exists", "is_dir", "is_file", "is_symlink"):
        assert getattr(ours, ask)() == getattr(theirs, ask)(), ask
    assert (ours.name, ours.parent) == (theirs.name, str(theirs.parent))
    assert ours.below(str(folder)) == theirs.relative_to(folder).as_posix()
    if theirs.is_dir():
        assert sorted(ours.iterdir()) == sorted(map(str, theirs.iterdir()))
    if theirs.is_file():
        assert (ours.stat(), ours.lstat()) == (theirs.stat(), theirs.lstat())


def test_a_context_with_links(folder: Path) -> None:
    for root in (str(folder), f"{folder}/", folder):
        context = Context(root)
        assert context.find("link") == str(folder / "link")
        assert context.find("lost") == str(folder / "lost")
        assert context.find("round") is None
        assert context.find("*/a.txt") == str(folder / "sub/a.txt")
        assert context.files("sub") == {"a.txt": 5}
