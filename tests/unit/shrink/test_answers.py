"""Answers of a run that was killed are known to the next one that asks the same about the same image."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dslim.shrink.answers import MAX_DAYS, StoredAnswers, fingerprint
from dslim.verify.image.image import Image, ImageReader
from images import docker_archive, layer, member


def image_of(folder: Path, *layers: bytes) -> Image:
    return ImageReader(folder).read_image(docker_archive(folder / "image.tar", layers))


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return image_of(tmp_path, layer(member("a", b"1"), member("var/log/x", b"1")))


def never() -> str:
    raise AssertionError("it is asked again")


def kept(folder: Path, image: Image, key: str = "key", is_sure: bool = True) -> StoredAnswers:
    answers = StoredAnswers(str(folder / "cache"), key)
    answers.begin(lambda: image, lambda: is_sure)
    return answers


@pytest.mark.parametrize("value", [True, False, None, "why", ["a", "b"], [["/a"], ["/m"]]])
def test_an_answer_is_kept_as_soon_as_it_is_given(tmp_path: Path, image: Image, value: object) -> None:
    assert kept(tmp_path, image).ask(("passes", "a"), lambda: value) == value
    again = StoredAnswers(str(tmp_path / "cache"), "key")
    assert again.begin(lambda: image, lambda: True) == 1
    assert again.ask(("passes", "a"), never) == value
    assert again.ask(("passes", "b"), lambda: "other") == "other"
    assert again.ask(("passes a",), lambda: "other") == "other"


def test_another_key_or_image_has_answers_of_its_own(tmp_path: Path, image: Image) -> None:
    kept(tmp_path, image).ask(("q",), lambda: 1)
    assert kept(tmp_path, image, "other").ask(("q",), lambda: 2) == 2
    other = image_of(tmp_path, layer(member("a", b"2"), member("var/log/x", b"1")))
    assert kept(tmp_path, other).ask(("q",), lambda: 3) == 3
    same = image_of(tmp_path, layer(member("a", b"1"), member("var/log/x", b"of another day")))
    assert fingerprint(same) == fingerprint(image)
    assert kept(tmp_path, same).ask(("q",), lambda: 4) == 1


def test_nothing_is_kept_before_the_image_is_known_nor_where_the_builder_is_gone(tmp_path: Path, image: Image) -> None:
    StoredAnswers(str(tmp_path / "cache"), "key").ask(("q",), lambda: 1)
    kept(tmp_path, image, is_sure=False).ask(("q",), lambda: 1)
    assert kept(tmp_path, image).ask(("q",), lambda: 2) == 2


def _other_seal(file: Path) -> None:
    file.write_bytes(b"0" * 16 + file.read_bytes()[16:])


def _others_may_write(file: Path) -> None:
    file.chmod(0o666)


def _no_json(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:10])


@pytest.mark.parametrize("spoil", [_other_seal, _others_may_write, _no_json])
def test_an_answer_that_others_may_have_written_is_none(
    tmp_path: Path, image: Image, spoil: Callable[[Path], None]
) -> None:
    kept(tmp_path, image).ask(("q",), lambda: 1)
    (file,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    spoil(file)
    assert kept(tmp_path, image).ask(("q",), lambda: 2) == 2


def test_answers_go_with_the_end_of_their_run_and_with_time(tmp_path: Path, image: Image) -> None:
    for key in ("key", "other", "old"):
        kept(tmp_path, image, key).ask(("q",), lambda: 1)
    folders = {path.name.partition("-")[0]: path for path in (tmp_path / "cache/shrink-answers").iterdir()}
    kept(tmp_path, image).forget()
    assert [folders[key].exists() for key in ("key", "other", "old")] == [False, True, True]
    long_ago = time.time() - MAX_DAYS * 86_400 - 1
    os.utime(folders["old"], (long_ago, long_ago))
    kept(tmp_path, image)
    assert [folders[key].exists() for key in ("other", "old")] == [True, False]
