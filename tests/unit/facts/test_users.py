"""As whom a RUN runs, and which users and groups are surely there."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.point import Point
from dslim.facts.users import (
    has_group,
    has_user,
    is_assumed_root,
    is_surely_root,
    name_made,
    numbers,
    odd_names,
    primary_group,
    users_replaced,
)
from dslim.syntax import parse


def end_of(text: str) -> Point:
    facts = Facts(parse(text + "\n"), Options())
    return facts.end_of(facts.tree.stages[-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12", True),
        ("FROM x/y", False),
        ("FROM x/y\nUSER root", True),
        ("FROM x/y\nUSER 0:0", True),
        ("FROM debian:12\nUSER joe", False),
        ("FROM debian:12\nARG U\nUSER $U", False),
        ("FROM x/y\nRUN apt-get update", True),
        ("FROM x/y\nRUN apt-get update || true", False),
        ("FROM x/y\nRUN echo a > /etc/b", True),
        ("FROM x/y\nRUN mkdir /opt/b", True),
        ("FROM x/y\nRUN mkdir -p /opt/b", False),  # may be there already
        ("FROM x/y\nRUN mkdir /srv/a/b/c", False),
    ],
)
def test_who_is_surely_root(text: str, expected: bool) -> None:
    assert is_surely_root(end_of(text)) is expected


def test_what_runs_later_shows_who_runs_now() -> None:
    facts = Facts(parse("FROM x/y\nRUN true\nRUN apt-get update\n"), Options())
    assert is_surely_root(facts.point(0, 1))


def test_a_file_without_user_is_taken_to_run_as_root() -> None:
    facts = Facts(parse("FROM x/y\nRUN a\nUSER joe\nRUN b\nUSER 0\nRUN c\n"), Options())
    assert [is_assumed_root(run) for run in facts.all_runs] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "users", "groups"),
    [
        ("FROM x/y", "root", "root"),
        ("FROM debian:12", "root www-data nobody", "root www-data nogroup"),
        ("FROM alpine", "root nobody", "root www-data nobody nogroup"),
        ("FROM node:20", "root www-data nobody node", "root www-data node nogroup"),
        ("FROM x/y\nRUN useradd joe", "root joe", "root"),  # whether it gets a group depends on the family
        ("FROM x/y\nRUN groupadd g && useradd -N joe", "root joe", "root g"),
        ("FROM x/y\nRUN useradd joe || true", "root", "root"),
        ("FROM x/y\nRUN useradd $NAME", "root", "root"),
    ],
)
def test_who_is_surely_there(text: str, users: str, groups: str) -> None:
    point = end_of(text)
    names = "root www-data nobody node nogroup joe g".split()
    assert {name for name in names if has_user(point, name)} == set(users.split())
    assert {name for name in names if has_group(point, name)} == set(groups.split())
    assert has_user(point, "1234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12\nRUN useradd joe", True),
        ("FROM debian:12\nRUN useradd -g users joe", False),
        ("FROM debian:12\nRUN useradd -rN joe", False),
        ("FROM debian:12\nRUN adduser joe", True),
        ("FROM debian:12\nRUN adduser --system joe", False),
        ("FROM debian:12\nRUN adduser --system --group joe", True),
        ("FROM alpine\nRUN adduser -D joe", True),
        ("FROM alpine\nRUN adduser -S joe", False),
        ("FROM alpine\nRUN adduser -DG users joe", False),
    ],
)
def test_a_user_gets_a_group_of_its_own_name_by_the_tool_and_the_family(text: str, expected: bool) -> None:
    assert has_user(end_of(text), "joe")
    assert has_group(end_of(text), "joe") is expected


def test_the_group_of_a_user() -> None:
    point = end_of("FROM node:20\nRUN groupadd g && useradd -g g joe && useradd ann && useradd -u 5 -N bob")
    assert [primary_group(point, name) for name in ("root", "node", "joe", "ann", "bob", "who")] == [
        "root", "node", "g", "ann", None, None,
    ]  # fmt: skip


def test_numbers_that_runs_give() -> None:
    text = "FROM debian:12\nRUN groupadd -g 20 g && useradd --uid 10 joe"
    facts = Facts(parse(text + "\nRUN true\nRUN userdel ann\n"), Options())
    assert numbers(facts.point(0, 1), "joe", "g") == ("10", "20")
    assert numbers(facts.point(0, 1), None, None) == ("0", "0")
    assert numbers(facts.point(0, 1), "joe", "other") is None
    assert numbers(facts.point(0, 0), "joe", "g") is None
    assert numbers(facts.point(0, 3), "joe", "g") is None  # a user may be gone


def test_who_takes_users_away() -> None:
    assert users_replaced(end_of("FROM a\nRUN deluser joe"))
    assert users_replaced(end_of("FROM a\nRUN echo x > /etc/passwd"))
    assert not users_replaced(end_of("FROM a\nRUN cat /etc/passwd"))


def test_a_number_may_be_a_name() -> None:
    facts = Facts(parse("FROM a\nRUN echo 1000:x:5:5::/:/bin/sh >> /etc/passwd\nRUN useradd a.b\n"), Options())
    assert odd_names(facts.point(0, 1), ("1000", "a.b")) == "1000"
    assert odd_names(facts.point(0, 2), ("a.b",)) == "a.b"
    assert odd_names(facts.point(0, 1), ("a.b",)) is None
    assert odd_names(facts.point(0, 2), ("5",)) is None


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("useradd svc -U -s /bin/false", "svc"),
        ("useradd -ms /bin/bash svc", "svc"),
        ("adduser svc --disabled-password --gecos x", "svc"),
        ("adduser svc audio", None),
        ("addgroup -g 1000 svc", "svc"),
        ("groupadd --gid=5 svc", "svc"),
        ("useradd -D", None),
    ],
)
def test_the_name_that_a_call_makes(call: str, name: str | None) -> None:
    tool, *words = call.split()
    assert name_made(tool, words) == name
