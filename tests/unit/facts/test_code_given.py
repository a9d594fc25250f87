"""Code that programs are given in languages of their own, as text and as files."""

from __future__ import annotations

import re

import pytest

from dslim.facts.build_context.code_given import codes_given
from dslim.facts.nested_scripts import every_invocation
from dslim.shell import Script, parse_script
from dslim.tools.code_runners import ROWS, CodeRunner, code_runner


def starts(text: str) -> bool:
    """Whether code that stands in a text starts a program."""
    script = parse_script(text)
    assert isinstance(script, Script)
    return any(re.search(row.starts, code) for call in every_invocation(script) for row, code in codes_given(call))


@pytest.mark.parametrize(
    "text",
    [
        "sqlite3 a.db '.shell date'",
        "sqlite3 -cmd '.system date' a.db",
        "psql -c '\\! date'",
        "psql --command='\\! date'",
        "mysql -e 'system date'",
        "vim -es -c '!date'",
        "vim +'!date' +q",
        "vim -c 'call system(\"date\")'",
        "gdb -batch -ex 'shell date'",
        "sed 's/a/date/e'",
        "sed -e 's#a#date#ge'",
        "sed -n '1e date'",
        "groovy -e '\"date\".execute()'",
        "elixir -e 'System.cmd(\"date\", [])'",
        "octave --eval 'system(\"date\")'",
        "emacs --batch --eval '(shell-command \"date\")'",
        "pwsh -c 'Start-Process date'",
        "sudo sqlite3 a '.shell date'",
    ],
)
def test_code_that_starts_a_program_is_seen(text: str) -> None:
    assert starts(text)


@pytest.mark.parametrize(
    "text",
    [
        "sqlite3 a.db 'create table a (b)'",
        "psql -c 'create database shell'",
        "mysql -e 'create database systems'",
        "vim +PlugInstall +qall",
        "sed -i 's/e/e/' f",
        "sed -e 's/a/b/;s/c/e/' f",
        "sed -i '/one/d' some/s/a/b",
        "sed 's|/usr/e|/srv|g' f",
        "octave --eval 'pkg install x.tar.gz'",
        "emacs --batch --eval '(package-refresh-contents)'",
    ],
)
def test_code_that_starts_none_is_not(text: str) -> None:
    assert not starts(text)


def test_a_name_with_a_version_is_that_program() -> None:
    assert code_runner("lua5.3") is None
    assert code_runner("gdb12") is code_runner("gdb")
    assert code_runner("dcmd") is None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: min(row.programs))
def test_each_row_has_a_manual_and_a_pattern(row: CodeRunner) -> None:
    assert re.match(r"https?://[\w.-]+\.\w+", row.documentation)
    re.compile(row.starts)
