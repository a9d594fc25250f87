"""The home folder of a RUN's user, or what would have to be known for it."""

from __future__ import annotations

import pytest

from dslim.facts.home_directory import home_of
from one_run import run_in


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("FROM python:3.12", ("/root", 0)),
        ("FROM docker.io/library/python", ("/root", 0)),
        ("FROM nvidia/cuda:12.1.0-base", ("/root", 0)),
        ("FROM python\nENV HOME=/data", ("/data", 0)),
        ("FROM node:20\nUSER node", ("/home/node", 1000)),
        ("FROM node:20\nUSER 1000:1000", ("/home/node", 1000)),
        ("FROM python\nUSER app\nUSER root", ("/root", 0)),
        ("FROM python AS a\nFROM a", ("/root", 0)),
        ("ARG B=python\nFROM $B", ("/root", 0)),
        ("FROM python\nUSER app", "USER app"),
        ("FROM python\nARG HOME\nENV X=1", "value of HOME"),
        ("FROM registry.example/python", "registry.example/python"),
        ("ARG B\nFROM $B", "the base image"),
        ("FROM scratch", "the base image"),
    ],
)
def test_home(lines: str, expected: tuple[str, int] | str) -> None:
    facts, run, _ = run_in(f"{lines}\nRUN true\n")
    found = home_of(facts, run)
    if isinstance(expected, str):
        assert isinstance(found, str)
        assert expected in found
    else:
        assert found == expected
