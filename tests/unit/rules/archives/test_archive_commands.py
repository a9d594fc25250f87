"""Which file a download leaves, and which one a command opens."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.rules.archives.archive_commands import fetched, is_archive, unpacked
from one_run import run_in


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
    _, _, script = run_in(f"FROM a\nRUN {command}\n")
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
    _, _, script = run_in(f"FROM a\nRUN {command}\n")
    word = unpacked(call_sites(script)[0])
    assert (word.text if word else None) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.tar.gz", True), ("a.tgz", True), ("a.zip", True),
        ("a.deb", True), ("a.gz", False), ("a.tar.gz.sha256", False),
    ],
)
def test_names_of_archives(name: str, expected: bool) -> None:
    assert is_archive(name) == expected
