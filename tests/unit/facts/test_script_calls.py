"""Which files a call runs, or reads to know what to run."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.script_calls import script_call
from dslim.shell import Script, invocations
from dslim.syntax import parse


def asked(text: str, lines: str = "") -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    facts = Facts(parse(f"FROM debian:12\n{lines}RUN {text}\n"), Options())
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    found = script_call(facts, run, invocations(run.script)[-1])
    return None if found is None else (found.kind, found.names[:3], found.words)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("sh -eu a.sh x", "shell", "a.sh"), (". ./a.sh", "shell", "./a.sh"), ("zsh a", "shell", "a"),
        ("python3 -u -W ignore a.py", "code", "a.py"), ("node -r esm a.js", "code", "a.js"),
        ("python -m a.b", "code", "a/b.py"), ("R -f a.R", "code", "a.R"), ("R CMD BATCH a.R", "code", "a.R"),
        ("php -f a.php", "code", "a.php"), ("lua a.lua", "code", "a.lua"), ("deno run a.ts", "code", "a.ts"),
        ("./a", "program", "./a"), ("/opt/a/b", "program", "/opt/a/b"), ("$D/a.sh", "program", "/d/a.sh"),
        ("~/a.sh", "program", "/root/a.sh"), ("some", "program", "/p/some"), ("rake x", "tasks", "Rakefile"),
        ("ansible-playbook x.yml", "unread", "ansible-playbook"), ("run-parts /d", "unread", "run-parts"),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str, name: str) -> None:
    found = asked(text, "ENV D=/d PATH=/p:$PATH\nCOPY p /p\n")
    assert found is not None
    assert found[0] == kind
    assert name in found[1]


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("make -j 4 -C sub a X=1 b", ("GNUmakefile", "makefile", "Makefile"), ("a", "X=1", "b")),
        ("make -f a.mk", ("a.mk",), ()), ("gmake --file=a.mk c", ("a.mk",), ("c",)),
        ("npm --prefix web run a", ("package.json", "web/package.json"), ("run", "a")),
        ("yarn", ("package.json",), ()), ("composer install --no-dev", ("composer.json",), ("install",)),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_file(text: str, names: tuple[str, ...], words: tuple[str, ...]) -> None:
    found = asked(text)
    assert found is not None
    assert found[1:] == (names, words)


@pytest.mark.parametrize(
    "text",
    ["perl - App::cpanminus", "python -c 'x'", "npm install -g x", "npm config set a b", "php -r x", "R -e x", "$X",
     "source", "."],
)  # fmt: skip
def test_what_runs_no_file(text: str) -> None:
    assert asked(text) is None
