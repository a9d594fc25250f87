"""Which Dockerfiles of a repository begin alike, installs included, and where that is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from dslim.cli.main import main
from dslim.facts.related_files import SharedBase
from dslim.fleet.related_files.shared_base import find_shared_bases

BEGIN = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"


def found(*texts: str) -> dict[str, tuple[SharedBase, ...]]:
    return find_shared_bases({f"/r/{number}": text for number, text in enumerate(texts)}, os.path.basename)


@pytest.mark.parametrize(
    "texts",
    [
        (BEGIN,),
        (BEGIN, BEGIN),  # copies of one file
        (BEGIN + "CMD a\n", BEGIN.replace("12", "11") + "CMD b\n"),
        (BEGIN + "CMD a\n", BEGIN.replace("curl", "wget") + "CMD b\n"),
        ("FROM debian:12\nRUN mkdir /a\nCMD a\n", "FROM debian:12\nRUN mkdir /a\nCMD b\n"),  # nothing is installed
        ("FROM debian:12\nCOPY . .\nRUN npm ci\nCMD a\n", "FROM debian:12\nCOPY . .\nRUN npm ci\nCMD b\n"),
        (BEGIN.replace("12", "12 AS a") + "FROM scratch\n", BEGIN + "CMD b\n"),  # it does not ship
        ("FROM {{ base }}\n", "FROM {{ base }}\n", "FROM\n", "FROM\n"),
    ],
)
def test_nothing_is_shared(texts: tuple[str, ...]) -> None:
    assert found(*texts) == {}


def test_each_set_of_files_is_told_once_at_its_first() -> None:
    more = BEGIN + "ENV A=b\nRUN pip install flask\n"
    assert found(more + "CMD a\n", BEGIN + "CMD b\n", more + "CMD c\n") == {
        "/r/0": (SharedBase(0, 1, (1, 2), ("1", "2")), SharedBase(0, 3, (1, 4), ("2",))),
    }


def test_what_comes_behind_a_copy_of_the_context_is_not_compared() -> None:
    more = BEGIN + "COPY --from=x:1 /a /a\nRUN pip install b\nCOPY . .\nRUN pip install .\n"
    assert found(more, more + "CMD b\n")["/r/0"] == (SharedBase(0, 3, (1, 4), ("1",)),)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(f"# {name}\n{BEGIN}CMD {name}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dslim(*words: str) -> tuple[str, list[str]]:
    """(standard output, lines about SL406) of `dslim fix`."""
    done = CliRunner().invoke(main, ["fix", "--no-cache", *words])
    return done.stdout, [line for line in done.output.splitlines() if "advice: SL406" in line]


def test_it_is_told_with_v_and_is_quiet_without(repository: Path) -> None:
    told = dslim("-v", ".")[1]
    assert len(told) == 1
    assert told[0].startswith("a/Dockerfile:2: advice: SL406 shared-base: `b/Dockerfile` and `c/Dockerfile` begin")
    assert not dslim(".")[1]
    assert not dslim("-v", "a")[1]


def test_reports_have_it(repository: Path) -> None:
    files = json.loads(dslim("--format", "json", ".")[0])["files"]
    assert [[one["rule"] for one in file["offered"]].count("SL406") for file in files] == [1, 0, 0]
    for options, count in ([], 0), (["-v"], 1):
        results = json.loads(dslim("--format", "sarif", *options, ".")[0])["runs"][0]["results"]
        assert [(one["ruleId"], one["level"]) for one in results].count(("SL406", "note")) == count


def test_an_ignore_comment_and_an_option_silence_it(repository: Path) -> None:
    assert not dslim("-v", "--ignore-rule", "shared-base", ".")[1]
    (repository / "a/Dockerfile").write_text(f"# dslim: ignore[shared-base]\n{BEGIN}CMD a\n")
    assert not dslim("-v", ".")[1]
