"""The parts of an image's name, and the image that a stage starts from."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.image_names import read_image, root_base, root_image
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debian", ("", "debian", "", "")),
        ("library/debian:12", ("", "debian", "12", "")),
        ("docker.io/library/debian:12", ("", "debian", "12", "")),
        ("a/b:c@sha256:d", ("", "a/b", "c", "sha256:d")),
        ("localhost/a", ("localhost", "a", "", "")),
        ("host:5000/a/b:c", ("host:5000", "a/b", "c", "")),
    ],
)
def test_image_names(text: str, expected: tuple[str, str, str, str]) -> None:
    assert read_image(text) == expected


@pytest.mark.parametrize(
    ("text", "base", "image"),
    [
        ("FROM debian:12 AS a\nFROM a", "debian:12", "debian:12"),
        ("ARG V=12\nFROM debian:$V", "debian:$V", "debian:12"),
        ("ARG V\nFROM debian:${V:-11}", "debian:${V:-11}", None),  # a build may give it
        ("FROM scratch", "scratch", None),
    ],
)
def test_the_root_of_a_stage(text: str, base: str, image: str | None) -> None:
    facts = Facts(parse(text), Options())
    last = len(facts.tree.stages) - 1
    assert root_base(facts, last) == base
    found = root_image(facts, last)
    assert (str(found) if found else None) == image
