"""The same file, read by parsers that others wrote: BuildKit's own, and a port of a newer one."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from oracles import expected, mine, new, old, onbuild_differs
from test_syntax import FILES

from dslim.syntax import encode, parse

ROOT = Path(__file__).parents[3]


@settings(max_examples=400, deadline=None)
@given(FILES)
@example("ONBUILD RUN q <<E\nRUN x \\ \r\nE")
def test_generated_files_are_read_as_buildkit_reads_them(text: str) -> None:
    rows = mine(text)
    assert rows == expected(encode(text))
    assert rows is None or not onbuild_differs(parse(text))


def test_real_forms_are_read_as_buildkit_reads_them() -> None:
    """Every Dockerfile of this project."""
    files = sorted([*ROOT.glob("golden/**/*.Dockerfile"), *ROOT.glob("examples/**/Dockerfile")])
    assert files
    for path in files:
        data = path.read_bytes()
        rows = mine(data.decode())
        assert rows is not None, path
        assert rows == expected(data), path
        assert not onbuild_differs(parse(data)), path


def test_the_oracles_differ_where_the_newer_changed() -> None:
    tail = 'FROM a\nCMD ["x"] y\n'
    assert old(tail.encode()) != new(tail) == mine(tail)
    blank = "FROM a\nRUN cat << EOF\nx\nEOF\n"
    assert old(blank.encode()) != new(blank) == mine(blank)
