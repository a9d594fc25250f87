"""Where the commands of a RUN stand: a real shell is the other opinion."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.facts.working_directory import (
    ANYWHERE,
    Whereabouts,
    assumed_folders,
    calls_with_workdir,
    changes_directory,
    known_workdir,
    possible_after,
    proven_folder,
)
from dslim.shell import Script, commands
from dslim.syntax import parse


def run_of(text: str) -> tuple[Facts, Run]:
    facts = Facts(parse(text), Options())
    return facts, facts.all_runs[-1]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["a", "b/a", "..", ".", "../b", "a/./../b", "./b//a"]), max_size=3))
def test_a_row_of_cd_leads_where_a_shell_says(moves: list[str], tmp_path: Path) -> None:
    start = tmp_path.resolve() / "a/b/a"
    start.mkdir(parents=True, exist_ok=True)
    steps = [f"cd {move}" for move in moves]
    program = "".join(f"mkdir -p {move} && {step}\n" for move, step in zip(moves, steps)) + "pwd"
    said = subprocess.run(["sh", "-c", program], cwd=start, capture_output=True, text=True, check=True).stdout.strip()
    facts, run = run_of(f"FROM debian:12\nWORKDIR {start}\nRUN {' && '.join([*steps, 'pwd'])}\n")
    assert isinstance(run.script, Script)
    last = list(commands(run.script))[-1]
    assert assumed_folders(facts, run, call_sites(run.script))[-1] == said
    assert proven_folder(facts, run, last) == said
    here = Whereabouts((str(start),))
    for site in call_sites(run.script):
        here = possible_after(here, site.call)
    assert {str(start), said} <= set(here.folders)
    assert not here.elsewhere


@pytest.mark.parametrize(
    ("script", "proven"),
    [
        ("x", "/w"),
        ("cd a && x", "/w/a"),
        ("cd /a/../b && x", "/b"),
        ("pushd a && x", None),
        ("cd a && popd && x", None),
        ("cd && x", None),
        ("cd - && x", None),
        ("cd ~ && x", None),
        ("cd $A && x", None),
        ("cd $A && cd /b && x", "/b"),
        ("cd a; x", None),  # nobody knows whether it succeeded
        ("cd a || true && x", None),
        ("(cd a) && x", None),
        ("cd a | cat && x", None),
        ("sh -c 'cd a' && x", None),
        ("cd a && (x)", None),
        ("(x)", "/w"),
    ],
)
def test_a_folder_is_proven_only_where_each_cd_before_surely_succeeded(script: str, proven: str | None) -> None:
    facts, run = run_of(f"FROM debian:12\nWORKDIR /w\nRUN {script}\n")
    assert isinstance(run.script, Script)
    simple = next(s for s in commands(run.script) if s.words[0].literal == "x")
    assert proven_folder(facts, run, simple) == proven


@pytest.mark.parametrize(
    ("script", "folders", "elsewhere"),
    [
        ("cd a", {"/w", "/w/a"}, False),
        ("cd a; cd /b", {"/w", "/w/a", "/b"}, False),
        ("cd a; cd ..", {"/w", "/w/a", "/"}, False),
        ("cd a; cd -", {"/w", "/w/a"}, False),
        ("cd $A; cd b", {"/w", "/w/b"}, True),
        ("popd", {"/w"}, True),
        ("cd ~", {"/w"}, True),
        ("; ".join(f"cd a{i}" for i in range(8)), None, True),  # 2 ** 8 folders are any
    ],
)
def test_a_cd_that_may_have_run_adds_a_folder(script: str, folders: set[str] | None, elsewhere: bool) -> None:
    here = Whereabouts(("/w",))
    run = run_of(f"FROM debian:12\nRUN {script}\n")[1]
    assert isinstance(run.script, Script)
    for site in call_sites(run.script):
        here = possible_after(here, site.call)
    assert folders is None or set(here.folders) == folders
    assert here.elsewhere == elsewhere
    assert len(here.folders) <= 64


def test_whereabouts_know_one_folder_only_where_there_is_no_other() -> None:
    assert Whereabouts(("/a",)).only == "/a"
    assert Whereabouts(("/a", "/b")).only is None
    assert Whereabouts(("/a",), elsewhere=True).only is None
    assert ANYWHERE.only is None
    assert ANYWHERE.after("b") == ANYWHERE
    assert ANYWHERE.after("/b//c/.") == Whereabouts(("/b/c",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12", "/"),
        ("FROM debian:12\nWORKDIR /a\nWORKDIR b", "/a/b"),
        ("FROM python:3", "/"),
        ("FROM mine", None),
        ("FROM python:$V", "/"),
        ("FROM debian:12\nARG A\nWORKDIR $A", None),
        ("FROM mine\nWORKDIR a", None),
    ],
)
def test_the_workdir_is_known_by_the_file_or_by_an_official_image(text: str, expected: str | None) -> None:
    facts = Facts(parse(text), Options())
    assert known_workdir(facts.end_of(facts.tree.stages[-1])) == expected


@pytest.mark.parametrize(
    ("script", "changes"),
    [("make", False), ("cd a", True), ("(chdir a)", True), ("sh -c 'cd a'", True), ('["cd", "a"]', True)],
)
def test_a_run_that_cannot_be_read_may_change_the_directory(script: str, changes: bool) -> None:
    assert changes_directory(run_of(f"FROM debian:12\nRUN {script}\n")[1]) is changes


def test_behind_a_cd_the_workdir_is_none() -> None:
    run = run_of("FROM debian:12\nRUN a && cd b && c; d\n")[1]
    assert [(site.call.name, folder) for site, folder in calls_with_workdir(run, "/w")] == [
        ("a", "/w"), ("cd", "/w"), ("c", None), ("d", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "folders"),
    [
        ("a && cd /x && b && cd y && c", ["/", "/", "/x", "/x", "/x/y"]),
        ("cd $D && a", ["/", "/$D"]),
        ("(cd /x && a) && b", ["/", "?", "?"]),
        ("(cd /x) && cd /y && a", ["/", "?", "/y"]),
        ("cd - && a", ["/", "?"]),
        ("sh -c 'cd /x' && a", ["/", "?", "/"]),
    ],
)
def test_assumed_folders(script: str, folders: list[str]) -> None:
    facts, run = run_of(f"FROM debian:12\nRUN {script}\n")
    assert isinstance(run.script, Script)
    assert assumed_folders(facts, run, call_sites(run.script)) == folders
