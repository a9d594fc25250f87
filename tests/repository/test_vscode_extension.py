"""What editors/vscode says of the server is what the server knows; the bundle itself is tried in tests/slow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import tomli

import dslim
from dslim.lsp.code_actions import FIX_ALL
from dslim.rules.lookup import codes_of
from lsp_client import Client

FOLDER = Path(__file__).parents[2] / "editors" / "vscode"
PACKAGE: dict[str, Any] = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
SETTINGS: dict[str, Any] = PACKAGE["contributes"]["configuration"]["properties"]
PROGRAM = (FOLDER / "extension.js").read_text(encoding="utf-8")


def test_its_version_is_that_of_dslim() -> None:
    assert PACKAGE["version"] == dslim.__version__


def test_its_settings_are_those_that_the_server_reads() -> None:
    assert SETTINGS.keys() == {"dslim.path", "dslim.fixAll.ignoreRules", "dslim.trace.server"}
    names = SETTINGS["dslim.fixAll.ignoreRules"]["default"]
    client = Client(options={"fixAll": {"ignoreRules": names}})
    assert client.server.ignored_by_fix_all == codes_of(names) != frozenset()
    client.tell("workspace/didChangeConfiguration", {"settings": {"dslim": {"fixAll": {"ignoreRules": ["SL205"]}}}})
    assert client.server.ignored_by_fix_all == {"SL205"}
    assert not [m for m in client.received if m.get("method") == "window/logMessage"]


def test_it_starts_the_script_that_is_installed_and_nothing_of_the_workspace() -> None:
    project = tomli.loads((FOLDER.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SETTINGS["dslim.path"]["default"] in project["scripts"]
    assert SETTINGS["dslim.path"]["scope"] == "machine"  # a workspace's settings cannot name a program
    assert PACKAGE["capabilities"]["untrustedWorkspaces"]["supported"] is False
    assert 'args: ["lsp"]' in PROGRAM
    assert "cwd: context.extensionPath" in PROGRAM
    assert "python" not in PROGRAM


def test_its_documents_name_the_kinds_and_settings_that_there_are() -> None:
    for page in (FOLDER / "README.md", FOLDER.parents[1] / "docs" / "editors.md"):
        text = page.read_text(encoding="utf-8")
        assert f'"{FIX_ALL}"' in text
        assert set(re.findall(r"`(dslim\.[\w.]+)`", text)) - {"dslim.toml", "dslim.vsix"} <= SETTINGS.keys()


def test_every_package_is_pinned_with_its_hash() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = lock.pop("")
    assert root["devDependencies"] == PACKAGE["devDependencies"]
    assert not [name for name, one in lock.items() if not one["integrity"].startswith("sha512-")]
    for name, version in PACKAGE["devDependencies"].items():
        assert lock[f"node_modules/{name}"]["version"] == version
