"""Random Dockerfiles keep the invariants; a few are built both ways. `python -m fuzzing` in tests/ builds many."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import TestBuilder
from dslim.diagnostics.options import Merge, Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from fuzzing import stand_ins
from fuzzing.contexts import case
from fuzzing.episodes import EPISODES
from fuzzing.generate import dockerfile, write_context
from fuzzing.run import try_case, try_seed

MERGES: tuple[Merge, ...] = ("auto", "all", "bytes", "off")

#: Seeds of contexts whose rewrite was wrong before its kind was mended, one or more a kind: a server, group, /dev/shm,
#: working directory, shell or program of a script, a daemon, inline code, a cleanup, who reads lists, npm's cache or an
#: archive later, modes, setgid folders, ADD, ARG, USER, links, packages, ONBUILD, errexit, BASH_ENV, clocks and times.
SEEDS_OF_KINDS = (
    0, 1, 3, 4, 5, 6, 8, 13, 20, 24, 29, 31, 32, 44, 45, 79, 86, 91, 107, 2007, 2025, 2072, 2090, 2110, 2112,
)  # fmt: skip


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


@pytest.mark.parametrize("merge", MERGES)
def test_random_contexts_keep_the_laws(tmp_path: Path, merge: Merge) -> None:
    changed, kinds = 0, set[str]()
    for seed in range(120):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made = case(seed)
        made.write(folder)
        kinds.update(made.kinds)
        outcome = fix_text(made.dockerfile, Options(merge=merge), open_context(str(folder)))
        assert outcome.error is None, f"seed {seed}: {outcome.error}"
        changed += outcome.changed
        again = fix_text(outcome.after, Options(merge=merge), open_context(str(folder)))
        assert again.after == outcome.after, f"seed {seed} is not stable"
    assert changed > 5
    assert len(kinds) > len(EPISODES)


@pytest.mark.builder
@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS_OF_KINDS)
def test_contexts_that_an_earlier_dslim_got_wrong_build_the_same_image(
    builder: TestBuilder, tmp_path: Path, seed: int
) -> None:
    stand_ins.make(builder)
    result = try_case(seed, case(seed), tmp_path, builder, Options(merge="all"))
    assert result.kind in ("unchanged", "same"), result.told
