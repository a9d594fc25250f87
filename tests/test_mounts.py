"""The facts that mounts and archives stand on, and what may be cut out of a RUN."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.home_directory import home_of
from dslim.facts.image_names import read_image
from dslim.facts.run import Run
from dslim.rules.archives.archive_commands import fetched, unpacked
from dslim.run_edits.remove_commands import CannotRemove, remove_cleanups
from dslim.shell import Script, commands
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits


def facts_of(text: str) -> tuple[Facts, Run, Script]:
    facts = Facts(parse(text), Options())
    run = next(run for run in reversed(facts.runs[-1]) if run is not None)
    assert isinstance(run.script, Script)
    return facts, run, run.script


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a && rm -f x && b", "a && b"),
        ("rm -f x && a && b", "a && b"),
        ("a && b && rm -f x", "a && b"),
        ("a && rm -f x && rm -f y && b", "a && b"),
        ("a && rm -f x || b", "a || b"),
        ("rm -f x; a", "a"),
        ("a; rm -f x; b", "a; b"),
        ("set -e; a; rm -f x", "set -e; a"),
        ("set -e; a; rm -f x; rm -f y;", "set -e; a;"),
        ("a && rm -f x > /dev/null && b", "a && b"),
    ],
)
def test_remove_cleanups(before: str, after: str) -> None:
    facts, run, script = facts_of(f"FROM a\nRUN {before}\n")
    gone = [simple for simple in commands(script) if simple.words and simple.words[0].literal == "rm"]
    edits = remove_cleanups(run, script, gone)
    assert apply_edits(facts.tree.text, edits) == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("a; rm -f x", "decides the status"),
        ("set -e; a && b; rm -f x", "decides the status"),
        ("set -e; a && rm -f x; b", "lets the chain fail"),
        ("a || rm -f x", "behind"),
        ("a || rm -f x && b", "behind"),
        ("rm -f x || a", "before"),
        ("a && { rm -f x; }", "compound"),
        ("if a; then rm -f x; fi", "compound"),
        ("rm -f x", "nothing but"),
        ("rm -f x & a", "background"),
        ("a && rm -f x > log", "redirected"),
    ],
)
def test_what_cannot_be_cut(before: str, reason: str) -> None:
    _, run, script = facts_of(f"FROM a\nRUN {before}\n")
    gone = [simple for simple in commands(script) if simple.words and simple.words[0].literal == "rm"]
    with pytest.raises(CannotRemove, match=reason):
        remove_cleanups(run, script, gone)


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
    facts, run, _ = facts_of(f"{lines}\nRUN true\n")
    found = home_of(facts, run)
    if isinstance(expected, str):
        assert isinstance(found, str)
        assert expected in found
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debian", ("", "debian", "", "")),
        ("library/debian:12", ("", "debian", "12", "")),
        ("docker.io/library/debian:12", ("", "debian", "12", "")),
        ("a/b:c@sha256:d", ("", "a/b", "c", "sha256:d")),
        ("localhost/a", ("localhost", "a", "", "")),
        ("host:5000/a/b:c", ("host:5000", "a/b", "c", "")),
    ],
)
def test_image_names(text: str, expected: tuple[str, str, str, str]) -> None:
    assert read_image(text) == expected


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("wget https://e.org/a.tgz", "a.tgz"),
        ("wget -q -O b.tgz https://e.org/a.tgz", "b.tgz"),
        ("wget https://e.org/a.tgz -O/tmp/b.tgz", None),
        ("wget --output-document=b.tgz https://e.org/a", "b.tgz"),
        ("wget -P /tmp https://e.org/a.tgz", "/tmp/a.tgz"),
        ("wget -qO- https://e.org/a.tgz", None),
        ("wget -O - https://e.org/a.tgz", None),
        ("wget https://e.org/a.tgz?x=y", None),
        ("wget https://e.org/a.tgz https://e.org/b.tgz", None),
        ("curl -fsSLO https://e.org/a.tgz", "a.tgz"),
        ("curl -fsSLo b.tgz https://e.org/a", "b.tgz"),
        ("curl https://e.org/a.tgz > b.tgz", "b.tgz"),
        ("curl https://e.org/a.tgz", None),
        ("curl -OJ https://e.org/a.tgz", None),
        ("curl -o $(name).tgz https://e.org/a.tgz", None),
        ("curl -o a-$V.tgz https://e.org/a-$V.tgz", "a-$V.tgz"),
    ],
)
def test_what_a_download_leaves(command: str, name: str | None) -> None:
    _, _, script = facts_of(f"FROM a\nRUN {command}\n")
    assert fetched(call_sites(script)[0]) == name


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("tar xzf a.tgz", "a.tgz"),
        ("tar -C /opt -xf a.tgz", "a.tgz"),
        ("tar --extract --file a.tgz", "a.tgz"),
        ("tar -x -z -f a.tgz", "a.tgz"),
        ("tar czf a.tgz dir", None),
        ("tar tf a.tgz", None),
        ("unzip -q a.zip -d x", "a.zip"),
        ("unzip -d x a.zip", "a.zip"),
        ("dpkg -i a.deb", "a.deb"),
        ("dpkg -i a.deb b.deb", None),
        ("apt-get install -y ./a.deb", "./a.deb"),
        ("apt-get install -y a", None),
        ("rpm -ivh a.rpm", "a.rpm"),
        ("yum install -y https://e.org/a.rpm", None),
        ("cat a.tgz", None),
    ],
)
def test_what_a_command_unpacks(command: str, name: str | None) -> None:
    _, _, script = facts_of(f"FROM a\nRUN {command}\n")
    word = unpacked(call_sites(script)[0])
    assert (word.text if word else None) == name
