"""The command line as a user meets it: what is printed where, exit codes, and what is written."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import dslim.engine.fix_loop
import dslim.rules
from dslim.cli.main import main
from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.fleet.discovery.file_names import is_dockerfile_name
from dslim.report.text import shown_diff
from dslim.rules import RULES
from toy import TOYS

BLOAT, SLIM = "FROM a\nRUN bloat\n", "FROM a\nRUN slim\n"
TWO_RUNS = b"FROM a\nRUN b >x\nRUN chmod 0 x\n"
DSLIM = [sys.executable, "-m", "dslim"]


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, where the toy rule is the only one."""
    for module in (dslim.rules, dslim.engine.fix_loop):
        monkeypatch.setattr(module, "TABLE", TOYS)
    monkeypatch.setenv("DSLIM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_diff_goes_to_stdout_the_summary_to_stderr_and_nothing_is_written(folder: Path) -> None:
    file = write(folder / "Dockerfile", BLOAT)
    result = run("fix", "Dockerfile")
    assert result.exit_code == 0
    assert (
        result.stdout
        == "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n FROM a\n-RUN bloat\n+RUN slim\n"
    )
    assert result.stderr == "1 file read, 1 would change (1 fix).\n"
    assert file.read_text() == BLOAT


def test_in_place_writes_and_prints_no_diff(folder: Path) -> None:
    file = write(folder / "Dockerfile", BLOAT)
    file.chmod(0o640)
    result = run("fix", "-i", "Dockerfile")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 file read, 1 rewritten (1 fix).\n"
    assert file.read_text() == SLIM
    assert file.stat().st_mode & 0o777 == 0o640
    assert "0 rewritten" in run("fix", "-i", "Dockerfile").stderr


def test_in_place_with_diff_does_both(folder: Path) -> None:
    file = write(folder / "Dockerfile", BLOAT)
    assert "+RUN slim" in run("fix", "-i", "--diff", "Dockerfile").stdout
    assert file.read_text() == SLIM


def test_an_unchanged_file_is_not_written(folder: Path) -> None:
    file = write(folder / "Dockerfile", SLIM)

    def written() -> tuple[int, int, int]:  # not when it was last read
        told = file.stat()
        return told.st_ino, told.st_mtime_ns, told.st_ctime_ns

    before = written()
    assert run("fix", "-i").exit_code == 0
    assert written() == before


def test_check_exits_1_if_and_only_if_something_would_change(folder: Path) -> None:
    write(folder / "Dockerfile", BLOAT)
    result = run("fix", "--check")
    assert result.exit_code == 1
    assert result.stdout == "Dockerfile:2: SL901 toy-bloat: bloat is large\n"
    assert (folder / "Dockerfile").read_text() == BLOAT
    assert run("fix", "--check", "--diff").stdout.startswith("--- a/Dockerfile")
    write(folder / "Dockerfile", "FROM a\nRUN keep\n")
    assert run("fix", "--check").exit_code == 0


@pytest.mark.parametrize("name", ["Dockerfile", "a b/Dockerfile", "x/é.Dockerfile", 'q"\\/Dockerfile.\t1'])
def test_git_applies_what_a_run_prints(folder: Path, name: str) -> None:
    write(folder / "other" / "Dockerfile", BLOAT.replace("\n", "\r\n"))
    file = write(folder / name, "FROM a\n" + "# x\n" * 20 + "RUN bloat\nRUN keep\nRUN bloat")
    diff = run("fix").stdout_bytes
    command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn"]
    done = subprocess.run(command, input=diff, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert file.read_text() == "FROM a\n" + "# x\n" * 20 + "RUN slim\nRUN keep\nRUN slim"
    assert (folder / "other" / "Dockerfile").read_bytes() == SLIM.replace("\n", "\r\n").encode()
    assert run("fix", "--check").exit_code == 0


def test_check_and_in_place_exclude_each_other(folder: Path) -> None:
    file = write(folder / "Dockerfile", BLOAT)
    assert run("fix", "--check", "-i").exit_code == 2
    assert file.read_text() == BLOAT


def test_stdin_gives_a_diff_or_in_place_the_text(folder: Path) -> None:
    assert run("fix", "-", stdin=BLOAT).stdout.startswith("--- a/<stdin>\n+++ b/<stdin>\n@@ ")
    assert run("fix", "-i", "-", stdin=BLOAT).stdout == SLIM
    assert run("fix", "-i", "-", stdin="FROM a\n").stdout == "FROM a\n"
    assert run("fix", "-", "--stdin-filename", "x/Dockerfile", stdin=BLOAT).stdout.startswith(
        "--- a/x/Dockerfile"
    )
    assert list(folder.iterdir()) == []


def test_bytes_pass_through_as_they_are(folder: Path) -> None:
    text = b"\xef\xbb\xbfFROM a\r\n# \xff\x0c\x85 \xe2\x80\xa8\r\nRUN bloat"
    file = write(folder / "Dockerfile", text)
    diff = run("fix", "Dockerfile").stdout_bytes
    assert b"-RUN bloat\n\\ No newline at end of file\n" in diff
    assert b" # \xff\x0c\x85 \xe2\x80\xa8\r\n" in diff
    run("fix", "-i", "Dockerfile")
    assert file.read_bytes() == text.replace(b"bloat", b"slim")
    assert run("fix", "-i", "-", stdin=text).stdout_bytes == text.replace(b"bloat", b"slim")


def test_one_bad_file_is_one_line_and_does_not_stop_the_others(folder: Path) -> None:
    write(folder / "a.Dockerfile", "FROM a\nRUNN x\n")
    write(folder / "b.Dockerfile", "FROM a\nRUN crash\n")
    write(folder / "c.Dockerfile", "FROM a\nRUN lie\n")
    good = write(folder / "d.Dockerfile", BLOAT)
    result = run("fix", "-i", ".", "nosuch")
    told = result.stderr.splitlines()
    assert result.exit_code == 2
    assert told[0].startswith("a.Dockerfile:2:1: error: ")
    assert told[1] == "b.Dockerfile: internal error: ZeroDivisionError: a defect; the file is as it was"
    assert told[2].startswith("c.Dockerfile: internal error: InvariantError: SL901")
    assert told[3] == "nosuch: error: No such file or directory"
    assert told[4] == "1 file read, 1 rewritten (1 fix), 4 errors."
    assert good.read_text() == SLIM
    assert (folder / "c.Dockerfile").read_text() == "FROM a\nRUN lie\n"


def test_an_error_wins_over_pending_changes(folder: Path) -> None:
    write(folder / "Dockerfile", BLOAT)
    assert run("fix", "--check", "Dockerfile", "nosuch").exit_code == 2


def test_an_internal_error_shows_its_place_only_when_asked(folder: Path) -> None:
    write(folder / "Dockerfile", "FROM a\nRUN crash\n")
    assert "Traceback" not in run("fix", "-v").stderr
    assert "Traceback" in run("fix", "-vv").stderr


def test_why_not_and_the_summary_of_refusals(folder: Path) -> None:
    write(folder / "Dockerfile", "FROM a\nRUN keep\n")
    assert run("fix").stderr == (
        "1 file read, 0 would change (0 fixes).\nNot fixed: SL901 toy-bloat 1 (--why-not tells why).\n"
    )
    told = run("fix", "--why-not").stderr.splitlines()
    assert told[0] == "Dockerfile:2: left: SL901 toy-bloat: bloat is large; not fixed because somebody needs it"
    assert run("fix", "-q").stderr == ""


def test_lines_of_a_file_come_in_its_order_with_their_kind_in_front(folder: Path) -> None:
    write(folder / "Dockerfile", "FROM a\nRUN keep\nRUN bloat\nRUN risky\nRUN bloat\n")
    lines = run("fix", "-v", "--why-not").stderr.splitlines()
    assert [line.split(": ")[:2] for line in lines[:4]] == [
        ["Dockerfile:2", "left"],
        ["Dockerfile:3", "fixed"],
        ["Dockerfile:4", "unsafe"],
        ["Dockerfile:5", "fixed"],
    ]


def test_what_a_fix_saves_is_told_where_it_is_known() -> None:
    text = "FROM debian:12\nRUN echo a > b\nRUN echo c > d\n"
    told = run("fix", "-v", "--merge", "all", "-", stdin=text).stderr
    assert "<stdin>:2: fixed: SL101 merge-runs: " in told
    assert "merging them saves no bytes\n" in told


def test_unsafe_fixes_are_offered_and_made_when_asked_for(folder: Path) -> None:
    write(folder / "Dockerfile", "FROM a\nRUN risky\n")
    result = run("fix", "-v")
    assert result.stdout == ""
    assert "Dockerfile:2: unsafe: SL901 toy-bloat: may be large (--unsafe-fixes makes this fix)\n" in result.stderr
    assert "1 fix more with --unsafe-fixes." in result.stderr
    assert "+RUN brave" in run("fix", "--unsafe-fixes").stdout


@pytest.mark.parametrize("word", ["SL901", "sl901", "toy-bloat", "toy-bloat,SL901"])
def test_rules_are_chosen_by_code_or_name(folder: Path, word: str) -> None:
    write(folder / "Dockerfile", BLOAT)
    assert "+RUN slim" in run("fix", "--rule", word).stdout
    assert run("fix", "--ignore-rule", word).stdout == ""
    assert run("fix", "--rule", word, "--ignore-rule", word).stdout == ""


@pytest.mark.parametrize("option", ["--rule", "--ignore-rule"])
def test_an_unknown_rule_names_the_nearest(folder: Path, option: str) -> None:
    result = run("fix", option, "toybloat")
    assert result.exit_code == 2
    assert "no rule 'toybloat'. Did you mean toy-bloat (SL901)?" in result.stderr
    assert run("fix", option, "zzzz").exit_code == 2


@pytest.mark.parametrize("args", [["--merge=some"], ["--builder=x"], ["--context=nosuch"], ["--nonsense"]])
def test_wrong_use_exits_2(folder: Path, args: list[str]) -> None:
    result = run("fix", *args)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_a_folder_without_dockerfiles_is_told(folder: Path) -> None:
    result = run("fix")
    assert (result.exit_code, result.stderr) == (0, "No Dockerfile found.\n")


def test_what_is_left_out_is_told_where_nothing_else_is_there(folder: Path) -> None:
    for name in ("a/Dockerfile", "b/Dockerfile", "c/Dockerfile"):
        (folder / name).parent.mkdir()
        write(folder / name, "FROM a\n")
    write(folder / ".gitignore", "c/Dockerfile\n")
    told = "No Dockerfile found; excluded: a/Dockerfile and 1 more; ignored by git: c/Dockerfile.\n"
    assert run("fix", "--exclude", "a/Dockerfile", "--exclude", "b").stderr == told
    assert run("fix", "--exclude", "a", "--force-exclude", "a/Dockerfile").stderr.startswith(
        "No Dockerfile found; excluded: a/Dockerfile."
    )


def test_a_hostile_message_cannot_drive_the_terminal(folder: Path) -> None:
    write(folder / "\x1b[2JDockerfile", "FROM a\n\x1b]0;x\x07 y\n")
    result = run("fix", "\x1b[2JDockerfile")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_a_hostile_file_cannot_drive_the_terminal() -> None:
    shown = shown_diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\x1b[2J\t\x9b1m\n+-- ok\n", colour=True)
    assert shown == (
        "\x1b[1m--- a/x\x1b[0m\n\x1b[1m+++ b/x\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
        "\x1b[31m-\\x1b[2J\t\\u009b1m\x1b[0m\n\x1b[32m+-- ok\x1b[0m\n"
    )


def test_find_files_by_name_each_once_and_not_through_links(folder: Path) -> None:
    for name in ("Dockerfile", "a/api.Dockerfile", "a/Dockerfile.dev", "b/Containerfile", "b/DOCKERFILE"):
        write(folder / name, BLOAT)
    for name in ("Dockerfile.j2", "Dockerfile.dockerignore", "README.md", ".git/Dockerfile", "a/Dockerfile~"):
        write(folder / name, BLOAT)
    (folder / "c").symlink_to("a")
    (folder / "a" / "Dockerfile").symlink_to("../Dockerfile")
    found = ["Dockerfile", "a/Dockerfile.dev", "a/api.Dockerfile", "b/Containerfile", "b/DOCKERFILE"]
    assert find_dockerfiles([".", "a", "Dockerfile", "./Dockerfile"]).files == found
    assert find_dockerfiles(["README.md", "-"]).files == ["README.md", "-"]


def test_names_of_dockerfiles() -> None:
    assert all(map(is_dockerfile_name, ["dockerfile", "Dockerfile-x", "x_dockerfile", "Dockerfile.3.11"]))
    assert not any(map(is_dockerfile_name, ["Dockerfiles", "mydockerfile", "Dockerfile.py", "Dockerfile.md"]))


def test_rules_and_explain_tell_the_metadata(folder: Path) -> None:
    assert run("rules").stdout == "SL901  toy-bloat  safe    `RUN bloat` becomes `RUN slim`\n"
    assert "| SL901 | toy-bloat | safe |" in run("rules", "--format", "markdown").stdout
    [told] = json.loads(run("rules", "--format", "json").stdout)
    assert told["example"] == {"before": BLOAT, "after": SLIM}
    text = run("explain", "toy-bloat").stdout
    assert all(part in text for part in ("SL901 toy-bloat (safe)", "+RUN slim", "Only for tests.", "/toy"))
    result = run("explain", "nosuch")
    assert result.exit_code == 2
    assert "Error: no rule 'nosuch'." in result.stderr


def test_the_real_rules_can_all_be_listed_and_explained() -> None:
    assert [line.split()[0] for line in run("rules").stdout.splitlines()] == [rule.code for rule in RULES]
    for rule in RULES:
        assert rule.summary in run("explain", rule.code).stdout


def start(*args: str, **extra: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*DSLIM, *args], capture_output=True, check=False, **extra)  # type: ignore[call-overload,no-any-return]


def test_version_and_help_as_a_program() -> None:
    done = start("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, b"dslim")
    assert b"explain" in start("--help").stdout
    assert start("nosuch").returncode == 2
    assert start().returncode == 2


def test_the_program_fixes_stdin_without_colour() -> None:
    done = start("fix", "-", "-q", input=b"FROM a\nRUN x\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    # far more than a pipe holds, so that the reader is surely gone before the end
    write(tmp_path / "Dockerfile", "FROM a\n" + "# x\n" * 300_000)
    program = f'{" ".join(map(repr, DSLIM[:2]))} "{DSLIM[2]}" fix -i - < Dockerfile | head -n 1'
    done = subprocess.run(["sh", "-c", program], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout == b"FROM a\n"
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("told", [["fix", "-"], ["fix", "-", "--format", "json"], ["--version"], ["fix", "--help"]])
def test_a_full_disk_is_one_line_and_exit_2(told: list[str]) -> None:
    with open("/dev/full", "wb") as disk:
        done = subprocess.run(
            [*DSLIM, *told], input=TWO_RUNS, stdout=disk, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"error: standard output: No space left on device\n"


def test_a_closed_output_is_one_line_and_exit_2() -> None:
    program = f"{shlex.join(DSLIM)} fix - >&-"
    done = subprocess.run(["sh", "-c", program], input=TWO_RUNS, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: standard output: closed\n")


def test_ctrl_c_exits_130_and_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "Dockerfile", BLOAT)
    # the file is read, slowly, when the signal comes
    code = (
        "import time, dslim.cli.fix_run as fix_run; from dslim.cli.main import main;"
        "fix_run.read_dockerfile = lambda *_: print('reading', flush=True) or time.sleep(60); main(['fix', '-i'])"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"reading\n"
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=10)
    assert program.returncode == 130
    assert b"Traceback" not in told
    assert file.read_text() == BLOAT


def test_colour_only_on_a_terminal(folder: Path) -> None:
    pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from toy import TOYS; import dslim.rules;"
        "dslim.rules.TABLE = TOYS; from dslim.cli.main import main; main(prog_name='dslim')"
    )
    write(folder / "Dockerfile", BLOAT)

    def seen(**env: str) -> bytes:
        master, slave = pty.openpty()
        here = str(Path(__file__).parents[2])
        command = [sys.executable, "-c", code, here, "fix", "-q", "Dockerfile"]
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
        subprocess.run(command, stdout=slave, env={**kept, "TERM": "xterm", **env}, check=True)
        os.close(slave)
        out = io.BytesIO()
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            out.write(part)
        os.close(master)
        return out.getvalue()

    assert b"\x1b[32m+RUN slim\x1b[0m" in seen()
    assert b"\x1b" not in seen(NO_COLOR="1")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rule", "aptlist", "Dockerfile"], "Error: no rule 'aptlist'. Did you mean apt-lists (SL201)?"),
        (["-i", "--check"], "Error: --in-place and --check exclude each other."),
        (["--chek"], "Usage: dslim fix [OPTIONS] [PATHS]..."),
        (["--merge", "some"], "Error: Invalid value for '--merge'"),
    ],
)
def test_what_is_wrong_is_told_as_ever(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN b\n")
    done = subprocess.run([*DSLIM, "fix", *words], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    done = subprocess.run([*DSLIM, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"dslim {version('dslim')}\n"
    assert subprocess.run([*DSLIM, "--no-such"], capture_output=True, text=True).returncode == 2
