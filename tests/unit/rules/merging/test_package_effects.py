"""What calls of package managers leave and take away."""

from __future__ import annotations

import pytest

from dslim.rules.merging.package_effects import DATABASES, package_effects
from dslim.shell import invocations
from dslim.tools import find
from one_run import run_in


def effects(text: str) -> dict[str, set[str]]:
    _, run, script = run_in(f"FROM debian:12\nRUN {text}\n")
    [call] = invocations(script)
    tool = find(call.name)
    assert tool is not None
    found: dict[str, set[str]] = {"writes": set(), "removes": set()}
    for kind, path, _ in package_effects(tool, call, run, "/src"):
        found[kind].add(path)
    return found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("apt-get install -y a=1.2 b", {"package:apt:a", "package:apt:b", f"database:{DATABASES['apt']}"}),
        ("apt-get update", {"/var/lib/apt/lists"}),
        ("pip install 'a>=2'", {"package:pip:a", "/root/.cache", "/usr/local/lib"}),
        ("pip install --target /opt/a b", {"/opt/a"}),
        ("npm ci", {"/src/node_modules", "/root/.npm"}),
        ("npm install -g a", {"/usr/local/lib/node_modules"}),
        ("dnf install -y a", {"/var/cache/dnf", f"database:{DATABASES['rpm']}"}),
    ],
)
def test_writes(text: str, written: set[str]) -> None:
    assert written <= effects(text)["writes"]


@pytest.mark.parametrize(
    ("text", "not_written"),
    [
        ("apt-get install -y a", "/var/lib/apt/lists"),
        ("pip install --no-cache-dir a", "/root/.cache"),
        ("apk add --no-cache a", "/var/cache/apk"),
        ("npm install -g a", "/src/node_modules"),
        ("pip list", "/root/.cache"),
    ],
)
def test_does_not_write(text: str, not_written: str) -> None:
    assert not_written not in effects(text)["writes"]


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("apt-get purge -y --auto-remove a b", {"package:apt:a", "package:apt:b"}),
        ("apt-get clean", {"/var/cache/apt"}),
        ("apk del .deps", {"package:apk:.deps"}),
        ("npm prune --production", {"/src/node_modules"}),
        ("npm cache clean --force", {"/root/.npm"}),
        ("apt-get install -y a", set()),
    ],
)
def test_removes(text: str, removed: set[str]) -> None:
    assert effects(text)["removes"] == removed
