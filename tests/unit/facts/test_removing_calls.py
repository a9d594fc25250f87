"""Which calls may take a folder away, and which of their words may name it."""

from __future__ import annotations

import pytest

from dslim.facts.removed_paths import UNKNOWN_WORKDIR, Surroundings, fits_pattern, may_name_folder
from dslim.facts.removing_calls import why_call_removes
from dslim.facts.working_directory import ANYWHERE, Whereabouts
from dslim.shell import Invocation, Script, invocations, parse_script

SRV = Surroundings("/srv/app", frozenset(), Whereabouts(("/srv",)))
UNKNOWN = Surroundings(UNKNOWN_WORKDIR, frozenset({"made"}), Whereabouts((UNKNOWN_WORKDIR,)))


def call_of(text: str) -> Invocation:
    script = parse_script(text)
    assert isinstance(script, Script)
    return next(iter(invocations(script)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rm -rf app", "`rm app` may remove the working directory"),
        ("mv app other", "`mv app` may move the working directory"),
        ("ln -sfn /other app", "`ln app` may replace the working directory"),
        ("find . -name app -delete", "`find .` may remove the working directory"),
        ("find . -name other -delete", None),
        ("xargs rm -rf", "`xargs rm -r` may remove the working directory"),
        ("rsync -a --delete /x/ /srv/", "`rsync --delete` may remove the working directory"),
        ("rm app", "`rm app` may remove the working directory"),  # it may be a link
        ("rm -rf app.tar.gz", None),
        ("mv other app", None),
        ("apt-get remove -y curl", None),
    ],
)
def test_each_program_by_its_words(text: str, reason: str | None) -> None:
    assert why_call_removes(call_of(text), SRV) == reason


def test_find_leaves_the_folder_that_it_starts_in() -> None:
    call = call_of("find . -delete")
    assert why_call_removes(call, SRV) is not None
    for here in ("/srv/app", "/srv/app/x"):
        assert why_call_removes(call, SRV._replace(here=Whereabouts((here,)))) is None


def test_a_package_may_own_the_folder() -> None:
    place = SRV._replace(folder="/usr/share/nginx")
    assert why_call_removes(call_of("apt-get remove -y nginx"), place) is not None


@pytest.mark.parametrize(
    ("word", "may"),
    [("/data", True), ("..", True), ('"$x"', True), ('"$made/x"', False), ("x", False), ("/var/cache/apt/x", False)],
)
def test_words_beside_a_folder_that_nobody_knows(word: str, may: bool) -> None:
    assert may_name_folder(call_of(f"rm -rf {word}").argv[2], UNKNOWN, deep=True) is may


def test_where_the_shell_stands_counts() -> None:
    word = call_of("rm -rf app").argv[2]
    assert not may_name_folder(word, SRV._replace(here=Whereabouts(("/tmp",))), deep=True)
    assert may_name_folder(word, SRV._replace(here=ANYWHERE), deep=True)


def test_patterns_are_those_of_the_shell() -> None:
    assert fits_pattern("app", "a*")
    assert fits_pattern("app", "app")
    assert not fits_pattern("app", "ap")
