"""What dslim.shell.errexit says of errexit, held against four real shells."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dslim.shell import Script, Simple, commands, parse_script
from dslim.shell.errexit import (
    is_on_from_start,
    may_act_on_failures,
    may_be_on,
    may_turn_on,
    opening_options,
    opens_with_set,
    read_options,
    read_shell_options,
    starts_on,
    turns_on,
)

SHELLS = (["dash"], ["bash"], ["bash", "--posix"], ["busybox", "ash"])
#: Prints whether errexit is on in the shell that calls it, and succeeds.
PROBE = "probe() { case $- in *e*) echo on ;; *) echo off ;; esac; }; "

OPTION_WORDS = st.lists(
    st.sampled_from(
        "-e +e -o +o errexit xtrace pipefail -eu -ex -oe +oe -eo -xeo -E -eE -ek -eI -q -eq -- - + a -u -C foo".split()
    ),
    max_size=4,
)
FRAGMENTS = st.sampled_from(
    [
        *("set -e", "set +e", "set -x", "set -e +e", "set -o errexit", "set -x a -e", "set -- -e", "command set +e"),
        *("true", "X=1", "probe", "( set +e; true )", "( set -e; true )", "true | set -e", "true | set +e"),
        *("f() { set +e; }", "f() { set -e; }", "f", "eval 'set +e'", "eval 'set -e'", "Y='set +e'; $Y"),
        *("if true; then set +e; fi", "for i in a; do set -e; done", "{ set +e; }", "set -e && true", "true && set -e"),
        *("trap 'set +e' USR1; kill -USR1 $$", "trap 'set -e' USR1; kill -USR1 $$", "set -e || true", "true || set -e"),
    ]
)
SCRIPTS = st.lists(FRAGMENTS, min_size=1, max_size=4).filter(lambda row: "f" not in row or any("f()" in x for x in row))


def answers(command: Sequence[str], text: str) -> list[str]:
    """What the probes print; a shell that ends at an error prints no more."""
    done = subprocess.run([*command, text], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return done.stdout.split()


def script_of(text: str) -> Script:
    script = parse_script(text)
    assert isinstance(script, Script), script
    return script


def simple_of(text: str) -> Simple:
    return next(iter(commands(script_of(text))))


@settings(max_examples=80, deadline=None)
@given(words=OPTION_WORDS)
@example(words=["-e", "+e"])
@example(words=["-x", "a", "-e"])
@example(words=["-eq"])
@example(words=["-oe", "errexit"])
def test_set_turns_on_what_the_shells_turn_on(words: list[str]) -> None:
    options = read_options(words)
    text = "set " + " ".join(words)
    for shell in SHELLS:
        found = answers([*shell, "-c"], f"{PROBE}{text} >&2; probe")
        if found and options.is_sure:
            assert (found == ["on"]) == ("errexit" in options.on), (shell, words)
        if found == ["on"]:
            assert may_turn_on(simple_of(text)), (shell, words)
        if turns_on(words):
            assert found in (["on"], []), (shell, words)


@settings(max_examples=40, deadline=None)
@given(words=OPTION_WORDS)
@example(words=["+o", "errexit"])
@example(words=["-e", "+e"])
def test_shell_starts_with_what_the_shells_start_with(words: list[str]) -> None:
    if "-" in words or "--" in words or "a" in words or "foo" in words:
        return  # -c is an option no more, or what follows is a file
    for shell in SHELLS:
        argv = [*shell, *words, "-c"]
        if "-o" in argv[-2] or argv[-2].endswith("o"):
            continue  # -c would name the option
        options = read_shell_options([shell[0], *argv[1:]])
        found = answers(argv, f"{PROBE}probe")
        if found and options.is_sure and shell[0] != "busybox":
            assert (found == ["on"]) == ("errexit" in options.on), argv
        if found == ["off"]:
            assert not starts_on(argv[len(shell) - 1 :]), argv


@settings(max_examples=80, deadline=None)
@given(row=SCRIPTS, flags=st.sampled_from(["-c", "-ec", "-uc"]))
@example(row=["set -e +e", "true"], flags="-c")
@example(row=["set -e", "trap 'set +e' USR1; kill -USR1 $$"], flags="-c")
@example(row=["true", "trap 'set -e' USR1; kill -USR1 $$"], flags="-c")
@example(row=["true", "set +e"], flags="-ec")
def test_errexit_is_on_and_off_where_it_is_said_to_be(row: list[str], flags: str) -> None:
    text = "; ".join(row)
    script = script_of(text)
    for shell in SHELLS:
        found = answers([*shell, flags], PROBE + "; probe; ".join([*row, "probe"]))
        if is_on_from_start(script, ("sh", flags)):
            assert "off" not in found, (shell, text)
        if not may_be_on(script, ("sh", flags), False):
            assert "on" not in found, (shell, text)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("set -e", {"errexit"}),
        ("set -ex", {"errexit", "xtrace"}),
        ("set -e -o xtrace", {"errexit", "xtrace"}),
        ("set -euo pipefail", {"errexit", "nounset", "pipefail"}),
        ("set -e +x", None),
        ("set -e a", None),
        ("set -eo", None),
        ("set -x", None),
        ("set", None),
        ("set -e > f", None),
        ("A=b set -e", None),
        ("command set -e", None),
        ("set $options", None),
        ("make -e", None),
    ],
)
def test_an_opening_is_a_set_that_only_turns_on(text: str, options: set[str] | None) -> None:
    assert opening_options(script_of(text).statements[0].node) == options


@pytest.mark.parametrize(
    ("text", "is_opened"),
    [("set -e; a", True), ("set -e && a", False), ("set -e; a; set +x", False), ("a; set -e", False)],
)
def test_opens_with_set(text: str, is_opened: bool) -> None:
    assert opens_with_set(script_of(text)) == is_opened


@pytest.mark.parametrize(
    "text", ["trap x ERR", "trap 'set -e' INT", "eval x", ". f", "shopt -so errexit", "$x", "command . f"]
)
def test_what_else_acts_on_failures(text: str) -> None:
    assert may_act_on_failures(simple_of(text))


@pytest.mark.parametrize("text", ["trap x EXIT", "set -e", "make", "echo eval"])
def test_what_does_not(text: str) -> None:
    assert not may_act_on_failures(simple_of(text))


def test_a_word_that_only_the_run_tells_may_turn_it_on() -> None:
    assert may_turn_on(simple_of("set $x"))
    assert not turns_on([None])
    assert may_be_on(script_of("a"), ("sh", "-c"), True)


def test_long_options_of_bash_are_read_over() -> None:
    assert starts_on(["bash", "--login", "--rcfile", "f", "-O", "extglob", "-eo", "pipefail", "-c"])
    assert not starts_on(["bash", "--rcfile", "-e", "-c"])
