"""Which images a Dockerfile starts from, as the builder knows them."""

from __future__ import annotations

from typing import cast

import pytest

from dslim.syntax import parse
from dslim.verify.base_digests import base_digests, digest_in
from dslim.verify.builders import Builder

TEXT = """\
ARG V=1
ARG W
FROM debian:12 AS a
FROM A AS b
FROM x:$V
FROM y:$W
FROM scratch
COPY --from=a /x /
COPY --from=0 /x /
COPY --from=nginx:1 /x /
FROM busybox
FROM busybox AS nginx
"""


def test_each_named_image_once_and_no_stage() -> None:
    known = {"debian:12": "sha256:1"}
    found = base_digests(parse(TEXT), lambda name: known.get(name, ""))
    assert found == {"busybox": "busybox", "debian:12": "sha256:1", "nginx:1": "nginx:1", "x:1": "x:1"}


class Asked:
    """A builder that tells what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0

    def output_of(self, words: list[str]) -> str:
        self.count += 1
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
    builder = Asked(name)
    find = digest_in(cast(Builder, builder))
    assert [find("x"), find("x")] == [asked, asked]
    assert builder.count == 1
