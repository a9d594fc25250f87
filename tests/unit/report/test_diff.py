"""Diffs: what they look like, that git takes them, and that they cost little."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dslim.diagnostics.outcome import Step
from dslim.report.diff import diff_path, quote_path, regions_of, unified_diff
from dslim.syntax.edits import Edit, apply_edits

LINES = [
    "RUN a",
    "RUN b \\",
    "",
    " ",
    "\t",
    "# c",
    "-- x",
    "++ y",
    "@@ -1 +1 @@",
    "\\ No newline",
    "é",
    "\udcff",
]
ODD = ["\r", "\f", "\x85", "\u2028", "\ufeff", "\x0b", "\x1c", "\r\n"]
PIECES = st.sampled_from([line + "\n" for line in LINES] + ODD + ["x", "y", "\n"])
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join)
NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name.strip(".") != "" and name.lower() != ".git")


@st.composite
def edit_sets(draw: st.DrawFn, text: str) -> tuple[Edit, ...]:
    """Edits of `text` that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2])
    return tuple(Edit(start, end, draw(st.lists(PIECES, max_size=3).map("".join))) for start, end in pairs)


@st.composite
def rewrites(draw: st.DrawFn) -> tuple[str, str, tuple[Step, ...]]:
    """A text, what it becomes, and the steps that lead there."""
    before = text = draw(TEXTS)
    steps = []
    for _ in range(draw(st.integers(1, 3))):
        edits = draw(edit_sets(text))
        text = apply_edits(text, edits)
        steps.append(Step((), edits, text))
    return before, text, tuple(steps)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def git_apply(folder: Path, diff: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    return subprocess.run(command, cwd=folder, input=encoded(diff), capture_output=True, check=False)


def applied(before: str, diff: str, name: str = "Dockerfile") -> bytes:
    """What git makes of `before` with the diff applied."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / name).write_bytes(encoded(before))
        done = git_apply(folder, diff)
        assert done.returncode == 0, (done.stderr, diff)
        return (folder / name).read_bytes()


def patched(before: str, diff: str) -> str:
    """A patch program of our own, as strict as git's and much faster."""
    old, out, at = before.split("\n"), [], 0
    lines = diff.split("\n")[2:-1]
    for i, line in enumerate(lines):
        if line.startswith("@@ -"):
            start, _, length = line.split(" ")[1][1:].partition(",")
            begin = int(start) - (length != "0")
            out += [text + "\n" for text in old[at:begin]]
            at = begin
        elif line.startswith((" ", "-", "+")):
            bare = i + 1 < len(lines) and lines[i + 1].startswith("\\ No newline")
            if line[0] != "+":
                assert old[at] == line[1:]
                assert bare == (at == len(old) - 1)
                at += 1
            if line[0] != "-":
                out.append(line[1:] + ("" if bare else "\n"))
    rest = "\n".join(old[at:])
    return "".join(out) + rest


@given(rewrites())
@settings(max_examples=300, deadline=None)
def test_a_diff_from_steps_leads_from_before_to_after(case: tuple[str, str, tuple[Step, ...]]) -> None:
    before, after, steps = case
    diff = unified_diff(before, after, regions_of(steps), "Dockerfile")
    assert (diff == "") == (before == after)
    if diff:
        assert patched(before, diff) == after


@given(rewrites())
@settings(max_examples=300, deadline=None)
def test_outside_the_regions_both_texts_are_the_same(case: tuple[str, str, tuple[Step, ...]]) -> None:
    before, after, steps = case
    a = b = 0
    for region in regions_of(steps):
        assert before[a : region.a0] == after[b : region.b0]
        a, b = region.a1, region.b1
    assert before[a:] == after[b:]


@given(rewrites(), st.booleans())
@settings(max_examples=120, deadline=None)
@example(("a", "b", (Step((), (Edit(0, 1, "b"),), "b"),)), True)
@example(("a\r\n", "b\r\n", (Step((), (Edit(0, 1, "b"),), "b\r\n"),)), True)
@example(("\ufeffa", "\ufeffa\n", (Step((), (Edit(2, 2, "\n"),), "\ufeffa\n"),)), True)
def test_git_applies_every_diff(case: tuple[str, str, tuple[Step, ...]], known: bool) -> None:
    before, after, steps = case
    diff = unified_diff(before, after, regions_of(steps) if known else None, "Dockerfile")
    # git takes a patch to nothing for a deletion; no Dockerfile becomes empty
    if diff and after:
        assert applied(before, diff) == encoded(after)


@given(NAMES)
@settings(max_examples=80, deadline=None)
@example("a b")
@example(" lead")
@example('qu"o\\te')
@example("tab\there")
@example("line\nbreak")
@example("Döckerfile")
@example("Dockerfile 2020-01-01 10:00:00.000000000 +0000")
@example("b 1970-01-01")
def test_git_finds_files_of_any_name(name: str) -> None:
    diff = unified_diff("FROM a\n", "FROM b\n", None, name)
    assert applied("FROM a\n", diff, name) == b"FROM b\n"


def test_names_are_quoted_as_git_quotes_them() -> None:
    assert quote_path("a/Dockerfile") == "a/Dockerfile"
    assert quote_path("a/x y") == "a/x y\t"
    assert quote_path("a/é") == '"a/\\303\\251"'
    assert quote_path('a/"\t\\\x01') == '"a/\\"\\t\\\\\\001"'


def test_a_label_is_relative_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert diff_path("./sub/../Dockerfile") == "Dockerfile"
    assert diff_path(str(tmp_path / "x" / "Dockerfile")) == "x/Dockerfile"
    assert diff_path("..x/Dockerfile") == "..x/Dockerfile"
    assert diff_path(f"../{tmp_path.name}/Dockerfile") == "Dockerfile"
    assert diff_path("..") == str(tmp_path.parent).lstrip("/")


def test_a_whole_diff() -> None:
    before = "".join(f"{n}\n" for n in range(1, 21)) + "end"
    edits = (Edit(2, 3, "two"), Edit(before.index("20"), before.index("20") + 2, "twenty"))
    after = apply_edits(before, edits)
    assert unified_diff(before, after, regions_of([Step((), edits, after)]), "Dockerfile") == (
        "--- a/Dockerfile\n+++ b/Dockerfile\n"
        "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n"
        "@@ -17,5 +17,5 @@\n 17\n 18\n 19\n-20\n+twenty\n end\n\\ No newline at end of file\n"
    )


def test_an_edit_that_changes_nothing_shows_nothing() -> None:
    assert unified_diff("a\n", "a\n", regions_of([Step((), (Edit(0, 1, "a"),), "a\n")]), "x") == ""


def test_a_large_file_with_few_edits_costs_little() -> None:
    before = "".join(f"RUN step {n % 7}\n" for n in range(64_000))
    edits = (
        Edit(4, 8, "first"),
        Edit(len(before) // 2, len(before) // 2 + 3, "middle"),
        Edit(len(before) - 5, len(before), "last"),
    )
    after = apply_edits(before, edits)
    start = time.process_time()
    diff = unified_diff(before, after, regions_of([Step((), edits, after)]), "Dockerfile")
    spent = time.process_time() - start
    assert patched(before, diff) == after
    assert len(diff) < 2_000
    assert spent < 1.0, spent


def test_a_large_file_whose_edits_are_not_known_is_still_shown_in_time() -> None:
    before = "".join(f"RUN step {n % 7}\n" for n in range(64_000))
    start = time.process_time()
    diff = unified_diff(before, "X\n" + before + "Y\n", None, "Dockerfile")
    assert time.process_time() - start < 2.0
    assert patched(before, diff) == "X\n" + before + "Y\n"
