"""What a base image surely has, by its name and by the commands that ran on it."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.base_image import (
    base_starts_as_root,
    deletes_packages,
    family,
    has_find,
    has_folder,
    is_bare,
    is_empty,
    known_base,
    sure_names,
)
from dslim.facts.point import Point
from dslim.syntax import parse


def end_of(text: str) -> Point:
    facts = Facts(parse(text + "\n"), Options())
    return facts.end_of(facts.tree.stages[-1])


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("debian:12", "debian"),
        ("node:20-slim", "debian"),
        ("node:20-alpine", "alpine"),
        ("alpine", "alpine"),
        ("fedora:40", "rpm"),
        ("busybox", "busybox"),
        ("node:$V", None),  # may be an alpine variant
        ("debian:$V", "debian"),
        ("someone/thing:alpine", "alpine"),
        ("someone/thing:1", None),
        ("registry.example/a:3-alpine", "alpine"),
        ("registry.example/a", None),
        ("scratch", None),
    ],
)
def test_the_family_of_a_base_by_its_name(base: str, expected: str | None) -> None:
    assert family(end_of(f"FROM {base}")) == expected


def test_a_sure_command_shows_the_family_of_an_unknown_base() -> None:
    assert family(end_of("FROM x/y\nRUN apt-get update && apt-get install -y a")) == "debian"
    assert family(end_of("FROM x/y\nRUN apk add a")) == "alpine"
    assert family(end_of("FROM x/y\nRUN apk add a || true")) is None
    assert family(end_of("FROM x/y\nONBUILD RUN apk add a")) is None
    facts = Facts(parse("FROM x/y\nRUN true\nRUN apk add a\nRUN true\n"), Options())
    assert [family(facts.point(0, i)) for i in range(5)] == [None, None, None, "alpine", "alpine"]


def test_stages_from_a_stage_are_of_its_family() -> None:
    assert family(end_of("FROM x/y AS a\nRUN apk add b\nFROM a\nRUN true")) == "alpine"


def test_only_commands_that_have_succeeded_with_the_run_are_sure() -> None:
    def names(command: str) -> tuple[str, ...]:
        run = end_of(f"FROM a\nRUN {command}").facts.all_runs[0]
        return sure_names(run)

    assert names("a && b") == ("a", "b")
    assert names("a; b") == ("b",)
    assert names("set -e; a; b") == ("set", "a", "b")
    assert names("a || b") == ()
    assert names("sudo a && b") == ("b",)


def test_folders_of_a_base() -> None:
    known, unknown, busybox = end_of("FROM debian:12"), end_of("FROM x/y"), end_of("FROM busybox")
    assert all(has_folder(point, "/etc") for point in (known, unknown, busybox))
    assert has_folder(known, "/usr/local/bin")
    assert not has_folder(unknown, "/usr/local/bin")
    assert not has_folder(busybox, "/usr/local/bin")
    assert not has_folder(known, "/opt/app")
    assert has_folder(end_of("FROM x/y\nRUN apt-get install -y a"), "/usr/local/bin")


def test_a_web_server_of_debian_brings_its_folder() -> None:
    text = "FROM debian:12\nRUN apt-get install -y {}"
    assert has_folder(end_of(text.format("nginx")), "/var/www/html")
    assert not has_folder(end_of(text.format("curl")), "/var/www/html")


def test_find_is_there_in_a_known_family_or_where_it_ran() -> None:
    assert has_find(end_of("FROM alpine"))
    assert not has_find(end_of("FROM fedora:40"))
    assert has_find(end_of("FROM fedora:40\nRUN find / -name x"))


@pytest.mark.parametrize(
    ("base", "folder", "is_so"),
    [
        ("php:8-apache", "/var/www/html", True),
        ("php:7.4-fpm", "/var/www/html/uploads", True),
        ("php:8-apache", "/var/www", False),
        ("nginx:1.25", "/usr/share/nginx/html", False),  # it has pages there
        ("somebody/php", "/var/www/html", False),
    ],
)
def test_what_a_base_makes_and_leaves_empty(base: str, folder: str, is_so: bool) -> None:
    facts = Facts(parse(f"FROM {base}\nRUN a\n"), Options())
    assert is_bare(facts, facts.tree.stages[0], folder) == is_so


def test_what_is_empty_and_who_starts() -> None:
    debian, other = end_of("FROM debian:12"), end_of("FROM x/y")
    assert known_base(debian.facts, debian.stage) is not None
    assert known_base(other.facts, other.stage) is None
    assert is_empty(debian.facts, debian.stage, "/app/x")
    assert not is_empty(debian.facts, debian.stage, "/etc/x")
    assert not is_empty(other.facts, other.stage, "/app/x")
    assert base_starts_as_root(debian.facts, debian.stage)
    assert not base_starts_as_root(other.facts, other.stage)


@pytest.mark.parametrize(
    ("head", "deletes"),
    [
        ("FROM debian:12", True),
        ("FROM python:3.14", True),
        ("FROM base", False),
        ("FROM example.org/debian-like", False),
        ("FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean", False),
    ],
)
def test_official_images_delete_packages_after_each_install(head: str, deletes: bool) -> None:
    facts = Facts(parse(f"{head}\n"), Options())
    assert deletes_packages(facts, facts.tree.stages[0]) is deletes
