"""The same file, read by parsers that others wrote: BuildKit's own, and a port of a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dockerfile
import e2b_dockerfile_utils as newer
from hypothesis import given, settings

from dslim.syntax import DockerfileSyntaxError, Instruction, parse
from test_syntax import FILES

ROOT = Path(__file__).parent.parent


def ours(node: Instruction) -> tuple[object, ...]:
    flags = [f"--{f.name}" + ("" if f.value is None else f"={f.value}") for f in node.flags]
    heredocs = [(h.name, h.body) for h in node.heredocs]
    return node.keyword, flags, node.json is not None, node.line, node.end_line, heredocs


def _heredocs(found: Any) -> list[tuple[str, str]]:
    return [(h.name, h.content) for h in found]


def buildkit(text: str) -> list[tuple[object, ...]] | None:
    """As BuildKit v0.12 reads it; None where it refuses."""
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return None
    return [
        (c.cmd.upper(), list(c.flags), bool(c.json), c.start_line, c.end_line, _heredocs(c.heredocs)) for c in commands
    ]


def port(text: str) -> list[tuple[object, ...]] | None:
    """As the port of a newer BuildKit reads it; None where it refuses."""
    try:
        found = newer.parse_dockerfile_ast(text).instructions
    except newer.DockerfileSyntaxError:
        return None
    return [
        (i.name, list(i.flags), i.json, i.start_line, i.end_line, _heredocs(i.heredocs)) for i in found
    ]


def mine(text: str) -> list[tuple[object, ...]] | None:
    try:
        return [ours(node) for node in parse(text).instructions]
    except DockerfileSyntaxError:
        return None


def expected(text: str) -> list[tuple[object, ...]] | None:
    """The newer reading, but for what the port leaves out (ONBUILD's inner, a file of no instructions)."""
    found = port(text)
    return found or None


@settings(max_examples=400, deadline=None)
@given(FILES)
def test_generated_files_are_read_as_buildkit_reads_them(text: str) -> None:
    if "ONBUILD" in text:
        return  # the port does not read what ONBUILD holds
    assert mine(text) == expected(text)


def test_real_forms_are_read_as_buildkit_reads_them() -> None:
    """Every Dockerfile of this project, which BuildKit v0.12 knows in full."""
    files = sorted([*ROOT.glob("golden/*/*/*.Dockerfile"), *ROOT.glob("examples/**/Dockerfile")])
    assert files
    for path in files:
        text = path.read_bytes().decode("utf-8")
        theirs = buildkit(text)
        if theirs is None:
            continue
        found = [list(ours(n)) for n in parse(text).instructions]
        for row, node in zip(found, parse(text).instructions):
            if node.inner is not None:
                row[2] = node.inner.json is not None
        old = [list(row) for row in theirs]
        for row, node in zip(old, parse(text).instructions):
            if node.inner is not None:
                row[5], row[1] = [(h.name, h.body) for h in node.heredocs], []
        assert found == old, path


def test_the_oracles_differ_where_the_newer_changed() -> None:
    tail = 'FROM a\nCMD ["x"] y\n'
    assert buildkit(tail) != port(tail) == mine(tail)
    blank = "FROM a\nRUN cat << EOF\nx\nEOF\n"
    assert buildkit(blank) != port(blank) == mine(blank)
