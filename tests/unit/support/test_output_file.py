"""Reports lie where the user says: no link of a repository leads them elsewhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dslim.support.output_file import write_output
from dslim.support.write_refused import WriteRefused


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "repository"
    (made / "reports").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "x.html").write_text("mine")
    monkeypatch.chdir(made)
    return made


@pytest.mark.parametrize("name", ["x.html", "reports/x.html", "./reports/../x.html", "../home/y.html"])
def test_a_report_is_written_and_written_again(repository: Path, name: str) -> None:
    old = os.umask(0o022)
    try:
        write_output(name, b"one")
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o644
    os.chmod(name, 0o600)
    write_output(os.path.abspath(name), b"two")
    assert Path(name).read_bytes() == b"two"
    assert stat.S_IMODE(os.stat(name).st_mode) == 0o600
    assert not list(repository.parent.rglob("*.dslim"))


@pytest.mark.parametrize("absolute", [False, True])
def test_no_link_of_the_repository_is_followed(repository: Path, absolute: bool) -> None:
    (repository / "x.html").symlink_to("../home/x.html")
    (repository / "away").symlink_to("../home")
    for name, why in (("x.html", "it is a symbolic link"), ("away/x.html", "a part of its path is a symbolic link")):
        with pytest.raises(WriteRefused, match=why):
            write_output(os.path.join(repository, name) if absolute else name, b"theirs")
    assert (repository.parent / "home" / "x.html").read_text() == "mine"
    assert not list(repository.parent.rglob("*.dslim"))


def test_what_is_no_file_is_refused_and_a_folder_may_be_named_by_a_link_elsewhere(
    repository: Path, tmp_path: Path
) -> None:
    os.mkfifo(repository / "pipe")
    for name in ("pipe", "reports"):
        with pytest.raises(WriteRefused, match="not a regular file"):
            write_output(name, b"x")
    (tmp_path / "link").symlink_to("home")
    write_output(str(tmp_path / "link" / "y.html"), b"x")
    assert (tmp_path / "home" / "y.html").read_bytes() == b"x"
