"""What `dslim layers --files` says that a layer adds, changes and deletes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.verify.errors import ImageError
from dslim.verify.image.image import Image, ImageReader
from dslim.verify.image.layer_files import FileChange, chosen_layers, file_change_data, file_change_lines, layer_files
from images import docker_archive, layer, member

LAYERS = (
    layer(
        member("etc"), member("etc/a", b"a" * 10), member("etc/b", b"b" * 20),
        member("opt"), member("opt/x"), member("opt/x/1", b"1" * 300), member("opt/x/2", b"2" * 40),
        member("srv"), member("srv/old", b"o" * 7),
    ),
    layer(member("etc"), member("etc/b", b"c" * 25), member("etc/new", b"n" * 3), member("opt/.wh.x", b"")),
    layer(member("srv"), member("srv/.wh..wh..opq", b""), member("srv/young", b"y" * 9)),
)  # fmt: skip


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return ImageReader(tmp_path).read_image(docker_archive(tmp_path / "i.tar", LAYERS))


def test_added_changed_and_deleted_are_told_apart(image: Image) -> None:
    assert list(layer_files(image, 1)) == [
        FileChange("C", "/etc/b", 25), FileChange("A", "/etc/new", 3), FileChange("D", "/opt/x", 340),
    ]  # fmt: skip


def test_the_first_layer_adds_all(image: Image) -> None:
    found = list(layer_files(image, 0))
    assert {change.kind for change in found} == {"A"}
    assert sum(change.size for change in found) == image.layers[0].size


def test_what_an_opaque_folder_hides_is_deleted(image: Image) -> None:
    assert set(layer_files(image, 2)) == {FileChange("D", "/srv/old", 7), FileChange("A", "/srv/young", 9)}


def test_a_folder_of_which_the_mode_changes_has_a_line(tmp_path: Path) -> None:
    layers = (layer(member("a")), layer(member("a", mode=0o700)))
    image = ImageReader(tmp_path).read_image(docker_archive(tmp_path / "i.tar", layers))
    assert list(layer_files(image, 1)) == [FileChange("C", "/a", 0)]


def test_lines_and_data_of_some_layers(image: Image) -> None:
    lines = list(file_change_lines(image, chosen_layers(image, 2)))
    assert lines[0].startswith("layer 2: 28 B in 2 files")
    assert lines[-1] == "D       340 B  /opt/x"
    data = file_change_data("i", image, chosen_layers(image, None))
    assert [found["layer"] for found in data["layers"]] == [1, 2, 3]
    assert {"kind": "D", "path": "/opt/x", "size": 340} in data["layers"][1]["changes"]


@pytest.mark.parametrize("number", [0, 4])
def test_a_layer_that_is_not_there_is_an_error(image: Image, number: int) -> None:
    with pytest.raises(ImageError, match="the image has 3"):
        chosen_layers(image, number)
