"""Hostile image archives: one line each, exit code 2, nothing written, little memory; at the real command line."""

from __future__ import annotations

import pytest

from hostile_archives import ARCHIVES, make_all
from limited import Case, Done, run_limited

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    folder = tmp_path_factory.mktemp("archives")
    made = make_all(folder)
    before = sorted(folder.rglob("*"))
    found = run_limited({name: Case(["layers", str(path)], memory=64 << 20) for name, path in made.items()})
    assert sorted(folder.rglob("*")) == before
    return found


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_hostile_archive_is_one_line(told: dict[str, Done], name: str) -> None:
    done = told[name]
    assert (done.code, done.out) == (2, ""), done
    assert len(done.lines) == 1, done.err
    assert ARCHIVES[name][1] in done.err
    assert len(done.err) < 600


def test_there_are_enough_of_them() -> None:
    assert len(ARCHIVES) >= 106
