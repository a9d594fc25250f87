"""Mounts and volumes of a RUN."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.mounts import has_cache_mount, is_in_no_layer, lies_on_mount, mounts
from dslim.facts.run import Run
from dslim.syntax import parse


def run_of(text: str) -> Run:
    return Facts(parse(f"FROM debian:12\n{text}\n"), Options()).all_runs[-1]


def test_keys_have_one_spelling() -> None:
    run = run_of("RUN --mount=type=cache,DST=/a/,sharing=locked --mount=src=x,destination=/b,ro --network=none true")
    assert mounts(run.flags) == (
        {"type": "cache", "target": "/a/", "sharing": "locked"},
        {"source": "x", "target": "/b", "ro": ""},
    )


@pytest.mark.parametrize(
    ("path", "lies"), [("/a", True), ("/a/b", True), ("/ab", False), ("/", False), ("/c/d", False)]
)
def test_a_mount_holds_what_lies_below_it(path: str, lies: bool) -> None:
    run = run_of("RUN --mount=type=tmpfs,target=/a/ --mount=type=bind true")  # one has no target
    assert lies_on_mount(mounts(run.flags), path) is lies


def test_a_volume_is_in_no_layer_either() -> None:
    run = run_of("VOLUME /data\nRUN --mount=type=cache,target=/c true")
    assert is_in_no_layer(run, "/data/x")
    assert is_in_no_layer(run, "/c")
    assert not is_in_no_layer(run, "/srv")


def test_only_cache_and_tmpfs_mounts_hold_a_cache() -> None:
    assert has_cache_mount(run_of("RUN --mount=type=cache,target=/root/.cache/pip/ true"), r"/pip$")
    assert not has_cache_mount(run_of("RUN --mount=type=bind,target=/root/.cache/pip true"), r"/pip$")
