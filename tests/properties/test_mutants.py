"""Broken and odd files keep the invariants: mutants of the golden cases, and of what users write beside them.

1,000 of them, and with `make test-slow` 20,000 or as many as DSLIM_MUTANTS says;
`python -m fuzzing.mutants --count N --seed S` in tests/ tries any number.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dslim.facts import variable_expansion
from dslim.run_edits import join_runs
from dslim.shell.parsing import cursor, parse
from fuzzing import other_files
from fuzzing.generate import write_context
from fuzzing.minimise import minimise
from fuzzing.mutants import failures, make_context, mutant, smallest
from fuzzing.mutators import MUTATORS

USUAL = 1_000
COUNT = max(USUAL, int(os.environ.get("DSLIM_MUTANTS", "20000")))
SEED = 12


def chunks(start: int, end: int, count: int) -> list[range]:
    """The numbers from `start` to `end` in `count` pieces."""
    marks = [start + (end - start) * i // count for i in range(count + 1)]
    return [range(a, b) for a, b in zip(marks, marks[1:])]


SOME, MORE = chunks(0, USUAL, 10), chunks(USUAL, COUNT, 40)


@pytest.mark.parametrize("numbers", [*SOME, *(pytest.param(chunk, marks=pytest.mark.slow) for chunk in MORE)], ids=str)
def test_mutants_of_the_golden_cases_keep_the_invariants(tmp_path: Path, numbers: range) -> None:
    found = next(failures(SEED, numbers, make_context(tmp_path)), None)
    if found is not None:
        again = f"python -m fuzzing.mutants --seed {SEED} --start {found[0].number} --count 1"
        pytest.fail(f"{again}: {found[1].kind}\n{found[1].detail}")


@pytest.mark.parametrize(
    ("start", "end"), [(0, USUAL), pytest.param(USUAL, COUNT, marks=pytest.mark.slow)], ids=["some", "more"]
)
@pytest.mark.parametrize("target", other_files.TARGETS, ids=lambda target: target.name)
def test_what_stands_in_other_files_is_read_or_refused(
    tmp_path: Path, target: other_files.Target, start: int, end: int
) -> None:
    write_context(tmp_path)
    share = 200 if target.name.endswith(".hcl") else 20  # a reader of HCL takes its time
    for number in range(start // share, end // share):
        data = other_files.mutant_of(target, SEED, number)
        assert other_files.error_of(target, data, tmp_path) is None, data


def test_a_mutant_is_the_same_whenever_it_is_made() -> None:
    assert [mutant(1, n) for n in range(20)] == [mutant(1, n) for n in range(20)]
    assert mutant(1, 0) != mutant(2, 0)


def test_every_mutator_is_used_and_changes_something() -> None:
    used = {name for n in range(2_000) for name in mutant(SEED, n).changes}
    assert used == {change.__name__ for change in MUTATORS}


def _first(value: int, *rest: int) -> int:
    return value


#: Defects that dslim had, put back: what the failure says, and how.
DEFECTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    # `ENV A\\=b`: an escape at the end was taken for two characters
    "AssertionError in": lambda patch: patch.setattr(variable_expansion, "min", _first, raising=False),
    # `$((` 300 deep
    "RecursionError in": lambda patch: patch.setattr(cursor, "MAX_DEPTH", 100_000),
    "an ignore comment was lost": lambda patch: patch.setattr(join_runs, "ignore_comments_lifted", lambda *_: ""),
}


@pytest.mark.parametrize("kind", DEFECTS)
def test_a_defect_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    DEFECTS[kind](monkeypatch)
    parse.parse_script.cache_clear()
    found = (failure.kind for _, failure in failures(SEED, range(10_000), make_context(tmp_path)))
    assert next((name for name in found if kind in name), None) is not None


def test_the_smallest_text_that_fails_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DEFECTS["AssertionError in"](monkeypatch)
    context = make_context(tmp_path)
    tried, failure = next(failures(SEED, range(10_000), context))
    small = smallest(tried, failure.kind, context)
    assert len(small) < 40
    assert b"\\" in small


def test_what_is_not_needed_is_left_out() -> None:
    text = b"one\ntwo needed here\nthree\nand needed too\n" * 3
    small = minimise(text, lambda data: data.count(b"needed") > 1 and b"\n" in data)
    assert len(small) == len(b"needed\nneeded")
