"""Random Dockerfiles keep the invariants; a few are built both ways. `python -m fuzzing` in tests/ builds many."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import TestBuilder
from dslim.diagnostics.options import Merge, Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from fuzzing.generate import dockerfile, write_context
from fuzzing.run import try_seed

MERGES: tuple[Merge, ...] = ("auto", "all", "bytes", "off")


@pytest.fixture
def context(tmp_path: Path) -> Path:
    write_context(tmp_path)
    return tmp_path


@pytest.mark.parametrize("merge", MERGES)
def test_random_files_keep_the_laws(context: Path, merge: Merge) -> None:
    changed = 0
    for seed in range(200):
        outcome = fix_text(dockerfile(seed), Options(merge=merge), open_context(str(context)))
        assert outcome.error is None, f"seed {seed}: {outcome.error}"
        changed += outcome.changed
        again = fix_text(outcome.after, Options(merge=merge), open_context(str(context)))
        assert again.after == outcome.after, f"seed {seed} is not stable"
    assert changed > 1


@pytest.mark.builder
def test_random_files_build_the_same_image(builder: TestBuilder, context: Path) -> None:
    found = [result for seed in range(12) if (result := try_seed(seed, context, builder)).kind != "unchanged"]
    assert [result.told for result in found if result.kind == "WRONG"] == []
    assert any(result.kind == "same" for result in found)
