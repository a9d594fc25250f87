"""Where `--no-cache-dir` goes, where the cache goes afterwards, and why neither."""

from __future__ import annotations

import pytest
from cache_calls import why_not

from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.pip_no_cache import MESSAGE

PYTHON = "FROM python:3.12-slim\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pip install x", "pip install --no-cache-dir x"),
        ("pip3.12 --timeout 5 install x", "pip3.12 --timeout 5 install --no-cache-dir x"),
        ("python3 -I -m pip wheel x", "python3 -I -m pip wheel --no-cache-dir x"),
        ("/venv/bin/pip download x", "/venv/bin/pip download --no-cache-dir x"),
        ("sh -c 'pip install x'", "sh -c 'pip install --no-cache-dir x'"),
        ("pip install x && rm -rf ~/.cache", "pip install x && rm -rf ~/.cache"),
        ("pip install x && pip cache purge", "pip install x && pip cache purge"),
        ("pip install --cache-dir /c x", "pip install --cache-dir /c x"),
        ("PIP_NO_CACHE_DIR=1 pip install x", "PIP_NO_CACHE_DIR=1 pip install x"),
        ("python -m venv pip install", "python -m venv pip install"),
        ("pip list", "pip list"),
    ],
)
def test_the_switch_follows_the_verb(before: str, after: str) -> None:
    outcome = fix_text(f"{PYTHON}RUN {before}\n")
    assert outcome.after == f"{PYTHON}RUN {after}\n"
    assert {finding.message for finding in outcome.applied} == ({MESSAGE} if before != after else set())


def test_a_pip_that_builds_no_wheels_without_a_cache_is_cleaned_afterwards() -> None:
    text = "FROM python:3.6.1\nRUN pip install x\n"
    assert fix_text(text).after == "FROM python:3.6.1\nRUN pip install x && rm -rf ~/.cache/pip\n"
    upgraded = "FROM python:3.6.1\nRUN pip install --no-cache-dir -U pip\nRUN pip install x\n"
    assert "pip install --no-cache-dir x" in fix_text(upgraded).after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FROM ubuntu:14.04\nRUN pip install x", "the base image is old: its pip keeps no cache"),
        ("FROM python:3.12\nENV PIP_CACHE_DIR=/c\nRUN pip install x", "the file sets another cache folder"),
        ("FROM python:3.12\nRUN pip install x && ls ~/.cache/pip", "`ls` uses the folder of the cache"),
    ],
)
def test_why_it_declines(text: str, reason: str) -> None:
    (found,) = why_not(text + "\n", "SL205")
    assert found is not None
    assert found.startswith(reason)
