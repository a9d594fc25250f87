"""dockerfile-parse reads again what dslim writes: what it objects to, where it has no say, what it must not touch."""

from __future__ import annotations

import builtins
import os
from collections.abc import Iterator
from pathlib import Path

import dockerfile
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.diagnostics.options import Options
from dslim.engine import fix_loop, second_reader
from dslim.engine.fix_loop import fix_text
from dslim.engine.second_reader import readers_agree
from dslim.facts import Facts
from dslim.syntax import DockerfileSyntaxError, parse
from dslim.syntax.edits import Edit
from toy import as_listed

PLAIN = """\
# escape=`
ARG V=1
FROM --platform=linux/amd64 debian:$V AS Base
RUN --mount=type=cache,target=/c a `
  # inner
  && "b  c"
onbuild COPY --chown=1:2 x y
FROM registry.example:5000/a@sha256:0 as b
CMD ["a", "b"]
"""


@pytest.mark.parametrize("text", [PLAIN, PLAIN.replace("\n", "\r\n"), "from a\n\tRun b  c \\\n\\\n\td", "\nFROM a"])
def test_both_read_the_same(text: str) -> None:
    assert readers_agree(parse(text)) is True


@pytest.mark.parametrize(
    "text",
    ["FROM a\nRUN <<EOF\nb c\nEOF\n", "FROM a\nRUN b \\\n\n c\n", "FROM a as b c\n"],
)
def test_where_they_differ(text: str) -> None:
    assert readers_agree(parse(text)) is False


#: Ends of lines that are a continuation for dockerfile-parse only, with `/` for the escape character.
NO_CONTINUATIONS = [
    "//\nRUN c\n",
    "// \t\r\nRUN c\n",
    "///\nRUN c\n",
    "//",
    "/",
    "/ ",
    "/\x0b\nRUN c\n",
    "/ \xa0 \nRUN c\n",
]


@pytest.mark.parametrize("end", NO_CONTINUATIONS)
@pytest.mark.parametrize("escape", ["\\", "`"])
def test_an_end_of_a_line_that_only_it_goes_on_after_is_not_for_it(end: str, escape: str) -> None:
    text = f"# escape={escape}\nFROM a\nRUN b {end.replace('/', escape)}"
    assert readers_agree(parse(text)) is None
    rows = [row.original for row in dockerfile.parse_string(text)]
    assert len(rows) == len(parse(text).instructions) == 2 + text.count("RUN c")


@pytest.mark.parametrize(
    "cut", ["rm -f /var/lib/apt/lists", "rm -f /var/lib/apt/lists\nRUN b", "rm -rf /var/lib/apt/lists/*"]
)
def test_a_cleanup_that_goes_brings_such_an_end_to_light(cut: str) -> None:
    found = fix_text(f"FROM g\nRUN apt update&&apt install \\\\&&{cut}", Options(cache="mount", merge="bytes"))
    assert found.error is None
    assert "apt install \\\\" in found.after
    assert "rm" not in found.after


def test_a_text_that_it_cannot_read_or_not_in_time_is_not_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert readers_agree(parse(b"FROM a\nRUN b \xff\n")) is None
    long = "FROM a\nRUN b \\\n" + " c \\\n" * 20_000 + "d\n"
    monkeypatch.setattr(second_reader, "_their_reading", lambda text: pytest.fail("asked"))
    assert readers_agree(parse(long)) is None


@given(st.binary(max_size=80))
@example(b"`\n\\\n=\x0b")
def test_no_text_makes_it_fail(data: bytes) -> None:
    try:
        tree = parse(b"FROM a\nRUN x " + data)
    except DockerfileSyntaxError:
        return
    assert readers_agree(tree) in (True, False, None)


def breaking(facts: Facts) -> Iterator[Finding]:
    """`RUN bloat a` gets a line break that we read past, and dockerfile-parse does not."""
    for node in facts.tree.instructions:
        if node.args == "bloat a":
            yield Finding("", node.args_span, Fix((Edit(*node.args_span, "slim \\\n\n a"),), Safety.SAFE))


@pytest.fixture
def _breaking_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Rule("", Safety.SAFE, breaking, ("", ""), "")
    monkeypatch.setattr(fix_loop, "TABLE", (as_listed(rule, "SL901", "toy-break"),))


@pytest.mark.usefixtures("_breaking_rule")
def test_what_it_no_longer_reads_is_not_written() -> None:
    text = "FROM a\nRUN bloat a\n"
    found = fix_text(text)
    assert found.after == text
    assert found.error == "InvariantError: SL901: dockerfile-parse no longer reads the instructions that dslim reads"


@pytest.mark.usefixtures("_breaking_rule")
@pytest.mark.parametrize("more", ["RUN <<EOF\nb c\nEOF\n", "RUN b \udcff\n"])
def test_where_it_read_something_else_before_it_has_no_say(more: str) -> None:
    found = fix_text(f"FROM a\nRUN bloat a\n{more}")
    assert found.error is None
    assert "slim" in found.after


def test_it_opens_and_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM other\n")
    monkeypatch.chdir(tmp_path)
    assert readers_agree(parse(PLAIN))  # all is imported

    def no_file(*_: object, **__: object) -> object:
        pytest.fail("a file was opened")

    with monkeypatch.context() as closed:
        closed.setattr(builtins, "open", no_file)
        closed.setattr(os, "open", no_file)
        assert readers_agree(parse(PLAIN)) is True
    assert (tmp_path / "Dockerfile").read_text() == "FROM other\n"
