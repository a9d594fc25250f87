"""What a command does to apt's package lists."""

from __future__ import annotations

import pytest
from cache_calls import call_of, facts_of

from dslim.rules.caches.apt_commands import (
    installs,
    is_update,
    lists_use,
    names_lists,
    package_lists,
    removal,
    verb,
)
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.watched_cache import Use


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apt-get -y install x", "install"),
        ("apt-get -o A=b -t sid update", "update"),
        ("apt-get", ""),
        ("apt-get $VERB", None),
    ],
)
def test_the_verb(command: str, expected: str | None) -> None:
    assert verb(call_of(command)) == expected


def test_updates_and_installs() -> None:
    assert is_update(call_of("aptitude -q update"))
    assert not is_update(call_of("yum update"))
    assert installs(call_of("apt-get build-dep x"))
    assert not installs(call_of("apt-get remove x"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rm -rf /var/lib/apt/lists/*", "all"),
        ("rm --recursive '/var/lib/apt/lists'", "all"),
        ("rm -r /var/lib/apt", "all"),
        ("find /var/lib/apt/lists -type f -delete", "all"),
        ("find /var/lib/apt/lists -name x -delete", "some"),
        ("rm /var/lib/apt/lists/*", "some"),
        ("rm -rf /var/lib/apt/lists/partial", "some"),
        ("apt-get distclean", "all"),
        ("apt-get dist-clean", "all"),
        ("apt -y dist-clean", "all"),
        ("rm -rf /var/lib/{apt,dpkg}/", "all"),
        ('rm -rf "/var/lib/apt/lists/"*', "all"),
        ("rm -rf '/var/lib/apt/lists/*'", ""),
        ("rm -rf /var/lib/apt/list/*", ""),
        ("rm -f /var/lib/apt/lists/*", "some"),
        ("find /var/lib/apt/lists -type f", ""),
        ("apt-get clean", ""),
        ("ls /var/lib/apt/lists", ""),
    ],
)
def test_what_removes_the_lists(command: str, expected: str) -> None:
    assert removal(call_of(command)) == expected


def test_only_bash_has_braces() -> None:
    assert removal(call_of("rm -rf /var/lib/{apt,dpkg}/"), has_braces=False) == ""
    assert removal(call_of("rm -rf /var/lib/{apt,dpkg}/ /var/lib/apt/lists"), has_braces=False) == "all"


def test_who_names_the_lists() -> None:
    assert names_lists(call_of("ls /var/lib/apt/lists"))
    assert names_lists(call_of("/var/lib/apt/x"))
    assert not names_lists(call_of("ls /var/lib/dpkg"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apt-get update", Use.FILLS),
        ("rm -rf /var/lib/apt/lists/*", Use.FILLS),
        ("rm -r /var/lib/apt/lists/*", Use.READS),  # fails where nothing is left
        ("apt-get install x", Use.READS),
        ("apt-get $VERB", Use.READS),
        ("apt-get clean", Use.NONE),
        ("apt-get remove x", Use.READS),
        ("apt-get autoremove", Use.NONE),
        ("apt-mark hold x", Use.READS),
        ("opam install x", Use.READS),
        ("opam list", Use.NONE),
        ("rosdep update", Use.NONE),
        ("rosdep install x", Use.READS),
        ("echo apt-get install", Use.NONE),
        ("with-retries apt-get", Use.READS),
        ("run 'apt-get -y install x'", Use.READS),
        ("cat /var/lib/apt/lists/x", Use.READS),
        ("make", Use.NONE),
    ],
)
def test_what_a_call_does_to_the_lists(command: str, expected: Use) -> None:
    assert lists_use(call_of(command)) is expected


def test_who_removes_what_is_surely_installed_needs_no_list() -> None:
    text = "RUN apt-get update && apt-get install -y git=1 vim/sid\nRUN apt-get purge git vim\nRUN apt-get purge nano"
    facts = facts_of(text)
    lists = package_lists(facts.point(0, 1))
    assert lists.is_exempt is not None
    assert lists.is_exempt(call_of("apt-get purge git vim"))
    assert not lists.is_exempt(call_of("apt-get purge git nano"))
    assert not lists.is_exempt(call_of("make"))
    assert later_reader(facts.point(0, 1), lists) == "`apt-get purge nano` needs the package lists (run on line 4)"
    before = package_lists(facts.point(0, 0)).is_exempt
    assert before is not None
    assert not before(call_of("apt-get purge git"))  # not there yet
