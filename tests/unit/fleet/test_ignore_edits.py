"""The ignore files that --unsafe-fixes writes beside Dockerfiles."""

from __future__ import annotations

import hashlib
import html
import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from dslim.cli.ignore_files import diff_of
from dslim.cli.main import main
from dslim.fleet.config.task_plan import TaskPlan
from dslim.fleet.related_files.ignore_edits import IgnoreEdit, IgnoreFiles
from dslim.support.atomic_write import create_atomic
from dslim.support.write_refused import WriteRefused

TEXT = "FROM node:22-slim\nWORKDIR /srv\nCOPY . .\nRUN npm ci && npm cache clean --force\n"
LINES = "# what is made again in the image\nnode_modules\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (".git", "node_modules"):
        (tmp_path / name).mkdir()
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "Dockerfile").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dslim(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["fix", "--no-cache", *words])
    return done.exit_code, done.stdout, done.stderr


def test_a_dry_run_shows_the_diff_and_writes_nothing(project: Path) -> None:
    code, out, told = dslim("--unsafe-fixes")
    first, second = LINES.splitlines()
    assert code == 0
    assert out.splitlines() == ["--- /dev/null", "+++ b/.dockerignore", "@@ -0,0 +1,2 @@", f"+{first}", f"+{second}"]
    assert "and 1 ignore file" in told
    assert not (project / ".dockerignore").exists()
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply"], input=out.encode(), check=True)
    assert (project / ".dockerignore").read_text() == LINES


def test_without_unsafe_fixes_it_is_advice_alone(project: Path) -> None:
    assert dslim() == (0, "", "1 file read, 0 would change (0 fixes).\n1 piece of advice with -v.\n")
    assert dslim("-i")[0] == 0
    assert not (project / ".dockerignore").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"docs\n", b"docs\n\n"),
        (b"docs", b"docs\n\n"),
        (b"\xef\xbb\xbf# a\xff \r\ndocs", b"\xef\xbb\xbf# a\xff \r\ndocs\r\n\r\n"),
    ],
)
def test_what_is_there_stays_byte_for_byte(project: Path, before: bytes, after: bytes) -> None:
    (project / ".dockerignore").write_bytes(before)
    assert dslim("--unsafe-fixes", "-i")[0] == 0
    newline = b"\r\n" if b"\r" in before else b"\n"
    assert (project / ".dockerignore").read_bytes() == after + LINES.encode().replace(b"\n", newline)
    assert dslim("--unsafe-fixes", "--check") == (0, "", "1 file read, 0 would change (0 fixes).\n")


def test_check_tells_it_and_fails(project: Path) -> None:
    code, out, _ = dslim("--unsafe-fixes", "--check")
    told = ".dockerignore: SL405 context-bloat: `node_modules` would be left out of the build context"
    assert (code, out) == (1, f"{told}\n")


def test_an_ignore_file_of_its_own_wins(project: Path) -> None:
    (project / "Dockerfile.dockerignore").write_text("docs\n")
    dslim("--unsafe-fixes", "-i")
    assert (project / "Dockerfile.dockerignore").read_text() == f"docs\n\n{LINES}"
    assert not (project / ".dockerignore").exists()
    (project / "Dockerfile.dockerignore").write_text("**/node_modules\n")
    assert dslim("--unsafe-fixes")[1] == ""


@pytest.mark.parametrize(
    "other",
    [
        "FROM node:22-slim\nCOPY . /srv\n",
        "FROM node:22-slim\nCOPY node_modules /srv/node_modules\n",
        "FROM node:22-slim\nRUN --mount=type=bind,source=node_modules,target=/n ls /n\n",
    ],
)
def test_not_what_another_dockerfile_may_need(project: Path, other: str) -> None:
    (project / "other.Dockerfile").write_text(other)
    code, out, told = dslim("--unsafe-fixes", "Dockerfile")
    assert (code, out) == (0, "")
    assert ".dockerignore: node_modules is not written: other.Dockerfile may need it" in told


def test_another_dockerfile_that_does_not_need_it_is_no_reason(project: Path) -> None:
    (project / "other.Dockerfile").write_text("FROM node:22-slim\nCOPY package.json /\n")
    assert "+node_modules" in dslim("--unsafe-fixes", "Dockerfile")[1]


def test_not_what_a_line_wants(project: Path) -> None:
    (project / ".dockerignore").write_text("docs\n!node_modules/x\n")
    assert "a line with `!` wants it" in dslim("--unsafe-fixes")[2]


def test_not_what_a_copy_names(project: Path) -> None:
    (project / "Dockerfile").write_text(TEXT + "COPY node_modules/x /x\n")
    assert dslim("--unsafe-fixes")[1] == ""


def test_a_link_is_not_written(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "file"
    elsewhere.write_text("docs\n")
    (project / ".dockerignore").symlink_to(elsewhere)
    assert "symbolic link" in dslim("--unsafe-fixes", "-i")[2]
    assert elsewhere.read_text() == "docs\n"


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    create_atomic(str(tmp_path / "a"), b"x")
    with pytest.raises(WriteRefused):
        create_atomic(str(tmp_path / "a"), b"y")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert os.listdir(tmp_path) == ["a"]


def test_the_diff_of_a_file_without_a_last_newline() -> None:
    diff = diff_of(IgnoreEdit(os.path.abspath("x/.dockerignore"), b"a", b"a\nb\n", ("b",)))
    assert diff.splitlines()[:2] == ["--- a/x/.dockerignore", "+++ b/x/.dockerignore"]
    assert "\\ No newline at end of file" in diff


def test_nothing_asked_for_is_no_edit() -> None:
    assert IgnoreFiles(lambda path: TaskPlan({}, None).make_task(path).context).edits() == []


@pytest.mark.parametrize("ignored", [None, "docs", "docs\n"])
def test_json_and_sarif_hold_what_is_written(project: Path, ignored: str | None) -> None:
    if ignored is not None:
        (project / ".dockerignore").write_text(ignored)
    _, out, _ = dslim("--unsafe-fixes", "--format", "json")
    (file,) = json.loads(out)["ignore_files"]
    data = None if ignored is None else hashlib.sha256(ignored.encode()).hexdigest()
    assert (file["path"], file["lines"], file["sha256"]) == (".dockerignore", ["node_modules"], data)
    _, out, _ = dslim("--unsafe-fixes", "--format", "sarif")
    (result,) = (one for one in json.loads(out)["runs"][0]["results"] if one["ruleId"] == "SL405")
    (change,) = result["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    lines = (ignored or "").split("\n")
    assert change["artifactLocation"]["uri"] == ".dockerignore"
    assert (region["startLine"], region["startColumn"]) == (len(lines), len(lines[-1]) + 1)
    assert dslim("-i", "--unsafe-fixes")[0] == 0
    written = (project / ".dockerignore").read_text()
    (at,) = file["replacements"]
    assert (ignored or "")[: at["start"]] + at["text"] == written
    assert (ignored or "") + replacement["insertedContent"]["text"] == written


def test_reports_hold_none_without_unsafe_fixes(project: Path) -> None:
    assert json.loads(dslim("--format", "json")[1])["ignore_files"] == []
    assert json.loads(dslim("--format", "sarif")[1])["runs"][0]["results"] == []


def test_a_page_shows_the_ignore_file_and_the_command_that_writes_it(project: Path) -> None:
    assert dslim("--html", "page.html")[0] == 0
    assert "it is written by" not in (project / "page.html").read_text()
    assert dslim("--html", "page.html", "--unsafe-fixes")[0] == 0
    page = (project / "page.html").read_text()
    command = html.unescape(page.partition("it is written by:</p><p><code>")[2].partition("</code>")[0])
    assert "<h2><code>.dockerignore</code></h2>" in page
    assert ">node_modules<" in page
    assert not (project / ".dockerignore").exists()
    assert dslim(*shlex.split(command)[2:])[0] == 0
    assert (project / ".dockerignore").read_text() == LINES
    assert (project / "Dockerfile").read_text() == TEXT
