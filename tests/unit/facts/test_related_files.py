"""Other files of the repository: what continues a stage keeps its caches, and what is shared has protected regions."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.related_files import ChildStage, ProtectedRegions, Region, RelatedFiles

BASE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"
READER = "FROM corp/base\nRUN apt-get install -y git\n"
FRESH = "FROM corp/base\nRUN apt-get update && apt-get install -y git\n"
LISTS = Options(rules=frozenset({"apt-lists"}))


def child_stage(text: str, child: int = 0, target: str = "", *child_stages: ChildStage) -> RelatedFiles:
    return RelatedFiles((ChildStage(target, "child/Dockerfile", text, child, child_stages),))


def test_a_cache_that_a_child_in_another_file_reads_stays() -> None:
    outcome = fix_text(BASE, LISTS, related_files=child_stage(READER))
    assert not outcome.changed
    assert "in child/Dockerfile, which is FROM it" in (outcome.refused[0].why_not or "")


def test_a_child_that_updates_for_itself_is_no_reason() -> None:
    assert fix_text(BASE, LISTS, related_files=child_stage(FRESH)).changed


def test_a_grandchild_counts_too() -> None:
    grandchild = ChildStage("", "grand/Dockerfile", READER, 0)
    outcome = fix_text(BASE, LISTS, related_files=child_stage("FROM corp/base\nUSER app\n", 0, "", grandchild))
    assert not outcome.changed
    assert not fix_text(BASE, LISTS, related_files=child_stage("FROM corp/base\nUSER app\n", 0, "")).refused


def test_files_that_continue_each_other_come_to_an_end() -> None:
    own = ChildStage("", "a/Dockerfile", "FROM corp/base\n", 0)
    again = ChildStage("", "a/Dockerfile", "FROM corp/base\n", 0, (own,))
    loop = ChildStage("", "b/Dockerfile", "FROM corp/base\n", 0, (own, again))
    assert fix_text(BASE, LISTS, related_files=RelatedFiles((loop,))).changed


@pytest.mark.parametrize(("target", "stays"), [("one", True), ("", False), ("0", True), ("gone", True)])
def test_a_child_continues_the_stage_that_its_image_is_made_of(target: str, stays: bool) -> None:
    text = BASE.replace("debian:12", "debian:12 AS one") + "FROM one\nRUN rm -rf /var/lib/apt/lists/*\nFROM busybox\n"
    options = Options(rules=frozenset({"apt-lists"}), targets=("one",))
    assert fix_text(text, options, related_files=child_stage(READER, 0, target)).changed is not stays


def test_onbuild_of_a_child_counts() -> None:
    child = child_stage("FROM corp/base\nONBUILD RUN apt-get install -y git\n")
    assert not fix_text(BASE, LISTS, related_files=child).changed


RUNS = "FROM debian:12\nRUN a\nRUN b\nRUN c\nRUN d\n"


def region(first: str, last: str, frozen: bool = False) -> Region:
    return Region(RUNS.index(first), RUNS.index(last) + len(last) + 1, "shared with x", frozen)


def test_a_merge_stays_inside_or_outside_of_a_protected_region() -> None:
    protected = ProtectedRegions((region("FROM", "RUN b"),))
    outcome = fix_text(RUNS, Options(merge="all"), related_files=RelatedFiles(protected=protected))
    assert outcome.after == "FROM debian:12\nRUN a && \\\n    b\nRUN c && \\\n    d\n"
    assert [f.why_not for f in outcome.refused] == ["shared with x"]
    moved = protected
    for step in outcome.steps:
        moved = moved.moved(step.findings)
    [last] = moved.regions
    assert outcome.after[last.start : last.end] == "FROM debian:12\nRUN a && \\\n    b\n"


def test_what_is_frozen_stays_as_it_is() -> None:
    protected = ProtectedRegions((region("FROM", "RUN b", frozen=True), region("RUN c", "RUN d")))
    outcome = fix_text(RUNS, Options(merge="all"), related_files=RelatedFiles(protected=protected))
    assert outcome.after == "FROM debian:12\nRUN a\nRUN b\nRUN c && \\\n    d\n"


def test_no_rule_reaches_into_a_protected_region() -> None:
    # the late removal would join the RUN that fetched the lists
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n"
    end = text.index("RUN rm")
    protected = ProtectedRegions((Region(0, end, "shared with x"),))
    assert fix_text(text).changed
    options = Options(rules=frozenset({"late-cleanup"}))
    outcome = fix_text(text, options, related_files=RelatedFiles(protected=protected))
    assert not outcome.changed
    assert "shared with x" in [f.why_not for f in outcome.refused]
