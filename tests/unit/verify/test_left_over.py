"""What a killed proof leaves goes, and nothing of another run's; with real builders: tests/builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from dslim.support.run_mark import run_mark
from dslim.verify import left_over
from dslim.verify.builders import Builder
from dslim.verify.left_over import remove_left_over


class Docker:
    """A docker with two images of our run, that notes what goes."""

    name = "docker"

    def __init__(self) -> None:
        self.removed: list[str] = []

    def output_of(self, words: list[str]) -> str:
        if words[:2] == ["image", "rm"]:
            self.removed.append(words[2])
        return "dslim-verify:abc-1\ndslim-verify:abc-2\n" if words[-1] == "reference=dslim-verify:abc-*" else ""


def test_images_and_folders_of_one_run_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_over, "gettempdir", lambda: str(tmp_path))
    for name in ("dslim-verify-abc-x", "dslim-fleetabc-x", "dslim-verify-abd-x", "dslim-verify-x"):
        (tmp_path / name / "builder").mkdir(parents=True)
    docker = Docker()
    remove_left_over(cast(Builder, docker), "abc")
    assert docker.removed == ["dslim-verify:abc-1", "dslim-verify:abc-2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dslim-verify-abd-x", "dslim-verify-x"]


def dead_mark() -> str:
    """The mark of a process that has ended."""
    words = [sys.executable, "-c", "from dslim.support.run_mark import run_mark; print(run_mark())"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


class BusyDocker(Docker):
    """A docker with what a dead run, a live one, another machine's and a person have left."""

    def __init__(self, dead: str) -> None:
        super().__init__()
        live, foreign = run_mark(), f"k000000{dead[7:]}"
        shrink, verify = "dslim-shrink", "dslim-verify"
        self.images = [
            f"{verify}:{dead}-1", f"{verify}:{live}-1", f"{verify}:{foreign}-1", f"{verify}:1", f"mine:{dead}",
            f"{shrink}-{dead}-a:1", f"localhost/{shrink}-{dead}-a:2", f"{shrink}-{live}-a:1", "<none>:<none>",
        ]  # fmt: skip
        self.containers = [
            f"1 {shrink}-{dead}-a-7 busybox", f"2 quiet_lamport {shrink}-{dead}-a:1", "3 b busybox",
            f"4 c {shrink}-{live}-a:1", f"5 {shrink}-{foreign}-a busybox",
        ]  # fmt: skip

    def output_of(self, words: list[str]) -> str:
        if words[:2] == ["image", "ls"]:
            return "\n".join(self.images) if "--filter" not in words else ""
        if words[0] == "ps":
            return "\n".join(self.containers)
        self.removed.append(words[-1])
        return ""


def test_the_next_run_removes_what_a_dead_one_left_and_nothing_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_over, "gettempdir", lambda: str(tmp_path))
    dead, live = dead_mark(), run_mark()
    gone = [f"dslim-verify-{dead}-x", f"dslim-tree-{dead}-x", f"dslim-fleet-{dead}x1a2b-x", f"dslim-{dead}-x"]
    stay = [f"dslim-verify-{live}-x", f"dslim-tree-{live}x1a2b-x", "dslim-verify-x", "dslim-git-x"]
    stay.append(f"dslim-k000000{dead[7:]}-x")
    for name in (*gone, *stay):
        (tmp_path / name / "builder").mkdir(parents=True)
    (tmp_path / f"dslim-verify-{dead}-link").symlink_to(tmp_path / "dslim-git-x")
    docker = BusyDocker(dead)
    left_over.remove_of_dead_runs(cast(Builder, docker))
    shrunk = f"dslim-shrink-{dead}-a"
    assert docker.removed == ["1", "2", f"dslim-verify:{dead}-1", f"{shrunk}:1", f"localhost/{shrunk}:2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*stay, f"dslim-verify-{dead}-link"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes folders of others")
def test_a_folder_of_another_user_is_never_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_over, "gettempdir", lambda: str(tmp_path))
    folder = tmp_path / f"dslim-verify-{dead_mark()}-x"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    left_over.remove_of_dead_runs(cast(Builder, BusyDocker(dead_mark())))
    assert folder.is_dir()


def test_what_is_mounted_below_a_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"36 35 98:0 / {place} rw - overlay x rw" for place in (f"{tmp_path}/a\\040b", f"{tmp_path}x", "/")]
    (tmp_path / "mounts").write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(left_over, "_MOUNTS", str(tmp_path / "mounts"))
    assert list(left_over._mounted_below(tmp_path)) == [f"{tmp_path}/a b".encode()]
