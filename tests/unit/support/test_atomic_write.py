"""Writing: whole or not at all, and nothing else about the file changes."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import struct
import threading
from pathlib import Path

import pytest

from dslim.support import atomic_write
from dslim.support.atomic_write import write_atomic
from dslim.support.attributes import keep_owner_and_mode
from dslim.support.exchange import exchange
from dslim.support.folders import Folder, open_folder
from dslim.support.private_folder import remove_left_over
from dslim.support.reading import identity_of
from dslim.support.write_refused import WriteRefused

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
        real = os.fstat

        def stat_as_another(fd: int) -> os.stat_result:
            status = list(real(fd))
            status[stat.ST_UID] += status[stat.ST_INO] == file.stat().st_ino
            return os.stat_result(status)

        def refuse(fd: int, uid: int, gid: int) -> None:
            asked.append((uid, gid))
            raise PermissionError

        monkeypatch.setattr(os, "fstat", stat_as_another)
        monkeypatch.setattr(os, "fchown", refuse)
        with pytest.raises(WriteRefused, match="another user"):
            write_atomic(str(file), OLD, NEW)
        assert asked
        assert file.read_bytes() == OLD


def test_an_owner_that_cannot_be_kept_is_a_reason_to_refuse(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int, uid: int, gid: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fchown", refuse)
    status = os.stat(file)
    other = os.stat_result([*status[:4], status.st_uid + 1, *status[5:]])
    with open(file, "rb") as opened, pytest.raises(WriteRefused, match="another user or group"):
        keep_owner_and_mode(opened.fileno(), other, lambda: None)


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
    write_atomic(os.path.realpath(link), OLD, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_a_link_that_was_none_when_the_file_was_found_is_not_followed(file: Path) -> None:
    (file.parent / "link").symlink_to(file.name)
    (file.parent / "folder").symlink_to(".")
    with pytest.raises(WriteRefused, match="not a regular file"):
        write_atomic(str(file.parent / "link"), OLD, NEW)
    with pytest.raises(WriteRefused, match="its folder has become a link"):
        write_atomic(str(file.parent / "folder" / file.name), OLD, NEW)
    assert file.read_bytes() == OLD


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
    monkeypatch.setattr(os, "access", lambda path, mode, dir_fd: mode != os.W_OK)
    with pytest.raises(WriteRefused, match="read-only"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("step", ["mkdir", "fsync", "fchmod", "exchange", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_error_leaves_the_old_file_and_no_other(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: type[BaseException]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    if step == "replace":
        monkeypatch.setattr(atomic_write, "exchange", lambda *_: False)
    monkeypatch.setattr(atomic_write if step == "exchange" else os, step, fail)
    with pytest.raises(error):
        write_atomic(str(file), OLD, NEW)
    monkeypatch.undo()
    assert file.read_bytes() == OLD
    assert alone(file)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomic(str(tmp_path / "gone"), OLD, NEW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["other", "same inode", "time"])
def test_only_the_very_file_that_was_read_is_written(file: Path, how: str) -> None:
    read = identity_of(file.stat())
    write_atomic(str(file), OLD, OLD, read)
    read = identity_of(file.stat())
    if how == "other":
        file.with_name("new").write_bytes(OLD)
        file.with_name("new").replace(file)
    elif how == "same inode":
        file.write_bytes(OLD)
    else:
        os.utime(file, ns=(0, read[3]))  # the time of the write is put back; that of the change cannot be
    with pytest.raises(WriteRefused, match="changed since it was read"):
        write_atomic(str(file), OLD, NEW, read)
    assert file.read_bytes() == OLD
    assert alone(file)


def put(file: Path, how: str) -> None:
    """Another program saves the file, in one of the ways in which programs do, or worse."""
    if how in ("rename", "rename, same size"):
        file.with_name("theirs").write_bytes(b"theirs" if how == "rename" else b"x" * len(OLD))
        file.with_name("theirs").replace(file)
        return
    file.unlink()
    if how == "link":
        file.symlink_to("elsewhere")
    elif how == "folder":
        file.mkdir()
        (file / "in").write_text("x")


def what(file: Path) -> object:
    if file.is_symlink():
        return file.readlink()
    return [p.name for p in file.iterdir()] if file.is_dir() else file.read_bytes() if file.exists() else None


@pytest.mark.parametrize("how", ["rename", "rename, same size", "link", "folder", "gone"])
def test_what_comes_in_the_last_moment_is_put_back(file: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Between the last look and the rename, where no look can help."""
    found: list[object] = []

    def late(source: Folder, name: str, target: Folder, other: str) -> bool:
        if not found:
            put(file, how)
            found.append(what(file))
        return exchange(source, name, target, other)

    monkeypatch.setattr(atomic_write, "exchange", late)
    with pytest.raises(WriteRefused, match="while it was being rewritten"):
        write_atomic(str(file), OLD, NEW)
    assert what(file) == found[0]
    assert [p.name for p in file.parent.iterdir()] == [file.name] * (how != "gone")


def test_of_two_that_come_in_the_last_moment_the_newer_stays_and_the_other_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [b"first", b"second"]

    def late(source: Folder, name: str, target: Folder, other: str) -> bool:
        if texts:
            file.with_name("theirs").write_bytes(texts.pop(0))
            file.with_name("theirs").replace(file)
        return exchange(source, name, target, other)

    monkeypatch.setattr(atomic_write, "exchange", late)
    with pytest.raises(WriteRefused, match=r"while it was being rewritten; .*/kept") as told:
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == b"second"
    [kept] = file.parent.glob(".*/kept")
    assert kept.read_bytes() == b"first"
    assert str(kept.relative_to(file.parent)) in str(told.value)


@pytest.mark.parametrize("step", ["after", "settling"])
def test_a_signal_right_after_the_rename_loses_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = atomic_write._is_old

    def interrupted(source: Folder, name: str, target: Folder, other: str) -> bool:
        exchange(source, name, target, other)
        raise KeyboardInterrupt

    def settling(*args: object) -> bool:
        monkeypatch.setattr(atomic_write, "_is_old", real)
        raise KeyboardInterrupt

    if step == "after":
        monkeypatch.setattr(atomic_write, "exchange", interrupted)
    else:
        monkeypatch.setattr(atomic_write, "_is_old", settling)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == NEW
    if step == "after":
        assert alone(file)
    else:  # it could not be told whose it is, and is kept
        [other] = file.parent.glob(".*/kept")
        assert other.read_bytes() == OLD


def test_without_an_exchange_of_names_it_is_a_rename(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_write, "exchange", lambda *_: False)
    write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == NEW
    assert alone(file)


def test_the_new_file_is_for_nobody_else_until_it_is_in_its_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(0o640)
    seen: list[int] = []
    real = os.fsync

    def look(fd: int) -> None:
        for folder in file.parent.glob(".*.dslim"):
            seen.append(stat.S_IMODE(folder.stat().st_mode))
        real(fd)

    monkeypatch.setattr(os, "fsync", look)
    old = os.umask(0)
    try:
        write_atomic(str(file), OLD, NEW)
    finally:
        os.umask(old)
    assert seen == [0o700]
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def acl(*entries: tuple[int, int, int]) -> bytes:
    """A POSIX access list as the kernel takes it: (tag, permissions, user or group)."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NOBODY = 0xFFFFFFFF
LIST = acl((1, 6, NOBODY), (2, 4, 1234), (4, 0, NOBODY), (0x10, 4, NOBODY), (0x20, 0, NOBODY))


def test_access_lists_stay_and_none_comes_from_the_folder(file: Path) -> None:
    name = "system.posix_acl_access"
    file.chmod(0o640)
    try:
        os.setxattr(file.parent, "system.posix_acl_default", LIST)
    except OSError as error:
        pytest.skip(f"this file system has no access lists: {error}")
    write_atomic(str(file), OLD, NEW)
    assert name not in os.listxattr(file), "1234 could not read the old file"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    os.setxattr(file, name, LIST)
    mode = file.stat().st_mode
    write_atomic(str(file), NEW, OLD)
    assert os.getxattr(file, name) == LIST
    assert file.stat().st_mode == mode


def test_an_attribute_that_cannot_be_kept_is_a_reason_to_refuse(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError as error:
        pytest.skip(f"this file system has no extended attributes: {error}")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "setxattr", refuse)
    with pytest.raises(WriteRefused, match=r"attribute user\.note, which cannot be kept: No space left"):
        write_atomic(str(file), OLD, NEW)
    assert file.read_bytes() == OLD
    assert alone(file)


def test_what_dead_runs_left_goes_and_nothing_else_does(file: Path) -> None:
    folder = file.parent
    name = ".Dockerfile.1.0123456789abcdef.dslim"

    def lay(name: str, mode: int = 0o700, entries: tuple[str, ...] = ("new",)) -> Path:
        made = folder / name
        made.mkdir(mode)
        for entry in entries:
            (made / entry).write_text("x")
        return made

    gone = [lay(name), lay(name.replace("1", "2", 1), entries=())]
    stay = [
        lay("Dockerfile.1.0123456789abcdef.dslim"),  # not our name
        lay(".Dockerfile.1.dslim"),
        lay(name.replace("1", "3", 1), 0o755),  # others may enter
        lay(name.replace("1", "4", 1), entries=("new", "mine")),
        lay(name.replace("1", "5", 1), entries=("kept",)),
        locked := lay(name.replace("1", "6", 1)),  # a run is at it
    ]
    link, outside = folder / name.replace("1", "7", 1), lay("outside")
    link.symlink_to(outside)
    (plain := folder / name.replace("1", "8", 1)).write_text("x")
    if os.geteuid() == 0:
        stay.append(other := lay(name.replace("1", "9", 1)))
        os.chown(other, 1234, 1234)
    fd = os.open(locked, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    with open_folder(str(folder)) as opened:
        assert remove_left_over(opened) == 2
    os.close(fd)
    assert not any(path.exists() for path in gone)
    assert all(list(path.iterdir()) for path in [*stay, outside])
    assert link.is_symlink()
    assert plain.exists()


def test_a_private_folder_that_is_taken_for_one_left_is_made_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its making and its lock another run may remove it."""
    removed: list[Path] = []

    def late(fd: int) -> bool:
        if len(removed) < 2:
            removed.extend(file.parent.glob(".*.dslim"))
            removed[-1].rmdir()
        return True

    monkeypatch.setattr("dslim.support.private_folder.lock", late)
    write_atomic(str(file), OLD, NEW)
    assert len(removed) == 2
    assert file.read_bytes() == NEW
    assert alone(file)


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
