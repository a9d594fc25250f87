"""`dslim fix` over many files, as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dslim.cli.fix import fix
from dslim.cli.fix_arguments import FixArguments
from dslim.cli.main import main
from dslim.cli.review_files import ReviewFiles

BLOAT, SLIM = "FROM a\nRUN a >/x\nRUN chmod 600 /x\n", "FROM a\nRUN a >/x && \\\n    chmod 600 /x\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DSLIM_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "dslim"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str = BLOAT) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def test_a_note_on_an_ignore_comment_goes_to_standard_error() -> None:
    write("Dockerfile", "FROM a:1\n# dslim: ignore[apt-list]\nRUN apt-get update && apt-get install -y b\n")
    note = "Dockerfile:2: note: no rule is called `apt-list`: it is taken for apt-lists (SL201)\n"
    result = run("fix", "Dockerfile")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr.startswith(note)
    assert run("fix", "--check", "-v", ".").stderr.count(note) == 1
    assert note not in run("fix", "-q", "Dockerfile").stderr


@pytest.mark.parametrize("end", ["\0", "\n"])
@pytest.mark.parametrize("option", ["-@", "--files-from=-", "--files-from=list"])
def test_lists_of_files(option: str, end: str) -> None:
    for name in ("a b/Dockerfile", "c/Dockerfile", "d/odd"):
        write(name)
    names = f"a b/Dockerfile{end}d/odd{end}"
    write("list", names)
    assert run("fix", "-i", option, stdin=names).stderr.startswith("2 files read, 2 rewritten")
    assert [Path(n).read_text() for n in ("a b/Dockerfile", "c/Dockerfile", "d/odd")] == [SLIM, BLOAT, SLIM]


def test_an_empty_list_is_no_file_and_not_every_file() -> None:
    write("Dockerfile")
    assert run("fix", "-i", "-@", stdin="").stderr == "No Dockerfile found.\n"
    assert Path("Dockerfile").read_text() == BLOAT


@pytest.mark.parametrize(
    "args", [["-@", "x"], ["--since=a", "--staged"], ["--files-from=nosuch"], ["--since=nosuch"], ["-j", "-1"]]
)
def test_wrong_use_exits_2(args: list[str]) -> None:
    assert run("fix", *args).exit_code == 2


def test_staged_files_only() -> None:
    for name in ("a/Dockerfile", "b/Dockerfile"):
        write(name)
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "add", "a"], check=True)
    assert run("fix", "--staged", "-i").stderr.startswith("1 file read, 1 rewritten")
    assert Path("a/Dockerfile").read_text() == SLIM


def test_templates_are_counted_and_named_when_asked_for() -> None:
    write("Dockerfile")
    write("a/Dockerfile.j2")
    write("b/Dockerfile", "FROM {{ x }}\n")
    result = run("fix", "--check", "b")
    assert result.exit_code == 0
    assert result.stderr == "0 files read, 0 would change (0 fixes).\n1 template left alone (-v names them).\n"
    told = run("fix", "-v").stderr
    assert "a/Dockerfile.j2: left alone: a Jinja template\n" in told
    assert "b/Dockerfile: left alone: a template\n" in told
    assert "2 templates left alone.\n" in told
    assert "b/Dockerfile: left alone: a template\n" in run("fix", "b/Dockerfile").stderr
    assert run("fix", "-i", "-", stdin="FROM {{ x }}\n").stdout == "FROM {{ x }}\n"


def test_what_could_not_be_read_of_compose_and_bake_is_told() -> None:
    write("compose.yaml", "services: {s: {build: {dockerfile_inline: 'FROM a'}}}\n")
    write("Dockerfile")
    assert "compose.yaml: the Dockerfile inside service s is not read\n" in run("fix").stderr


def test_the_second_run_says_the_same(here: Path) -> None:
    write("Dockerfile")
    write("b/Dockerfile", "FROM a\nRUN alias x=y\nRUN b\n")
    first = run("fix", "--why-not", "-v")
    second = run("fix", "--why-not", "-v")
    assert (second.stdout, second.stderr) == (first.stdout, first.stderr)
    assert run("cache", "clean").stdout.endswith(f"removed from {run('cache', 'dir').stdout}")


def test_no_cache_keeps_nothing(here: Path) -> None:
    write("Dockerfile")
    run("fix", "--no-cache")
    run("fix", "-", stdin=BLOAT)
    assert run("cache", "clean").stdout.startswith("0 bytes removed")
    run("fix", "--cache-dir", "kept")
    assert [p.name for p in Path("kept").iterdir()] == ["outcomes.sqlite"]


def test_one_small_file_by_name_is_not_worth_a_cache() -> None:
    write("Dockerfile")
    run("fix", "Dockerfile")
    run("fix", "no/such/file")
    assert run("cache", "clean").stdout.startswith("0 bytes removed")
    write("Dockerfile", "FROM a\n" + "#\n" * 5000)
    run("fix", "Dockerfile")
    assert not run("cache", "clean").stdout.startswith("0 bytes removed")


def test_the_second_run_loads_neither_rules_nor_parser() -> None:
    write("Dockerfile", "FROM node:20\nCOPY . .\nRUN yarn install\nRUN b\n")
    program = "import sys; from dslim.cli.main import main\ntry: main(['fix'])\nexcept SystemExit: print(*sys.modules)"
    loaded = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        heavy = {"lark", "dslim.syntax.parser", "tree_sitter._binding", "dslim.engine.fix_loop", "yaml"}
        loaded.append(set(done.stdout.splitlines()[-1].split()) & heavy)
    assert {"lark", "dslim.syntax.parser", "dslim.engine.fix_loop"} <= loaded[0]
    assert loaded[1] == set()


def test_formats_take_standard_output_for_themselves() -> None:
    write("Dockerfile")
    write("bad/Dockerfile", "FROM a\nRUNN x\n")
    result = run("fix", "--format=json", "--check")
    assert result.exit_code == 2
    data = json.loads(result.stdout)
    assert [(f["path"], f.get("changed")) for f in data["files"]] == [("Dockerfile", True), ("bad/Dockerfile", None)]
    assert run("fix", "--format=github", "-i").stdout.count("\n") == 2
    assert Path("Dockerfile").read_text() == SLIM


def test_statistics_name_the_rules_and_the_layers() -> None:
    write("a/Dockerfile")
    write("b/Dockerfile", BLOAT.replace("RUN a", "RUN c"))
    told = run("fix", "--statistics").stderr
    assert "     2 SL101 merge-runs  in 2 files\n" in told
    assert "Distinct layers that ship: 4 before, 2 after.\n" in told


def test_a_bar_is_shown_on_a_terminal_only() -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    import os

    for i in range(60):
        write(f"{i}.Dockerfile")
    command = [sys.executable, "-m", "dslim", "fix", "-i", "-j1"]
    master, slave = pty.openpty()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=slave, env={**os.environ, "TERM": "xterm"}, check=True)
    os.close(slave)
    seen = os.read(master, 65536)
    os.close(master)
    assert b"dslim fix" in seen
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr.startswith(b"60 files read")


def test_only_the_named_fix_is_made_in_all_files_and_by_all_ways(here: Path) -> None:
    write("a/Dockerfile", BLOAT)
    write("b/Dockerfile", "FROM a\nRUN a >/x\nRUN chmod 600 /x\nLABEL c=d\nRUN pip install x\n")
    report = json.loads(run("fix", "--merge", "all", "--format", "json").stdout)
    fixes = [(file["path"], fix["name"], fix["id"]) for file in report["files"] for fix in file["fixes"]]
    (pip,) = (name for _, rule, name in fixes if rule == "pip-no-cache")
    result = run("fix", "-i", "--merge", "all", "--only", pip)
    assert result.exit_code == 0
    assert result.stderr.startswith("2 files read, 1 rewritten (1 fix).\n")
    assert Path("a/Dockerfile").read_text() == BLOAT
    assert Path("b/Dockerfile").read_text().endswith("RUN chmod 600 /x\nLABEL c=d\nRUN pip install --no-cache-dir x\n")
    merges = ",".join(name for _, rule, name in fixes if rule == "merge-runs")
    assert run("fix", "-i", "--merge", "all", "--only", merges).exit_code == 0
    assert Path("a/Dockerfile").read_text() == SLIM


def test_an_unsafe_fix_that_is_named_is_made_and_an_id_that_is_nowhere_is_an_error(here: Path) -> None:
    write("Dockerfile", "FROM debian:12\nRUN apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/*\n")
    offered = json.loads(run("fix", "--format", "json").stdout)["files"][0]["offered"]
    (unsafe,) = (fix["id"] for fix in offered if fix.get("safety") == "unsafe")
    result = run("fix", "--only", f"{unsafe},SL201-00000000")
    assert "+RUN apt-get update && apt-get install --no-install-recommends -y x" in result.stdout
    assert result.exit_code == 2
    assert result.stderr.startswith("--only: no fix SL201-00000000 here: it is not in these files, or requires others")
    usage = run("fix", "--only", "apt-lists")
    assert (usage.exit_code, "'apt-lists' is not the id of a fix" in usage.stderr) == (2, True)


def test_only_works_in_processes(here: Path) -> None:
    for number in range(45):
        write(f"{number:02}/Dockerfile", BLOAT)
    fixes = json.loads(run("fix", "-j1", "--merge", "all", "--format", "json", "00").stdout)["files"][0]["fixes"]
    result = run("fix", "-i", "-j2", "--merge", "all", "--only", fixes[0]["id"])
    assert result.stderr.startswith("45 files read, 45 rewritten (45 fixes).\n")
    assert run("fix", "-j2", "--merge", "all", "--only", "SL101-00000000").exit_code == 2


GENERATED = "# This file is auto generated by gen.sh\n"
LEFT = "1: note: says it is generated by gen.sh: left as it is, fix its template, or name the file or set generated"
UNDONE = "1: note: says it is generated by gen.sh: the next generation undoes a fix, make it in the template\n"


def test_a_generated_file_that_a_search_finds_is_left_as_it_is() -> None:
    write("a/Dockerfile", GENERATED + BLOAT)
    write("b/Dockerfile")
    result = run("fix", "-i", "--merge=all", ".")
    assert result.stderr.count("a/Dockerfile:" + LEFT) == result.stderr.count("note:") == 1
    assert [Path(n).read_text() for n in ("a/Dockerfile", "b/Dockerfile")] == [GENERATED + BLOAT, SLIM]
    again = run("fix", "-i", "--merge=all", ".")  # from the cache
    assert again.stderr.count("a/Dockerfile:" + LEFT) == 1
    assert run("fix", "--check", "--merge=all", "a").exit_code == 0
    assert LEFT not in run("fix", "-q", "a").stderr
    (entry,) = json.loads(run("fix", "--format=json", "a").stdout)["files"]
    assert entry["generated"] is True
    assert entry["changed"] is False
    assert entry["notes"][0]["line"] == 1


def test_a_generated_file_that_is_named_is_fixed_with_a_note() -> None:
    write("a/Dockerfile", GENERATED + BLOAT)
    stdin = run("fix", "-i", "--merge=all", "-", stdin=GENERATED + BLOAT)
    assert (stdin.stdout, stdin.stderr.count("<stdin>:" + UNDONE)) == (GENERATED + SLIM, 1)
    forced = run("fix", "-i", "--merge=all", "--force-exclude", "a/Dockerfile")  # as pre-commit names all files
    assert LEFT in forced.stderr
    result = run("fix", "-i", "--merge=all", "a/Dockerfile")
    assert result.stderr.startswith("a/Dockerfile:" + UNDONE)
    assert Path("a/Dockerfile").read_text() == GENERATED + SLIM
    assert UNDONE not in run("fix", "--merge=all", "a/Dockerfile").stderr  # nothing to fix, nothing to undo


def test_the_config_has_generated_files_fixed() -> None:
    write("a/Dockerfile", GENERATED + BLOAT)
    write("b/Dockerfile", GENERATED + BLOAT)
    write("dslim.toml", 'merge = "all"\n[[overrides]]\npaths = ["a/"]\ngenerated = "fix"\n')
    result = run("fix", "-i", ".")
    assert "a/Dockerfile:1:" not in result.stderr
    assert [Path(n).read_text() for n in ("a/Dockerfile", "b/Dockerfile")] == [GENERATED + SLIM, GENERATED + BLOAT]


def test_many_generated_files_are_counted_and_named_when_asked_for() -> None:
    for number in range(12):
        write(f"{number:02}/Dockerfile", GENERATED + BLOAT)
    result = run("fix", ".")
    assert result.stderr.count(LEFT) == 10
    assert "12 files left as they are that say they are generated (-v names them).\n" in result.stderr
    assert run("fix", "-v", ".").stderr.count(LEFT) == 12


def test_nobody_is_asked_about_a_generated_file_that_a_search_finds() -> None:
    write("a/Dockerfile", GENERATED + BLOAT)
    for path, is_left in (("a", True), ("a/Dockerfile", False)):
        given = click.Command.make_context(fix, "fix", [path]).params
        assert (ReviewFiles(FixArguments(**given)).read(0) is None) == is_left
