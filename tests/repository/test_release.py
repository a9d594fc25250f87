"""A release is refused where its tag, the version and the changelog differ."""

from __future__ import annotations

import subprocess
import sys

import pytest
from packaging.version import Version

import dslim
from release import ROOT, headings, version_of, why_not

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASED = "# Changelog\n\n## 1.2.3 - 2026-01-31\n\n- b\n\n## 1.2.2 - 2026-01-01\n\n- a\n"


def test_the_changelog_has_versions_newest_first() -> None:
    heads = headings(CHANGELOG)
    assert heads[0][0] in ("Unreleased", dslim.__version__)
    versions = [Version(name) for name, _ in heads if name != "Unreleased"]
    assert versions == sorted(versions, reverse=True)
    assert all(version <= Version(dslim.__version__) for version in versions)


def test_the_version_is_read_as_python_reads_it() -> None:
    assert version_of((ROOT / "rewrite" / "dslim" / "__init__.py").read_text(encoding="utf-8")) == dslim.__version__


def test_a_release_whose_parts_agree_is_let_through() -> None:
    assert why_not("v1.2.3", "1.2.3", RELEASED) == ""
    assert why_not("v1.2.3", "1.2.3", RELEASED.replace("## 1.2.3", "## Unreleased\n\n## 1.2.3")) == ""


@pytest.mark.parametrize(
    ("tag", "version", "text", "reason"),
    [
        ("v1.2.4", "1.2.3", RELEASED, "they must agree"),
        ("1.2.3", "1.2.3", RELEASED, "they must agree"),
        ("v1.2.2", "1.2.2", RELEASED, "not its newest version"),
        ("v1.2.4", "1.2.4", RELEASED, "not its newest version"),
        ("v1.2.3", "1.2.3", RELEASED.replace("1.2.3 - 2026-01-31", "Unreleased"), "not its newest version"),
        ("v1.2.3", "1.2.3", RELEASED.replace("2026-01-31", "soon"), "neither"),
        ("v1.2.3", "1.2.3", "", "not its newest version"),
    ],
)
def test_a_release_whose_parts_differ_is_refused(tag: str, version: str, text: str, reason: str) -> None:
    assert reason in why_not(tag, version, text)


def test_the_command_needs_no_package_and_says_why_in_one_line() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "tests" / "release.py"), "v0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"the tag is v0.0.0, but __version__ is {dslim.__version__}: they must agree\n"
