"""Which code of a RUN's own text does no more than print, import, compute and install."""

from __future__ import annotations

import pytest

from dslim.run_edits.inline_code import MAX_CODE, codes_of_call, is_harmless, language_of, reads_code
from dslim.run_edits.inline_python import is_harmless_python
from dslim.shell import Script, invocations, parse_script
from dslim.tools.inline_words import PYTHON_CALLS


def codes(text: str) -> list[tuple[str, str]]:
    script = parse_script(text)
    assert isinstance(script, Script)
    return [found for call in invocations(script) for found in codes_of_call(call)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("python3.11 -uc 'a'", [("python", "a")]), ("perl -lane 'a'", [("perl", "a")]),
        ("node --eval a", [("node", "a")]),
        ("R -q -e a -e b", [("R", "a"), ("R", "b")]), ("php -r 'a'", [("php", "a")]),
        ("bash -c a", []), ("python3 -m x", []), ("ruby -rjson -e a", [("ruby", "a")]),
    ],
)  # fmt: skip
def test_where_code_stands(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "import a.b as c; print(c.__version__)"), ("python", "from a import b"), ("python", "print a.b"),
        ("python", "import compileall; compileall.compile_dir('x', quiet=1)"), ("python", "a.download('b')"),
        ("perl", "s/fork/system/g; print qq(a)"), ("perl", "print $Config{version}"), ("ruby", "puts RUBY_VERSION"),
        ("node", "const a=require('fs'); console.log({b: a.readFileSync('c')})"), ("php", "echo ini_get('a');"),
        ("R", "BiocManager::install(c('a'))"), ("julia", 'using Pkg; Pkg.add("a")'),
    ],
)  # fmt: skip
def test_harmless(language: str, code: str) -> None:
    assert is_harmless(language, code)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "import subprocess"), ("python", "__import__('os').system('a')"), ("python", "exec(a)"),
        ("python", "print = exec; print('a')"), ("python", "from os import system as print"), ("python", "a = ("),
        ("python", "open('/dev/shm/a', 'w')"), ("python", "$X"), ("python", "print(`a`)"),
        ("python", "os.write(1, b'')"),
        ("perl", "s/a/b()/e"), ("perl", "s{a}{b()}e"), ("perl", "do 'a'"), ("perl", 'print "@{[a()]}"'),
        ("ruby", "send(:system, 'a')"), ("ruby", 'puts "#{`a`}"'), ("node", "require('child_process')"),
        ("node", "let a=b; a('c')"), ("php", "$f('a');eval('b');"), ("R", "system('a')"), ("lua", "os.exit()"),
        ("tclsh", "exec a"), ("perl", "print 1;" * MAX_CODE),
    ],
)  # fmt: skip
def test_what_may_do_anything(language: str, code: str) -> None:
    assert not is_harmless(language, code)


def test_what_is_known_of_python_is_harmless_by_its_name() -> None:
    assert all(is_harmless_python(f"{name}()") for name in PYTHON_CALLS if name.count(".") < 2)
    assert not is_harmless_python("(" * 10_000)


def test_an_interpreter_that_reads_its_code() -> None:
    script = parse_script("python3 -; python3 x; php")
    assert isinstance(script, Script)
    calls = invocations(script)
    assert [reads_code(call) for call in calls] == [True, False, True]
    assert language_of(calls[2]) == "php"
