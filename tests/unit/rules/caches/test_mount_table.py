"""Cache mounts as options of RUN, and where each tool's lie."""

from __future__ import annotations

import pytest
from cache_calls import call_of, last_run, sites_of

from dslim.diagnostics.findings import Safety
from dslim.rules.caches.mount_table import MOUNTABLE, Mount, Mountable

BY_NAME = {tool.row.name: tool for tool in MOUNTABLE}


def test_a_mount_as_an_option() -> None:
    assert Mount("/a").flag() == "--mount=type=cache,target=/a"
    assert Mount("/a", True, 10, "x-1").flag() == "--mount=type=cache,id=x-1,target=/a,sharing=locked,uid=10,gid=10"


def mounts_of(name: str, text: str) -> list[str] | str:
    found = BY_NAME[name].mounts(*last_run(text))
    return found if isinstance(found, str) else [mount.flag().removeprefix("--mount=type=cache,") for mount in found]


def test_where_the_caches_lie() -> None:
    assert mounts_of("apt", "RUN a") == [
        "target=/var/cache/apt,sharing=locked", "target=/var/lib/apt/lists,sharing=locked"
    ]  # fmt: skip
    assert mounts_of("pip", "FROM python:3.12\nRUN a") == ["id=pip-python-3.12,target=/root/.cache/pip"]
    assert mounts_of("npm", "FROM node:20\nRUN a") == ["target=/root/.npm"]
    assert mounts_of("go", "FROM golang:1.22\nRUN a") == ["target=/go/pkg/mod", "target=/root/.cache/go-build"]
    assert mounts_of("go", "FROM debian:12\nRUN a") == "where Go keeps its modules is not known"
    assert mounts_of("cargo", "FROM rust:1\nRUN a") == [
        "target=/usr/local/cargo/registry,sharing=locked", "target=/usr/local/cargo/git/db,sharing=locked"
    ]  # fmt: skip
    assert mounts_of("composer", "FROM debian:12\nENV COMPOSER_CACHE_DIR=/c\nRUN a") == ["target=/c"]
    assert mounts_of("composer", "FROM debian:12\nRUN a") == (
        "which folder composer caches in is not known: set COMPOSER_CACHE_DIR in an ENV"
    )


@pytest.mark.parametrize(
    ("name", "command", "fills", "cleans"),
    [
        ("pip", "pip3 install x", True, False),
        ("pip", "python3 -m pip wheel x", True, False),
        ("pip", "/venv/bin/pip download x", True, False),
        ("pip", "pip list", False, False),
        ("pip", "pip cache purge", False, True),
        ("pip", "pip cache list", False, False),
        ("npm", "npm ci", True, False),
        ("npm", "npm cache clean --force", False, True),
        ("maven", "./mvnw package", True, False),
    ],
)
def test_which_calls_fill_and_which_clean(name: str, command: str, fills: bool, cleans: bool) -> None:
    tool = BY_NAME[name]
    assert (tool.fills(call_of(command)), tool.cleans(call_of(command))) == (fills, cleans)


def declines(tool: Mountable, text: str) -> str | None:
    facts, run = last_run(text)
    return tool.declines(facts, run, sites_of(run))


def test_reasons_of_the_programs_own() -> None:
    assert declines(BY_NAME["npm"], "RUN npx x") == "npx keeps what it installs beside npm's cache"
    assert declines(BY_NAME["npm"], "RUN npm ci --offline") == "npm is told to work offline"
    assert declines(BY_NAME["npm"], "RUN npm ci") is None
    assert declines(BY_NAME["uv"], "RUN uv run x") == "uv runs tools from its cache"
    installs = "the RUN installs into maven's local repository, or works offline with it"
    assert declines(BY_NAME["maven"], "RUN mvn install") == installs
    only_lists = "the RUN does nothing but fetch the lists, as if a later step needed them"
    assert declines(BY_NAME["apt"], "RUN apt-get update") == only_lists
    assert declines(BY_NAME["apt"], "RUN apt-get update && apt-get install -d x") == (
        "apt keeps, or finds, its files in a way of its own"
    )
    assert declines(BY_NAME["pip"], "RUN pip install x") is None


def test_mounts_that_a_later_build_would_miss_are_unsafe() -> None:
    unsafe = {name for name, tool in BY_NAME.items() if tool.safety is Safety.UNSAFE}
    assert {"go", "cargo", "maven"} <= unsafe
    assert not {"apt", "pip", "npm"} & unsafe
