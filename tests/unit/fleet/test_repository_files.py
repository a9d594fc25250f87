"""Files of a repository that are read beside its Dockerfiles, and the folders in which they are looked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dslim.fleet.builds.repository_files import MAX_BYTES, folders_up_to, repository_text, workflow_names


def test_a_link_a_pipe_and_what_is_too_long_are_not_read(tmp_path: Path) -> None:
    top = tmp_path / "top"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a").write_text("a")
    top.mkdir()
    (top / "here").mkdir()
    (top / "here/a").write_text("a\r\nb")
    (top / "folder").symlink_to(tmp_path / "outside")
    (top / "inside").symlink_to(top / "here")
    (top / "file").symlink_to(top / "here/a")
    (top / "long").write_text("a" * (MAX_BYTES + 1))
    os.mkfifo(top / "pipe")
    names = ("here/a", "folder/a", "inside/a", "file", "long", "pipe", "none", "here")
    found = {name: repository_text(str(top / name), str(top)) for name in names}
    assert {name: text for name, text in found.items() if text is not None} == {"here/a": "a\nb"}
    assert repository_text(str(top / "long"), str(top), most=None) == "a" * (MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("folder", "found"),
    [("/a/b/c", ["/a/b/c", "/a/b", "/a"]), ("/a", ["/a"]), ("/other/x", ["/other/x"]), ("/ab", ["/ab"])],
)
def test_folders_up_to_the_root_of_a_repository(folder: str, found: list[str]) -> None:
    assert list(folders_up_to(folder, "/a")) == found


def test_workflows_by_their_names(tmp_path: Path) -> None:
    assert workflow_names(str(tmp_path)) == []
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    for name in ("b.yml", "a.yaml", "README.md"):
        (folder / name).touch()
    assert workflow_names(str(tmp_path)) == [".github/workflows/a.yaml", ".github/workflows/b.yml"]
