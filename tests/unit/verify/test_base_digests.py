"""Which images a Dockerfile starts from, as the builder knows them."""

from __future__ import annotations

from typing import cast

import pytest

from dslim.syntax import parse
from dslim.verify.base_digests import base_digests, digest_in
from dslim.verify.builders import Builder

TEXT = "ARG V=1\nFROM debian:12 AS a\nFROM a AS b\nFROM x:$V\nFROM busybox\nFROM busybox\n"


def test_each_named_image_once_and_no_stage() -> None:
    known = {"debian:12": "sha256:1"}
    found = base_digests(parse(TEXT), lambda name: known.get(name, ""))
    assert found == {"base busybox": "busybox", "base debian:12": "sha256:1"}


class Asked:
    """A builder that tells what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def output_of(self, words: list[str]) -> str:
        return " ".join(words) + "\n"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("docker", "image inspect --format {{.Id}} x"),
        ("podman", "image inspect --format {{.Id}} x"),
        ("buildah", "inspect --type image --format {{.FromImageID}} x"),
    ],
)
def test_each_builder_is_asked_in_its_own_words(name: str, asked: str) -> None:
    assert digest_in(cast(Builder, Asked(name)))("x") == asked
