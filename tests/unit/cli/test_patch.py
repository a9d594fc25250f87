"""`dslim fix --patch` on a terminal: what a person types and sees, and what stands in the files afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ci_runner import drives_a_terminal
from dslim.cli.editor import edited
from dslim.cli.fix import fix
from dslim.cli.fix_arguments import FixArguments
from dslim.cli.main import main
from dslim.cli.patch import run_patch
from dslim.cli.review_files import ReviewFiles
from dslim.engine.fix_loop import fix_text
from terminal_screen import TerminalScreen

TEXT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n\n# why\nRUN pip install flask\n"
APT = TEXT.replace("curl\n", "curl && rm -rf /var/lib/apt/lists/*\n")
PIP = TEXT.replace("pip install", "pip install --no-cache-dir")
BOTH = APT.replace("pip install", "pip install --no-cache-dir")
PROMPT = "Make this fix [y,n,a,d,A,D,u,i,x,e,q,?]? "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    (made / "Dockerfile").write_text(TEXT)
    return made


def screen(folder: Path, *words: str, **size: int) -> TerminalScreen:
    env = {"XDG_STATE_HOME": str(folder.parent / "state"), "HOME": str(folder.parent)}
    if editor := os.environ.get("TEST_EDITOR"):
        env["EDITOR"] = editor
    return TerminalScreen(["fix", "-p", *words], folder, **size, env=env)


def typed(shown: TerminalScreen, keys: str) -> None:
    """Type keys, each when its question stands there."""
    for key in keys:
        shown.wait_for(PROMPT)
        shown.type(key)


def text_of(folder: Path, name: str = "Dockerfile") -> str:
    return (folder / name).read_bytes().decode()


@pytest.mark.parametrize(
    ("keys", "text"), [("yy", BOTH), ("yn", APT), ("ny", PIP), ("nn", TEXT), ("a", BOTH), ("d", TEXT), ("yq", APT)]
)
def test_what_is_accepted_is_written(folder: Path, keys: str, text: str) -> None:
    shown = screen(folder)
    typed(shown, keys)
    assert shown.end() == 0
    assert text_of(folder) == text
    assert fix_text(TEXT).after == BOTH


def test_a_person_sees_the_place_the_reason_and_the_diff_in_colour(folder: Path) -> None:
    shown = screen(folder, columns=100)
    first = shown.wait_for(PROMPT).split("\n")
    assert first[1].startswith("Dockerfile:2: SL201 apt-lists (safe): `apt-get update` leaves its lists")
    hunk = first.index("@@ -1,5 +1,5 @@")
    assert first[hunk + 1 : hunk + 5] == [
        " FROM debian:12",
        "-RUN apt-get update && apt-get install -y curl",
        "+RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        "",
    ]
    assert first[-1] == f"(1/2) {PROMPT}".rstrip()
    assert shown.colours("-RUN") == {"red"}
    assert shown.colours("+RUN") == {"green"}
    shown.type("y")
    second = shown.wait_for(PROMPT)
    assert "(1/2) Make this fix [y,n,a,d,A,D,u,i,x,e,q,?]? y\n\nDockerfile:5: SL205 pip-no-cache (safe)" in second
    assert " RUN apt-get update && apt-get install -y curl && rm -rf" in second  # as decided so far
    shown.type("q")
    assert shown.end() == 0
    assert "1 file read, 1 rewritten (1 fix)." in shown.text()


def test_a_narrow_terminal_breaks_reasons_between_words(folder: Path) -> None:
    shown = screen(folder, columns=40)
    lines = shown.wait_for(PROMPT).split("\n")
    assert lines[1] == "Dockerfile:2: SL201 apt-lists (safe):"
    assert lines[2].startswith("    `apt-get update` leaves")
    shown.type("\x03")
    shown.end()


def test_undo_takes_back_and_asks_again(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "unuyn")
    assert shown.end() == 0
    assert "There is no answer to take back." in shown.text()
    assert text_of(folder) == APT


def test_a_rule_counts_in_all_files_even_those_not_seen(folder: Path) -> None:
    (folder / "z").mkdir()
    (folder / "z/Dockerfile").write_text(TEXT)
    shown = screen(folder)
    typed(shown, "Aq")
    assert shown.end() == 0
    assert (text_of(folder), text_of(folder, "z/Dockerfile")) == (APT, APT)


def test_declining_a_rule_asks_about_the_others_only(folder: Path) -> None:
    (folder / "z").mkdir()
    (folder / "z/Dockerfile").write_text(TEXT)
    shown = screen(folder)
    typed(shown, "Dyy")
    assert shown.end() == 0
    assert (text_of(folder), text_of(folder, "z/Dockerfile")) == (PIP, PIP)


def test_ignore_writes_the_comment(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "iy")
    assert shown.end() == 0
    assert "1 ignore comment written." in shown.text()
    assert text_of(folder) == PIP.replace("RUN apt", "# dslim: ignore[apt-lists]\nRUN apt")


def test_explain_and_help_ask_again(folder: Path) -> None:
    shown = screen(folder, lines=90)
    typed(shown, "x?wn")
    text = shown.wait_for(PROMPT)
    assert "SL201 apt-lists (safe)\n" in text
    assert "y  make this fix\n" in text
    assert "? tells what the keys do.\n" in text
    shown.type("q")
    assert shown.end() == 0
    assert text_of(folder) == TEXT


def test_keys_that_come_before_their_question_count(folder: Path) -> None:
    shown = screen(folder)
    shown.wait_for(PROMPT)
    shown.type("yy")
    assert shown.end() == 0
    assert text_of(folder) == BOTH


def editor(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder.parent / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("TEST_EDITOR", str(program))
    monkeypatch.setenv("EDITOR", str(program))
    monkeypatch.delenv("VISUAL", raising=False)


def test_an_edit_by_hand_is_parsed_asked_about_and_told_as_unproven(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(folder, "sed -i s/curl/wget/ \"$1\"", monkeypatch)
    shown = screen(folder)
    typed(shown, "ey")
    assert shown.end() == 0
    assert "Dockerfile: edited by hand: unproven" in shown.text()
    assert text_of(folder) == BOTH.replace("curl", "wget")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'RUNN x' >> \"$1\"", "Not taken: line 6: unknown instruction"),
        ("true", "Nothing was edited."),
        ("exit 1", "Not edited: "),
        ("rm \"$1\"; mkfifo \"$1\"", "Not edited: "),
    ],
)
def test_what_cannot_be_taken_is_told_and_asked_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    editor(folder, script, monkeypatch)
    shown = screen(folder)
    typed(shown, "e")
    assert told in shown.wait_for(PROMPT)
    shown.type("\x03")
    assert shown.end() == 130
    assert text_of(folder) == TEXT


def test_the_editor_gets_the_very_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(folder, "printf x >> \"$1\"", monkeypatch)
    assert edited(b"\xef\xbb\xbfFROM a\r\n# \xff") == b"\xef\xbb\xbfFROM a\r\n# \xffx"


def test_ctrl_c_writes_nothing_and_the_answers_are_resumed(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "y\x03")
    assert shown.end() == 130
    assert "Nothing is written." in shown.text()
    assert text_of(folder) == TEXT
    again = screen(folder)
    text = again.wait_for(PROMPT)
    assert "./Dockerfile: 1 earlier answer kept" in text or "Dockerfile: 1 earlier answer kept" in text
    assert "(2/2)" in text
    again.type("n")
    assert again.end() == 0
    assert text_of(folder) == APT


def test_what_was_declined_is_not_asked_again_but_with_no_cache(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "yn")
    assert shown.end() == 0
    again = screen(folder)
    assert again.end() == 0
    assert "1 earlier answer kept; u takes them back, --no-cache asks anew." in again.text()
    anew = screen(folder, "--no-cache")
    assert "SL205" in anew.wait_for(PROMPT)
    anew.type("y")
    assert anew.end() == 0
    assert text_of(folder) == BOTH


def test_the_end_of_input_and_a_signal_write_nothing(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "y\x04")
    assert shown.end() == 130
    killed = screen(folder, "--no-cache")
    typed(killed, "y")
    killed.wait_for(PROMPT)
    os.kill(killed.process_id, signal.SIGTERM)
    assert killed.end() == 143
    assert text_of(folder) == TEXT


def test_without_a_terminal_it_is_one_line(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dslim", "fix", "--patch"], cwd=folder, input="y", capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: --patch asks for keys: it needs a terminal (without one: --html, or --only)\n"
    assert text_of(folder) == TEXT


@pytest.mark.parametrize(
    "words", [["-i"], ["--check"], ["--diff"], ["--format", "json"], ["-"], ["-@"], ["--files-from", "-"]], ids=" ".join
)
def test_what_does_not_go_with_it_is_refused(words: list[str]) -> None:
    done = CliRunner().invoke(main, ["fix", "--patch", *words])
    assert done.exit_code == 2
    assert "--patch" in done.output


def test_hostile_words_drive_no_terminal_and_bytes_stay(folder: Path) -> None:
    text = b"FROM debian:12\r\n# \x1b]0;owned\x07\xff\r\nRUN apt-get update && apt-get install -y curl\r\n"
    (folder / "Dockerfile").write_bytes(text)
    shown = screen(folder)
    shown.wait_for(PROMPT)
    assert " # \\x1b]0;owned\\x07\\xff" in shown.text()
    shown.type("i")
    assert shown.end() == 0
    assert drives_a_terminal(shown.written) == []
    assert (folder / "Dockerfile").read_bytes() == text.replace(b"RUN", b"# dslim: ignore[apt-lists]\r\nRUN")


def test_files_that_cannot_be_asked_about_are_told_and_the_others_are_done(folder: Path) -> None:
    (folder / "a.Dockerfile").write_text("FROM a\nRUNN b\n")
    (folder / "b.Dockerfile").write_text("FROM {{ a }}\n")
    shown = screen(folder)
    typed(shown, "a")
    assert shown.end() == 2
    assert "a.Dockerfile:2:1: error: unknown instruction" in shown.text()
    assert "1 template left alone" in shown.text()
    assert text_of(folder) == BOTH


def test_a_file_that_changed_meanwhile_is_not_written(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "y")
    shown.wait_for(PROMPT)
    (folder / "Dockerfile").write_text("FROM changed\n")
    shown.type("y")
    assert shown.end() == 2
    assert "not written: changed since it was read" in shown.text()
    assert text_of(folder) == "FROM changed\n"


def arguments(*words: str) -> FixArguments:
    given: dict[str, Any] = click.Command.make_context(fix, "fix", [*words]).params
    return FixArguments(**given)


def test_keys_are_not_read_where_nobody_types(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run_patch(arguments("-p"), colour=False) == 2
    assert capfd.readouterr().err.startswith("error: --patch asks for keys")


def test_files_are_opened_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "z.Dockerfile").write_text(TEXT)
    monkeypatch.chdir(folder)
    files = ReviewFiles(arguments("--patch", "."))
    assert len(files.tasks) == 2
    assert files.results == {}
    assert files.read(1) is not None
    assert list(files.results) == [1]


def test_nothing_but_ids_and_answers_is_kept(folder: Path) -> None:
    shown = screen(folder)
    typed(shown, "y\x03")
    shown.end()
    (stored,) = (folder.parent / "state").rglob("answers.json")
    (row,) = json.loads(stored.read_text())
    assert list(row["decisions"].values()) == [True]


@pytest.mark.parametrize(("key", "is_written"), [("y", True), ("n", False)])
def test_an_ignore_file_is_asked_for_behind_the_fixes(folder: Path, key: str, is_written: bool) -> None:
    (folder / "node_modules").mkdir()
    (folder / "Dockerfile").write_text("FROM node:22-slim\nWORKDIR /srv\nCOPY . .\nRUN npm ci\n")
    shown = screen(folder, "--unsafe-fixes")
    typed(shown, "y")
    shown.wait_for("Write it [y,n]? ")
    shown.type(key)
    assert shown.end() == 0
    assert "npm cache clean" in text_of(folder)
    assert (folder / ".dockerignore").exists() == is_written
