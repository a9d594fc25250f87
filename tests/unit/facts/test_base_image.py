"""What is known of the image that a stage starts from, by its name or by the commands that ran."""

from __future__ import annotations

import pytest

from dslim.facts.base_image import base_starts_as_root, family, has_folder, known_base, sure_names
from one_run import run_in


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("FROM debian:12", "debian"),
        ("FROM node:20", "debian"),
        ("FROM node:20-alpine", "alpine"),
        ("FROM registry.example/a:3-alpine", "alpine"),
        ("FROM registry.example/a", None),
        ("FROM registry.example/a\nRUN apt-get update", "debian"),
        ("FROM registry.example/a\nRUN apt-get update || true", None),
        ("ARG T\nFROM node:$T", None),
        ("FROM scratch", None),
    ],
)
def test_the_family_of_a_base(lines: str, expected: str | None) -> None:
    facts, run, _ = run_in(f"{lines}\nRUN true\n")
    assert family(facts.point_of(run)) == expected


def test_folders_that_a_base_surely_has() -> None:
    facts, run, _ = run_in("FROM registry.example/a\nRUN true\n")
    point = facts.point_of(run)
    assert has_folder(point, "/etc")
    assert not has_folder(point, "/srv/app")
    facts, run, _ = run_in("FROM debian:12\nRUN true\n")
    assert has_folder(facts.point_of(run), "/usr/bin")


def test_what_starts_as_root() -> None:
    for lines, known in (("FROM debian:12", True), ("FROM registry.example/a", False)):
        facts, _, _ = run_in(f"{lines}\nRUN true\n")
        stage = facts.tree.stages[0]
        assert base_starts_as_root(facts, stage) is known
        assert (known_base(facts, stage) is not None) is known


def test_commands_that_have_succeeded_whenever_the_run_has() -> None:
    _, run, _ = run_in("FROM a\nRUN one && two; three || four; sudo five && six\n")
    names = sure_names(run)
    assert "six" in names
    assert not {"one", "three", "four", "five"} & set(names)
