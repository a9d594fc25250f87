"""What scripts of other languages start and name."""

from __future__ import annotations

import pytest

from dslim.facts.build_context.foreign_code import UNKNOWN, files_named_by_code, processes_of_code


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ('os.system("a && b")', ["a && b"]),
        ("subprocess.run(['a', '-b'], check=True)", ["a -b"]),
        ("subprocess.run(args=('a', 'b'))", ["a b"]),
        ("subprocess.run(command)", [UNKNOWN]),
        ('subprocess.run("a" + b)', [UNKNOWN]),
        ('subprocess.run(f"a {b}", shell=True)', ["a {b}"]),
        ("Popen(x)", [UNKNOWN]),
        ('system("a", "b");', ["a b"]),
        ("my $x = `a b`;", ["a b"]),
        ("const x = `a b`;", []),
        ("%x(a b)", ["a b"]),
        ("qx{a b}", ["a b"]),
        ('sh "a"', ["a"]),
        ('require("child_process").spawn("a", ["b"])', ["a b"]),
        ('<?php shell_exec("a");', ["a"]),
        ('os.execute("a")', ["a"]),
        ("exec groupadd -g 1 x", ["groupadd -g 1 x"]),
        ("spawn passwd root", ["passwd root"]),
        ('# os.system("a")', []),
        ('print("a")', []),
    ],
)
def test_what_is_started(text: str, started: list[str]) -> None:
    assert list(processes_of_code(text)) == started


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("from tools import up", "tools/up.py"), ("import tools.up", "tools/up.py"), ("import up", "up.py"),
        ('require("./up")', "./up.js"), ("require_relative 'up'", "up.rb"), ('include "up.php"', "up.php"),
        ('run(["./up.sh"])', "./up.sh"), ("open('a/up.py')", "a/up.py"),
    ],
)  # fmt: skip
def test_what_is_named(text: str, file: str) -> None:
    assert file in list(files_named_by_code(text))
