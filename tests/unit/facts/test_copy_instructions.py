"""What COPY and ADD bring where, and which folders exist when."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.copy_instructions import (
    Copy,
    brings_users,
    copies_before,
    exists,
    folders_made,
    lands_apart,
    programs,
    read_copy,
    unpacks,
)
from dslim.syntax import parse


def facts_of(text: str, folder: Path | None = None) -> Facts:
    context = Context(folder) if folder is not None else None
    return Facts(parse(f"FROM debian:12\n{text}\n"), Options(), context)


def last_copy(facts: Facts) -> Copy:
    point = facts.point(0, len(facts.tree.stages[0].instructions) - 1)
    copy = read_copy(point)
    assert copy is not None
    return copy


@pytest.mark.parametrize(
    ("text", "sources", "target", "is_folder"),
    [
        ("COPY a /b", ("a",), "/b", False),
        ("COPY a /b/", ("a",), "/b", True),
        ("COPY a c /b", ("a", "c"), "/b", True),
        ('COPY ["a b", "/c/"]', ("a b",), "/c", True),
        ("WORKDIR /w\nCOPY a .", ("a",), "/w", True),
        ("ENV D=/d\nCOPY a $D/x", ("a",), "/d/x", False),
        ("ARG A\nCOPY $A /b/", (), "/b", True),
        ("ARG A\nCOPY a $A", ("a",), None, False),
        ("COPY <<one <<two /d/\n1\none\n2\ntwo", ("one", "two"), "/d", True),
    ],
)
def test_sources_and_target(text: str, sources: tuple[str, ...], target: str | None, is_folder: bool) -> None:
    copy = last_copy(facts_of(text))
    assert (copy.sources, copy.target, copy.folder) == (sources, target, is_folder)


def test_only_copies_are_copies() -> None:
    facts = facts_of("RUN a\nCOPY --from=x a /b\nADD c /d\nRUN e")
    assert read_copy(facts.point(0, 1)) is None
    assert [(copy.index, copy.origin) for copy in copies_before(facts.end_of(facts.tree.stages[0]))] == [
        (2, "x"), (3, None)
    ]  # fmt: skip
    assert [copy.index for copy in copies_before(facts.point(0, 3))] == [2]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ADD https://a.b/c/x.txt /d/", "x.txt"),
        ("ADD https://a.b/c/x.git /d/", None),
        ("ADD https://a.b/c/x.txt?y /d/", None),
        ("ADD https://a.b/x https://a.b/y /d/", None),
        ("ADD x.txt /d/", None),
        ("COPY https://a.b/c/x.txt /d/", None),
    ],
)
def test_the_one_file_that_an_add_fetches(text: str, name: str | None) -> None:
    assert last_copy(facts_of(text)).fetched == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADD a.tar.gz /b/", True),
        ("ADD a.TGZ /b/", True),
        ("ADD a*  /b/", False),
        ("ADD b*  /b/", True),
        ("ADD git@x:y /b/", True),
        ("ADD a.txt /b/", False),
        ("ADD <<x /b/\ny\nx", False),
        ("COPY a.tar.gz /b/", False),
    ],
)
def test_an_add_may_unpack(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "a.txt").write_text("plain")
    facts = facts_of(text, tmp_path)
    assert unpacks(facts, last_copy(facts)) is expected


def test_programs_are_what_surely_runs_by_its_path() -> None:
    facts = facts_of('RUN /a/x && true\nRUN /a/y || true\nENTRYPOINT ["/old"]\nENTRYPOINT ["/new"]\nCMD ["serve"]')
    assert programs(facts, facts.tree.stages[0]) == {"/a/x", "/new"}


def test_a_copy_lands_apart_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "dir").mkdir()
    facts = facts_of("COPY a.txt /srv/", tmp_path)
    assert lands_apart(facts, last_copy(facts), "/opt")
    assert lands_apart(facts, last_copy(facts), "/srv/app")  # a file of another name, into the folder above
    assert not lands_apart(facts, last_copy(facts), "/srv/a.txt")
    assert not lands_apart(facts, last_copy(facts), "/srv")
    for text in ("COPY dir /srv/", "COPY --from=x a.txt /srv/", "ARG A\nCOPY a.txt $A"):
        other = facts_of(text, tmp_path)
        assert not lands_apart(other, last_copy(other), "/srv/app")


def test_a_copy_may_bring_users(tmp_path: Path) -> None:
    (tmp_path / "root/etc").mkdir(parents=True)
    (tmp_path / "root/etc/passwd").write_text("x")
    (tmp_path / "app").mkdir()
    found = {}
    for text in ("root /", "app /", "app /etc/passwd", "app /srv/", "missing[a] /", "--from=x a /", "--from=x a /srv"):
        facts = facts_of(f"COPY {text}", tmp_path)
        found[text] = brings_users(facts, last_copy(facts))
    assert found == {
        "root /": True, "app /": False, "app /etc/passwd": True, "app /srv/": False, "missing[a] /": True,
        "--from=x a /": True, "--from=x a /srv": False,
    }  # fmt: skip


def test_folders_that_a_run_makes() -> None:
    run = facts_of('RUN mkdir -p /a/b c && cd /d && mkdir e "/f" $G && rmdir /x').all_runs[0]
    assert folders_made(run, "/w") == ["/a/b", "/w/c", "/f"]  # where `cd /d` leads is not known for certain
    assert folders_made(run, None) == ["/a/b", "/f"]
    first = run.node.args.index("cd")
    assert folders_made(run, "/w", before=first) == ["/a/b", "/w/c"]
    assert folders_made(facts_of("RUN mkdir /a || true").all_runs[0], "/w") == []


def test_a_folder_exists_from_where_it_is_made_until_it_may_be_removed() -> None:
    facts = facts_of("WORKDIR /w/x\nRUN mkdir -p /m/n\nCOPY a /c/d/e\nRUN rm -rf /m\nRUN useradd -m joe")

    def where(folder: str) -> list[int]:
        return [i for i in range(7) if exists(facts.point(0, i), folder)]

    assert where("/etc") == list(range(7))
    assert where("/w/x") == where("/w") == [2, 3, 4, 5, 6]
    assert where("/m/n") == [3, 4]
    assert where("/c/d") == [4, 5, 6]
    assert where("/c/d/e") == []  # a file, or a folder: nobody knows
    assert where("/home/joe") == [6]
