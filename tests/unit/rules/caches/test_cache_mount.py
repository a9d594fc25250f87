"""Mounts in the place of cleanups and switches."""

from __future__ import annotations

import pytest
from cache_calls import why_not

from dslim.diagnostics.options import Builder, Options
from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.cache_mount import RULE

MOUNT = Options(cache="mount", rules=frozenset({"SL210"}))
PIP = "RUN --mount=type=cache,id=pip-python-3.12,target=/root/.cache/pip"


def fixed(command: str) -> str:
    return fix_text(f"FROM python:3.12\nRUN {command}\n", MOUNT).after.partition("\n")[2].replace("\\\n    ", "")


def test_switches_and_cleanups_go() -> None:
    assert fixed("pip install --no-cache-dir x") == f"{PIP} pip install x\n"
    assert fixed("pip install x && pip cache purge") == f"{PIP} pip install x\n"
    assert fixed("pip install x && rm -rf /root/.cache/pip /tmp/y") == f"{PIP} pip install x && rm -rf /tmp/y\n"


def test_nothing_happens_unless_asked_for() -> None:
    text = "FROM python:3.12\nRUN pip install x\n"
    assert fix_text(text, Options(rules=frozenset({"SL210"}))).after == text
    assert RULE.example_options.cache == "mount"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("pip install --cache-dir /x y", "the file sets where pip keeps its cache, or turns it off"),
        (
            "pip install x && ./clean.sh",
            "`./clean.sh` may remove the folder of the cache, which would fail on a mount",
        ),
        ("pip install x\nRUN ls /root/.cache/pip", "`ls` on line 3 uses the folder of the cache"),
    ],
)
def test_why_there_is_no_mount(command: str, reason: str) -> None:
    assert why_not(f"FROM python:3.12\nRUN {command}\n", "SL210", MOUNT) == [reason]


@pytest.mark.parametrize("builder", ["kaniko", "classic"])
def test_builders_without_mounts(builder: Builder) -> None:
    options = Options(cache="mount", builder=builder, rules=frozenset({"SL210"}))
    reasons = why_not("FROM python:3.12\nRUN pip install x\n", "SL210", options)
    assert reasons == [f"the {builder} builder has no cache mounts"]
    old = "# syntax=docker/dockerfile:1.0\nFROM python:3.12\nRUN pip install x\n"
    assert why_not(old, "SL210", MOUNT) == ["the syntax that the file asks for has no cache mounts"]
