"""What the tests run that pip does not install: said before it is installed, and never missed in silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import programs
from builder import daemon

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A Debian with git alone, where apt-get brings what it is asked for; what apt-get was called with."""
    calls: list[list[str]] = []
    there = {"git"}
    brings = {package: name for name, package in (programs.USUAL | programs.BUILDS).items()}

    def run(command: list[str], **_: object) -> None:
        calls.append(command)
        there.update(brings[word] for word in command if word in brings)

    monkeypatch.setattr(programs, "is_debian_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    monkeypatch.setattr("subprocess.run", run)
    return calls


def test_on_debian_what_is_missing_is_installed_after_saying_so(
    installed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert programs.main([]) == 0
    assert installed[-1][-3:] == ["bash", "busybox-static", "dash"]
    assert capsys.readouterr().err == "-- installing from Debian's packages: bash busybox-static dash\n"
    assert programs.main([]) == 0
    assert len(installed) == 2  # update, install: nothing the second time
    assert programs.main(["--all"]) == 0
    assert installed[-1][-2:] == ["podman", "runc"]


def test_elsewhere_it_says_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "is_debian_root", lambda: False)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "busybox" else name)
    assert programs.main([]) == 0
    assert capsys.readouterr().err == "-- not installed here: busybox; what needs them is LEFT OUT\n"


def test_without_git_there_is_no_test_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "is_debian_root", lambda: False)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "git" else name)
    assert programs.main([]) == 2
    assert "error: the tests need git: install it and start again\n" in capsys.readouterr().err


def test_ci_installs_at_once_what_the_tests_would() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    words = " ".join(re.findall(r"--no-install-recommends (.*?)>", text, re.DOTALL))
    assert {*programs.USUAL.values(), *programs.BUILDS.values()} <= set(words.replace("\\", "").split())


def test_the_builder_asks_for_nothing_that_is_not_listed() -> None:
    assert {*daemon.HOST_PROGRAMS, "buildah", "podman", "chromium"} <= (programs.USUAL | programs.BUILDS).keys()
    assert set(programs.SHELLS) <= programs.USUAL.keys()


def test_the_test_commands_run_everything_between_them() -> None:
    commands = re.findall(r'pytest .* -m "(.*)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert commands == ["not builder and not slow and not recipes", "builder or slow", "recipes"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make (test\S*)", ci, re.MULTILINE) == ["test", "test-slow"]


@pytest.mark.parametrize(("folder", "mark"), [("slow", "slow"), ("builds", "builder"), ("recipes", "recipes")])
def test_what_lies_in_these_folders_is_left_out_by_make_test(folder: str, mark: str) -> None:
    """Each module has the mark; in tests/builds some tests beside the builds need no builder."""
    modules = sorted((ROOT / "tests" / folder).glob("test_*.py"))
    assert modules
    assert [path.name for path in modules if f"pytest.mark.{mark}" not in path.read_text(encoding="utf-8")] == []
