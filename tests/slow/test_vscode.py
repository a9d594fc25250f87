"""The extension for VS Code, packed as it is published, with its real client: it shows and fixes what `dslim fix` does.

The editor itself is a stand-in (editors/vscode/test): what VS Code draws is not tried here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import dslim
from builder.machine import must_have_builder
from builder.plugin import leave_out
from programs import missing

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SCRIPT = str(Path(sys.executable).parent / "dslim")
TEXT = "# 😀 ünï\nFROM debian:12\nRUN apt-get update && apt-get install -y curl # 😀\nRUN pip install x\nRUN npm ci\n"


@pytest.fixture(scope="module")
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the extension as VS Code unpacks it, with the stand-in for the editor in it."""
    if missing(["node", "npm"]):
        assert not must_have_builder()
        leave_out(request, "no node and npm")
    work = tmp_path_factory.mktemp("extension")
    shutil.copy(ROOT / "LICENSE", work)
    source = work / "editors" / "vscode"
    ignored = shutil.ignore_patterns("node_modules", "dist", "LICENSE")
    shutil.copytree(ROOT / "editors" / "vscode", source, ignore=ignored)
    for command in (["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "package"]):
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(source / "dist" / "dslim.vsix") as file:
        file.extractall(work / "unpacked")
    shutil.copytree(source / "test", work / "unpacked" / "extension" / "test")
    return work / "unpacked" / "extension"


def run(packed: Path, program: str, file: Path, ignore: tuple[str, ...] = ()) -> Any:
    done = subprocess.run(
        ["node", "test/smoke.js", program, str(file)], cwd=packed, capture_output=True, text=True, timeout=120,
        env={**os.environ, "IGNORE_RULES": json.dumps(ignore)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_published_is_the_bundle_and_the_licences(packed: Path) -> None:
    names = {path.relative_to(packed).as_posix() for path in packed.rglob("*") if path.is_file()}
    published = {name for name in names if not name.startswith("test/")}
    wanted = {"LICENSE.txt", "README.md", "package.json", "dist/extension.js", "dist/THIRD-PARTY.txt"}
    assert published == wanted
    assert "vscode-languageclient 9.0.1 (MIT)" in (packed / "dist" / "THIRD-PARTY.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_extension_shows_and_fixes_what_the_command_line_does(packed: Path, tmp_path: Path, newline: str) -> None:
    file = tmp_path / "Dockerfile"
    text = TEXT.replace("\n", newline)
    file.write_bytes(text.encode())
    found = run(packed, SCRIPT, file)
    assert found["messages"] == []
    assert found["inLine"]
    assert {mark["source"] for mark in found["marks"]} == {"dslim"}
    assert found["later"] == len(found["marks"])
    assert found["fixed"] == dslim.fix_text(text).after != text
    assert "apt-lists" in found["hover"]
    ids = {mark["message"].partition(": ")[2]: mark["data"]["id"] for mark in found["marks"]}
    fixes = [action for action in found["quick"] if not action["title"].startswith("dslim: ignore")]
    assert len(fixes) == 4
    for action in fixes:
        wanted = ids[action["title"].removeprefix("dslim: ").removesuffix(" (unsafe: not proven harmless)")]
        done = dslim.fix_text(text, dslim.Options(unsafe=True), choose=lambda one: one.id == wanted)  # noqa: B023
        assert action["text"] == done.after


def test_rules_of_the_setting_are_left_out_of_fix_all(packed: Path, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(TEXT, encoding="utf-8")
    found = run(packed, SCRIPT, file, ("merge-runs", "apt-lists"))
    assert found["fixed"] == dslim.fix_text(TEXT, dslim.Options(ignore=frozenset({"merge-runs", "apt-lists"}))).after


def test_a_program_that_is_not_there_is_told(packed: Path, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(TEXT, encoding="utf-8")
    messages = run(packed, str(tmp_path / "nothing"), file)["messages"]
    assert messages[-1] == f"dslim: {tmp_path}/nothing does not start: pip install dslim, or set dslim.path"
