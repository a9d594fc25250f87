"""What a row of the table becomes for one RUN: the command, the folders, the reasons."""

from __future__ import annotations

import pytest
from cache_calls import call_of, last_run, sites_of, why_not

from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.managers import CleanupCode, managers, verb


def test_a_program_is_known_below_any_folder() -> None:
    names = ("npm", "/opt/node/bin/npm", "$CONDA_DIR/bin/conda", "'npm'")
    assert [call_of(f"{name} x").program for name in names] == ["npm", "npm", "conda", "npm"]
    assert [verb(call_of(command)) for command in ("npm -g ci", "npm", "npm $X")] == ["ci", "", None]


def test_a_row_fills_cleans_and_names_its_folders() -> None:
    (npm,) = managers("npm-cache")
    assert npm.fills(call_of("npm ci"))
    assert not npm.fills(call_of("yarn install"))
    assert npm.cleans(call_of("npm cache clean --force"))
    assert not npm.cleans(call_of("npm ci"))
    facts, run = last_run("RUN npm ci")
    assert npm.command(facts, run, call_of("npm ci")) == "npm cache clean --force"
    assert npm.folders(facts, run) == ("/root/.npm",)


def test_code_stands_in_for_what_the_row_says() -> None:
    code = CleanupCode(lambda *_: "x", lambda *_: ("/y",), lambda *_: "because")
    (npm,) = managers("npm-cache", {"npm": code})
    facts, run = last_run("RUN npm ci")
    assert npm.command(facts, run, call_of("npm ci")) == "x"
    assert npm.folders(facts, run) == ("/y",)
    assert npm.declines(facts, run, list(sites_of(run))) == "because"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("su joe -c 'npm ci'", "the command runs inside `su`"),
        ("sh -c 'npm ci'", "the command runs inside `sh`"),
        (
            "HOME=/x npm ci",
            "variables are set for the command alone (`NAME=value` before it), and the cleanup would lack them",
        ),
        ("npm ci || true", "the RUN may succeed although `npm` failed or never ran"),
        ("npm ci && rm -rf /usr/bin/node", "`rm /usr/bin/node` may take npm away before the RUN ends"),
        ("npm ci && apt-get purge -y nodejs", "`apt-get purge -y nodejs` may take npm away before the RUN ends"),
        ("npm ci && ./cleanup.sh", "`./cleanup.sh` may take npm away before the RUN ends"),
    ],
)
def test_why_a_cleanup_is_not_added(command: str, reason: str) -> None:
    text = f"FROM node:20\nRUN {command}\n"
    found = why_not(text, "SL206")
    assert found == [reason] or (not found and "&& npm cache clean --force &&" in fix_text(text).after)


def test_a_cleanup_that_cannot_stand_at_the_end_follows_the_call() -> None:
    text = "FROM node:20\nRUN npm ci && rm -rf /usr/local/bin/node\n"
    assert fix_text(text).after == text.replace("npm ci &&", "npm ci && npm cache clean --force &&")


def test_a_cleanup_that_the_same_follows_goes() -> None:
    text = "FROM node:20\nRUN npm ci && npm cache clean --force && npm i x && npm cache clean --force\n"
    assert fix_text(text).after == "FROM node:20\nRUN npm ci && npm i x && npm cache clean --force\n"
