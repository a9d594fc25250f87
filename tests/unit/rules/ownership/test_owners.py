"""Owners as a chown names them, and the `--chown` that gives the same."""

from __future__ import annotations

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.owners import NO_OWNER, Owner, with_known_group


def owner_of(spec: str, more: str = "", tool: str = "chown") -> Owner | str | None:
    facts = facts_of(f"FROM debian:12\n{more}RUN {tool} {spec} /x\n")
    change = last_change(facts)
    return change.unread or change.owner


@pytest.mark.parametrize(
    ("spec", "owner", "flag"),
    [
        ("node", Owner("node", None), "node:0"),
        ("node:staff", Owner("node", "staff"), "node:staff"),
        ("1000:1000", Owner("1000", "1000"), "1000:1000"),
        (":staff", Owner(None, "staff"), "0:staff"),
        ("node:", Owner("node", None, login_group=True), "node"),
        ("node.staff", Owner("node", "staff"), "node:staff"),
        ('"node:staff"', Owner("node", "staff"), "node:staff"),
    ],
)
def test_an_owner_and_its_flag(spec: str, owner: Owner, flag: str) -> None:
    assert owner_of(spec) == owner
    assert owner.as_flag == flag


def test_chgrp_names_a_group() -> None:
    assert owner_of("staff", tool="chgrp") == Owner(None, "staff")


def test_a_build_argument_stays_and_a_variable_of_env_is_put_in() -> None:
    assert owner_of("$U:$U", "ARG U\n") == Owner("$U", "$U")
    assert owner_of("${U}", "ENV U=node\n") == Owner("node", None)
    assert owner_of("$U", "ARG U\n") == Owner("$U", None)


@pytest.mark.parametrize("spec", ["$USER", "$(id -u)", "`id -u`", "no:de:x", ":", "1000:", "+5"])
def test_an_owner_that_is_not_known_is_said(spec: str) -> None:
    assert isinstance(owner_of(spec), str)


def test_an_argument_that_the_run_sets_again_is_not_known() -> None:
    facts = facts_of("FROM debian:12\nARG U=1\nRUN U=2; chown $U /x\n")
    assert last_change(facts).unread == "the owner $U is known only when the chown runs"


def test_what_depends_on_the_image() -> None:
    assert Owner("node", None).depends_on_image
    assert Owner("$U", "1").depends_on_image
    assert not Owner("1", "2").depends_on_image
    assert not NO_OWNER.depends_on_image
    assert Owner("root", "0").is_root
    assert not Owner("root", "1").is_root


def test_the_group_of_a_user_is_written_out_where_it_is_known() -> None:
    facts = facts_of("FROM node:20\nRUN useradd -g staff x\nRUN chown x: /x\n")
    point = last_change(facts).point
    assert with_known_group(Owner("node", None, True), point) == Owner("node", "node")
    assert with_known_group(Owner("x", None, True), point) == Owner("x", "staff")
    assert with_known_group(Owner("y", None, True), point) == Owner("y", None, True)
    assert with_known_group(Owner("y", None), point) == Owner("y", None)
