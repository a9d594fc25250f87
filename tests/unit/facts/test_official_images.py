"""The table of images, and what is asked of it by name."""

from __future__ import annotations

import pytest

from dslim.facts.image_names import read_image
from dslim.facts.official_images import (
    EMPTY,
    TABLE,
    has_build_packages,
    has_known_shell,
    is_filled,
    may_be_strict,
    possible_start_folders,
    row_for,
    row_of,
    start_folder,
    starts_as_root,
)


def test_a_name_has_one_row() -> None:
    names = [row.name for row in TABLE]
    assert len(names) == len(set(names))
    assert all("*" not in name[:-1] for name in names)


def test_each_row_says_what_can_be_so() -> None:
    for row in TABLE:
        assert row.family in (None, "debian", "alpine", "rpm", "busybox")
        assert row.start is None or row.start.startswith("/")
        assert not row.any_tag or row.start
        assert not row.uid or row.users
        assert not row.filled or EMPTY.match(f"{row.filled}/x")
        assert not row.contents or "/" not in row.name or "/ubi" in row.name
        assert all(row.start and folder.startswith("/") for _, folder in row.starts)


@pytest.mark.parametrize(
    ("base", "start", "possible"),
    [
        ("debian", "/", ("/",)),
        ("docker.io/library/debian:12", "/", ("/",)),
        ("golang:1.22", "/go", ("/go",)),
        ("python:$V", None, ("/",)),
        ("python:2-onbuild", None, ()),  # it goes to /usr/src/app
        ("golang:$V", None, ()),
        ("php:8.2", "/", ("/",)),
        ("php:8.2-fpm-alpine", "/var/www/html", ("/var/www/html",)),
        ("php:$V-apache", None, ("/var/www/html",)),
        ("php:$V", None, ("/", "/var/www/html")),
        ("arm64v8/golang:1.22", "/go", ("/go",)),
        ("public.ecr.aws/docker/library/debian:12", "/", ("/",)),
        ("registry.access.redhat.com/ubi9/ubi-minimal:9.4", "/", ("/",)),
        ("registry.access.redhat.com/ubi9/nodejs-20", None, ()),  # it is made for /opt/app-root/src
        ("public.ecr.aws/lambda/python:3.12", "/var/task", ("/var/task",)),
        ("mcr.microsoft.com/dotnet/sdk:8.0-windowsservercore-ltsc2022", None, ()),
        ("ghcr.io/me/debian", None, ()),
        ("mine", None, ()),
    ],
)
def test_start_folders(base: str, start: str | None, possible: tuple[str, ...]) -> None:
    assert start_folder(base) == start
    assert possible_start_folders(base) == possible


@pytest.mark.parametrize(
    ("base", "strict"),
    [
        ("bitnami/redis", True),
        ("mirror.example/bitnami/redis:7", True),
        ("bitnami/minideb", False),
        ("bitnami/minideb-extras", False),
        ("cimg/go", True),
        ("apache/airflow", True),
        ("apache/airflow-ci", False),
        ("debian", False),
    ],
)
def test_images_whose_shell_stops_at_the_first_failure(base: str, strict: bool) -> None:
    assert may_be_strict(base) is strict


@pytest.mark.parametrize(
    ("base", "root"),
    [
        ("debian:12", True),
        ("phusion/passenger-ruby27", True),
        ("mcr.microsoft.com/dotnet/runtime-deps:8.0", True),
        ("mcr.microsoft.com/dotnet/runtime-deps:8.0-chiseled", False),
        ("nvidia/cuda:$V", False),
        ("bitnami/redis", False),
        ("mine", False),
    ],
)
def test_images_that_start_as_root(base: str, root: bool) -> None:
    assert starts_as_root(read_image(base)) is root


def test_official_images_have_no_host_and_no_folder() -> None:
    assert row_for(read_image("ghcr.io/node")).name == ""
    assert row_for(read_image("node:20")).users == ("node",)
    assert row_for(read_image("public.ecr.aws/docker/library/node:20")).users == ("node",)
    assert row_of("nobody/knows").name == ""


def test_what_lies_in_an_image() -> None:
    assert is_filled("/home/node/x")
    assert not is_filled("/home/nodes")
    assert has_build_packages(read_image("python:3.12"))
    assert not has_build_packages(read_image("python:3.12-slim"))
    assert not has_build_packages(read_image("debian:12"))


@pytest.mark.parametrize(
    ("base", "known"),
    [
        ("debian:12", True),
        ("ghost", True),
        ("node:$V", True),
        ("arm64v8/python:3", True),
        ("public.ecr.aws/docker/library/ruby", True),
        ("mcr.microsoft.com/dotnet/sdk:8.0", True),
        ("scratch", True),
        ("jenkins:2.60", True),
        ("icr.io/appcafe/ibm-semeru-runtimes:open-17-jdk-ubi", True),
        ("rocker/tidyverse:4.1.2", True),
        ("rockerhub/r", False),
        ("gcr.io/kctf-docker/challenge@sha256:00", True),
        ("oracle/serverjre:8", True),
        ("my-base", False),
        ("corp.example/debian", False),
        ("$BASE", False),
        ("bitnami/redis", False),
        ("nvidia/cudagl", False),
    ],
)
def test_images_known_to_have_no_strict_shell(base: str, known: bool) -> None:
    assert has_known_shell(base) is known
