"""Which scripts package managers run."""

from __future__ import annotations

import json

import pytest

from dslim.facts.build_context.package_scripts import composer_scripts, folders_of_packages, package_scripts

NODE = json.dumps({"scripts": {name: name for name in ("install", "postinstall", "prea", "a", "posta", "b", "test")}})


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", "install postinstall"), ("ci", "install postinstall"), ("run a", "prea a posta"), ("a", "prea a posta"),
        ("run-script b", "b"), ("t", "test"), ("c", ""),
    ],
)  # fmt: skip
def test_of_package_json(words: str, found: str) -> None:
    assert list(package_scripts(NODE, words.split())) == found.split()


def test_of_composer_json() -> None:
    text = json.dumps({"scripts": {"post-install-cmd": ["@a", "A::b"], "a": "@php x", "b": ["@a", "@b"]}})
    assert list(composer_scripts(text, ["install"])) == ["A::b", "php x"]
    assert list(composer_scripts(text, ["run-script", "b"])) == ["php x"]
    assert list(composer_scripts(text, ["config", "x"])) == []


@pytest.mark.parametrize("text", ["", "[]", '{"scripts": []}', "[" * 100_000, '{"scripts": {"a": [1]}}'])
def test_what_is_not_of_the_kind(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        list(composer_scripts(text, ["a"]))


def test_an_install_installs_workspaces_and_folders() -> None:
    text = '{"workspaces": {"packages": ["p/*"]}, "devDependencies": {"a": "file:./a", "b": "^1", "c": "link:../c"}}'
    assert folders_of_packages(text, ("ci",)) == ["p/*", "./a", "../c"]
    assert folders_of_packages(text, ()) == ["p/*", "./a", "../c"]
    assert folders_of_packages(text, ("run", "x")) == []
    assert folders_of_packages('{"workspaces": 3, "dependencies": []}', ("install",)) == []
