"""The parts of an image's name."""

from __future__ import annotations

import pytest

from dslim.facts.image_names import read_image


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
