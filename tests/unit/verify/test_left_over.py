"""What a killed proof leaves goes, and nothing of another run's; with real builders: tests/builds."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

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


def test_what_is_mounted_below_a_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"36 35 98:0 / {place} rw - overlay x rw" for place in (f"{tmp_path}/a\\040b", f"{tmp_path}x", "/")]
    (tmp_path / "mounts").write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(left_over, "_MOUNTS", str(tmp_path / "mounts"))
    assert list(left_over._mounted_below(tmp_path)) == [f"{tmp_path}/a b".encode()]
