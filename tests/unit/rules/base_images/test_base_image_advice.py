"""Advice on base images: which, and on which stages."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.base_images import base_image, unpinned_base
from dslim.syntax import parse


def facts_of(text: str) -> Facts:
    return Facts(parse(text + "\n"), Options())


def leaner(text: str) -> list[str]:
    return [finding.message for finding in base_image.check(facts_of(text))]


def unpinned(text: str) -> list[str]:
    return [finding.message for finding in unpinned_base.check(facts_of(text))]


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ("python:3.12-bookworm", "`python:3.12-slim-bookworm` does without"),
        ("node:20-bookworm", "`node:20-bookworm-slim` does without"),
        ("node:lts", "a `-slim` tag does without"),
        ("debian:bookworm", "`debian:bookworm-slim` does without"),
        ("nginx:1.27", "an `-alpine` tag is the smallest"),
        ("golang:1.22", "holds build tools, which the finished program does not need"),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "holds build tools, which the finished program does not need"),
        ("eclipse-temurin:21-jdk", "a `-jre` tag runs what is compiled"),
    ],
)
def test_leaner_variants(base: str, words: str) -> None:
    (message,) = leaner(f"FROM {base}")
    assert message.startswith(f"`{base}` ")
    assert words in message


@pytest.mark.parametrize(
    "base", ["python:3.12-slim", "node:20-alpine", "eclipse-temurin:21-jre", "someone/python:3.12", "scratch"]
)
def test_nothing_is_said_of_what_is_lean_or_not_known(base: str) -> None:
    assert leaner(f"FROM {base}") == []


def test_alpine_is_not_mentioned_where_a_stage_calls_apt() -> None:
    assert "-alpine" in leaner("FROM python:3.12")[0]
    assert "-alpine" not in leaner("FROM python:3.12\nRUN apt-get update")[0]
    assert "-alpine" not in leaner("FROM python:3.12 AS a\nFROM a\nRUN apt-get update")[0]
    assert leaner("FROM nginx:1.27\nRUN apt-get update") == []


def test_only_stages_that_ship_are_looked_at() -> None:
    assert leaner("FROM golang:1.22 AS b\nFROM scratch\nCOPY --from=b /x /x") == []
    assert unpinned("FROM ubuntu AS b\nFROM scratch\nCOPY --from=b /x /x") == []


def test_bases_that_are_another_one_tomorrow() -> None:
    assert unpinned("FROM ubuntu")[0].startswith("`ubuntu` names no tag, which means `latest`")
    assert unpinned("FROM ubuntu:latest")[0].startswith("`ubuntu:latest` is another image with each release")
    assert unpinned("FROM ubuntu:24.04") == []
    assert unpinned("FROM ubuntu@sha256:" + "a" * 64) == []
    assert unpinned("FROM quay.io/x/y:1") == []
    (message,) = unpinned("FROM joe/thing")
    assert "names no tag" in message
    assert "`joe/thing` belongs to a Docker Hub account" in message


def test_one_image_is_named_once() -> None:
    assert len(unpinned("FROM ubuntu AS a\nFROM ubuntu\nCOPY --from=a / /")) == 1
