"""Writing: whole or not at all, and nothing else about the file changes."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from dslim import writing
from dslim.writing import WriteRefused, write_atomic

OLD, NEW = b"FROM a\r\nRUN \xff", b"FROM a\r\nRUN \xfe"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_bytes(OLD)
    return path


def alone(file: Path) -> bool:
    return [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_the_content_is_replaced(file: Path) -> None:
    write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == NEW
    assert alone(file)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o4755, 0o666])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    write_atomic(str(file), OLD, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_the_owner_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(file, 1234, 2345)
        write_atomic(str(file), OLD, NEW)
        assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)
    else:
        asked: list[tuple[int, int]] = []
        real = os.stat

        def stat_as_another(path: str) -> os.stat_result:
            status = list(real(path))
            status[stat.ST_UID] += path == str(file)
            return os.stat_result(status)

        def refuse(path: str, uid: int, gid: int) -> None:
            asked.append((uid, gid))
            raise PermissionError

        monkeypatch.setattr(os, "stat", stat_as_another)
        monkeypatch.setattr(os, "chown", refuse)
        with pytest.raises(WriteRefused, match="another user"):
            write_atomic(str(file), OLD, NEW)
        assert asked
        assert file.read_bytes() == OLD


def test_an_owner_that_cannot_be_kept_is_a_reason_to_refuse(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, uid: int, gid: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    status = os.stat(file)
    other = os.stat_result([*status[:4], status.st_uid + 1, *status[5:]])
    with pytest.raises(WriteRefused, match="another user or group"):
        writing._keep(str(file), str(file), other)


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError as error:
        pytest.skip(f"this file system has no extended attributes: {error}")
    write_atomic(str(file), OLD, NEW)
    assert os.getxattr(file, "user.note") == b"kept"


def test_a_symbolic_link_stays_and_its_file_is_replaced(file: Path) -> None:
    link = file.with_name("link")
    link.symlink_to(file.name)
    write_atomic(str(link), OLD, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_hard_links_are_refused(file: Path) -> None:
    os.link(file, file.with_name("other"))
    with pytest.raises(WriteRefused, match="2 hard links"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == OLD


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(pipe), str(tmp_path), os.devnull):
        with pytest.raises(WriteRefused, match="not a regular file"):
            write_atomic(path, b"", NEW)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_that_changed_since_it_was_read_is_refused(file: Path) -> None:
    file.write_bytes(b"FROM mine\n")
    with pytest.raises(WriteRefused, match="changed since it was read"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == b"FROM mine\n"


def test_a_file_that_changes_during_the_write_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meddle(fd: int) -> None:
        file.write_bytes(b"FROM somebody\n")

    monkeypatch.setattr(os, "fsync", meddle)
    with pytest.raises(WriteRefused, match="while it was being rewritten"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == b"FROM somebody\n"
    assert alone(file)


def test_a_read_only_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # root may write anything, so the answer of the system is given here
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(WriteRefused, match="read-only"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_error_leaves_the_old_file_and_no_other(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(error):
        write_atomic(str(file), OLD, NEW)
    monkeypatch.undo()
    assert file.read_bytes() == OLD
    assert alone(file)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomic(str(tmp_path / "gone"), OLD, NEW)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_sees_the_old_or_the_new_file_and_nothing_between(file: Path) -> None:
    seen: set[bytes] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(file.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    old, new = OLD, NEW * 5_000
    for _ in range(30):
        write_atomic(str(file), old, new)
        old, new = new, old
    stop.set()
    reader.join()
    assert seen <= {OLD, NEW * 5_000}
