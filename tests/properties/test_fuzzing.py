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

#: Seeds of contexts whose rewrite was wrong before their kind was mended.
SEEDS_OF_KINDS = {
    "script-server": 36, "script-group": 150, "script-shm": 157, "script-workdir": 57, "script-shell": 79,
    "script-front": 421, "daemon": 30, "inline-code": 58, "cleanup": 20, "list-reader": 205, "npm-reader": 3,
    "archive": 8, "mode": 68, "setgid": 427, "unpacked": 224, "env-arg": 158, "base-user": 107, "link": 75,
    "package-folder": 428, "onbuild": 24, "base-errexit": 44, "start-file": 84, "seconds": 94, "times": 175,
    "package": 1244, "unread": 1021, "kept": 1052, "git-settings": 30019, "ssh-settings": 30037,
    "python-start": 30056, "r-start": 30011, "health-check": 30225, "offline-settings": 30089, "renumbered": 30007,
    "hard-links": 30025, "package-hook": 30103, "umask": 30094,
}  # fmt: skip
#: Seeds of kinds that no dslim got wrong and that are rewritten: what an install fills, COPYs of little.
SEEDS_REWRITTEN = {"project-install": 30059, "small-copies": 30013}


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
    options = Options(merge="all")  # what may be merged is built as merged
    tried = [try_seed(seed, context, builder, options) for seed in range(12)]
    found = [result for result in tried if result.kind != "unchanged"]
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
@pytest.mark.parametrize(("kind", "seed"), SEEDS_OF_KINDS.items())
def test_contexts_that_an_earlier_dslim_got_wrong_build_the_same_image(
    builder: TestBuilder, tmp_path: Path, kind: str, seed: int
) -> None:
    assert set(case(seed).kinds) == {kind}
    stand_ins.make(builder)
    result = try_case(seed, case(seed), tmp_path, builder, Options(merge="all"))
    assert result.kind in ("unchanged", "same"), result.told


@pytest.mark.builder
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "seed"), SEEDS_REWRITTEN.items())
def test_contexts_that_are_rewritten_build_the_same_image(
    builder: TestBuilder, tmp_path: Path, kind: str, seed: int
) -> None:
    assert set(case(seed).kinds) == {kind}
    stand_ins.make(builder)
    result = try_case(seed, case(seed), tmp_path, builder, Options(merge="all"))
    assert result.kind == "same", result.told
