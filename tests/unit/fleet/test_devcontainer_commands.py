"""devcontainer.json: with comments and last commas, its Dockerfile and what runs in the container."""

from __future__ import annotations

import pytest

from dslim.fleet.builds.devcontainer_commands import read_devcontainer

TEXT = """// of mine
{ "build": {"dockerfile": "../Dockerfile"}, /* "a */
  "image": "http://x//y",
  "postCreateCommand": {"a": "apt-get install x", "b": ["echo", "a b"],},
  "initializeCommand": "on the host",
  "onCreateCommand": "make", }
"""


def test_its_dockerfile_and_commands_are_read() -> None:
    found = read_devcontainer("/r/.devcontainer/devcontainer.json", TEXT)
    assert found is not None
    assert (found.dockerfile, found.folder) == ("/r/Dockerfile", "/r")
    assert found.commands == ((6, "make"), (4, "apt-get install x"), (4, "echo 'a b'"))


def test_compose_files_may_build_it() -> None:
    found = read_devcontainer("/r/.devcontainer.json", '{"dockerComposeFile": ["a.yml", "../b.yml"], "service": "s"}')
    assert found is not None
    assert (found.dockerfile, found.compose, found.service, found.folder) == ("", ("/r/a.yml", "/b.yml"), "s", "/r")


@pytest.mark.parametrize("text", ["", "[]", "{", '"a', "/* " * 200_000, '"' * 200_001, "[" * 100_000])
def test_what_is_no_object_is_nothing(text: str) -> None:
    assert read_devcontainer("/r/devcontainer.json", text) is None
