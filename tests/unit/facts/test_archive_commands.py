"""Which file a download leaves, and which one a command opens."""

from __future__ import annotations

import pytest

from dslim.facts.archive_commands import (
    decompressed,
    fetched,
    fetches_installer,
    is_archive,
    is_installer,
    self_unpacking,
    unpacked,
)
from dslim.facts.call_sites import call_sites
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


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("bunzip2 a.tar.bz2", [("a.tar.bz2", "a.tar")]),
        ("gzip -d a.gz b.gz", [("a.gz", "a"), ("b.gz", "b")]),
        ("xz --decompress a.tar.xz", [("a.tar.xz", "a.tar")]),
        ("gzip a.tar", []),
        ("gunzip -k a.gz", []),
        ("gunzip -c a.gz", []),
        ("bzip2 -dk a.bz2", []),
        ("unxz a.tgz", []),
        ("cat a.gz", []),
    ],
)
def test_what_a_command_decompresses(command: str, files: list[tuple[str, str]]) -> None:
    _, _, script = run_in(f"FROM a\nRUN {command}\n")
    assert [(word.text, name) for word, name in decompressed(call_sites(script)[0])] == files


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("bash /a.sh -b", "/a.sh"), ("sh -x a.sh", "a.sh"), ("./a.sh -b", "./a.sh"),
        ("bash -c 'x a.sh'", None), ("install a.sh", None),
    ],
)  # fmt: skip
def test_which_script_a_command_runs(command: str, name: str | None) -> None:
    _, _, script = run_in(f"FROM a\nRUN {command}\n")
    word = self_unpacking(call_sites(script)[0])
    assert (word.text if word else None) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/tmp/Miniconda3-latest-Linux-x86_64.sh", True), ("miniconda.sh", True),
        ("Anaconda3-2024.06-1-Linux.sh", True),
        ("Miniforge3-Linux-$(uname -m).sh", True), ("cmake-3.31.0-linux-x86_64.sh", True),
        ("setup.sh", False), ("cmake.sh", False), ("install-miniconda.sh.sha256", False),
    ],
)  # fmt: skip
def test_names_of_installers(name: str, expected: bool) -> None:
    assert is_installer(name) == expected
    _, _, script = run_in(f"FROM a\nRUN wget -O /x.sh https://e.org/y/{name.rsplit('/', 1)[-1]}\n")
    assert fetches_installer(call_sites(script)[0]) == expected
