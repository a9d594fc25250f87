"""What a file of the build context leads to, by its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.file_kinds import FoundFile, texts_of_file
from dslim.facts.build_context.script_calls import ScriptCall
from dslim.facts.build_context.script_reader import ScriptReader
from dslim.syntax import parse


def texts(folder: Path, asked: ScriptCall, name: str, text: str) -> tuple[list[str], ScriptReader]:
    """The texts of the shell that a file of the context leads to, and the reader that kept what was read."""
    (folder / name).write_text(text)
    facts = Facts(parse("FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN x\n"), Options(), open_context(str(folder)))
    run = facts.all_runs[-1]
    reader = ScriptReader(facts.point_of(run), run)
    found = texts_of_file(reader, FoundFile(asked, name, text, ("/app",)))
    return [one.tree.text for one in found], reader


@pytest.mark.parametrize(
    ("kind", "words", "name", "text", "found"),
    [
        ("shell", (), "a.sh", "#!/bin/sh\nx\n", ["#!/bin/sh\nx\n"]),
        ("program", (), "a", "#!/usr/bin/python3\nimport os\nos.system('x')\n", ["x"]),
        ("code", (), "a.py", "import os\nos.system('x')\n", ["x"]),
        ("bats", (), "a.bats", "@test 'a' {\n  x\n}\n", ["test_of_bats() {\n  x\n}\n"]),
        ("tasks", (), "justfile", "a:\n  x\n", ["a:", "x"]),
        ("tasks", (), "Rakefile", "sh 'x'\n", ["x"]),
        ("task-sections", (), "pyproject.toml", "[tool.poe.tasks]\na = 'x'\n[other]\nb = 'y'\n", ["x"]),
        ("apt-settings", (), "99x", 'DPkg::Post-Invoke {"x";};\n', ["x"]),
        ("directives", (), "a.go", "//go:generate x\nfunc main() {}\n", ["x"]),
        ("make", (), "Makefile", "a:\n\tx\n", ["x"]),
        ("package", ("run", "a"), "package.json", '{"scripts": {"a": "x", "b": "y"}}', ["x"]),
        ("composer", ("install",), "composer.json", '{"scripts": {"post-install-cmd": "x"}}', ["x"]),
    ],
)
def test_each_kind_leads_to_the_commands_that_it_runs(
    tmp_path: Path, kind: str, words: tuple[str, ...], name: str, text: str, found: list[str]
) -> None:
    read, reader = texts(tmp_path, ScriptCall(kind, (name,), words), name, text)
    assert [one.strip() for one in read] == [one.strip() for one in found]
    assert reader.unread == []
    assert name in {script.name for script in reader.found.values()}


@pytest.mark.parametrize(
    ("kind", "words", "name", "text", "unread"),
    [
        ("make", (), "Makefile", "include $(X)\na:\n\tx\n", "what Makefile includes"),
        ("package", (), "package.json", "{", "package.json"),
        ("composer", (), "composer.json", "{", "composer.json"),
        ("code", (), "a.py", "os.system(x)\n", "what a.py starts"),
        ("marked", ("sqlite3",), "a.sql", ".shell x\n", "what a.sql starts"),
    ],
)
def test_what_cannot_be_read_counts_as_unread(
    tmp_path: Path, kind: str, words: tuple[str, ...], name: str, text: str, unread: str
) -> None:
    assert texts(tmp_path, ScriptCall(kind, (name,), words), name, text)[1].unread == [unread]
