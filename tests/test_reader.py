"""The reader of plain command lines says what click says, or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslim.cli.fix import fix
from dslim.cli.options import FIX
from dslim.cli.reader import read_plain

DSLIM = [sys.executable, "-m", "dslim"]
NAMES = [name for option in FIX for name in option.names]
CHOICES = [choice for option in FIX for choice in option.choices]
VALUES = [*CHOICES, "", "-", "--", "x", ".", "..", "/nowhere", "0", "7", "-1", "+3", "4_0", " 4", "²", "a=b"]


def short_words(draw: st.DrawFn) -> str:
    letters = draw(st.lists(st.sampled_from("iqvj@x"), min_size=1, max_size=4))
    return "-" + "".join(letters) + draw(st.sampled_from(["", "3", "x"]))


WORDS = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
    st.builds("{}={}".format, st.sampled_from(NAMES), st.sampled_from(VALUES)),
    st.sampled_from(NAMES).flatmap(lambda n: st.integers(1, len(n)).map(lambda i: n[:i])),
    st.composite(short_words)(),
    st.text(alphabet="-=ijqv@.x \udc80ü", max_size=5),
    st.sampled_from(["--help", "-h", "--version", "--no-quiet"]),
)
#: An option with a value that it may well take, so that not every line of words is nonsense.
PAIRS = st.sampled_from(FIX).flatmap(
    lambda o: st.tuples(
        st.sampled_from(o.names),
        *([] if o.kind in ("flag", "count") else [st.sampled_from([*o.choices, ".", "1", "name"])]),
    )
)


def by_click(words: list[str]) -> tuple[tuple[str, ...], dict[str, object]] | None:
    try:
        told = dict(fix.make_context("fix", list(words)).params)
    except (click.ClickException, click.exceptions.Exit):
        return None
    return told.pop("paths"), told


@given(st.lists(st.one_of(WORDS.map(lambda word: (word,)), PAIRS), max_size=6))
@settings(max_examples=600, deadline=None)
def test_where_it_answers_click_says_the_same(parts: list[tuple[str, ...]]) -> None:
    words = [word for part in parts for word in part]
    read = read_plain(words)
    if read is not None:
        assert read == by_click(words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["."],
        ["-i", "Dockerfile", "a b"],
        ["-qv", "-j4", "--why-not", "--check", "--", "-x"],
        ["--rule=a,b", "--rule", "c", "-", "--merge=off", "--format", "json"],
        ["--context", ".", "-j", "2", "--since", "main", "-vv"],
        *([option.names[-1], *([] if option.kind in ("flag", "count") else ["."])] for option in FIX
          if option.kind not in ("choice", "number")),
    ],
    ids=" ".join,
)  # fmt: skip
def test_it_answers_what_users_write(words: list[str]) -> None:
    read = read_plain(words)
    assert read is not None
    assert read == by_click(words)


@pytest.mark.parametrize(
    "words", [["--help"], ["--chec"], ["--merge", "some"], ["-j"], ["-j", "-1"], ["--rule", "--check"], ["-qx"]],
    ids=" ".join,
)  # fmt: skip
def test_it_leaves_errors_to_click(words: list[str]) -> None:
    assert read_plain(words) is None


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
