"""Which Dockerfile makes an image, where names alone tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.fleet.related_files.likely_images import (
    dockerfiles_in,
    files_by_name,
    folders_beside,
    name_of_image,
    names_of,
)


@pytest.mark.parametrize(
    ("base", "name"),
    [("corp/mod_tile:0.1", "mod-tile"), ("$REGISTRY/base:$TAG", "base"), ("debian:12", ""), ("$BASE", "")],
)
def test_the_name_of_an_image_is_its_last_part(base: str, name: str) -> None:
    assert name_of_image(base) == name


def test_a_file_is_called_by_its_folder_or_by_what_its_own_name_adds() -> None:
    assert names_of("/r", "/r/images/base/Dockerfile") == {"base"}
    assert names_of("/r", "/r/Dockerfile.ground") == {"ground"}
    assert names_of("/r", "/r/Dockerfile") == set()
    assert files_by_name("/r", ["/r/a/base/Dockerfile", "/r/b/base/Dockerfile", "/r/c/Dockerfile"]) == {
        "c": "/r/c/Dockerfile"
    }


def test_files_beside_lie_in_the_same_folder_or_in_one_next_to_it(tmp_path: Path) -> None:
    own, beside, below = "images/a/Dockerfile", "images/b/Dockerfile", "images/b/c/Dockerfile"
    for name in (own, "images/a/x.txt", beside, below, "d/Dockerfile"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("FROM a\n")
    (tmp_path / "images/link").symlink_to(tmp_path / "d")
    folders = folders_beside(str(tmp_path), str(tmp_path / "images/a"))
    found = [file for folder in folders for file in dockerfiles_in(folder)]
    assert {str(Path(path).relative_to(tmp_path)) for path in found} == {own, beside}
