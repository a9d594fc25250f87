"""What dslim reads of other people: regular files alone, and never past a bound; at the real command line."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import dslim
from dslim.support.reading import BOUNDS, ReadRefused, as_text, identity_of, open_file, read_file, read_start
from limited import Case, Done, run_limited

pytestmark = pytest.mark.slow

SOURCE = Path(dslim.__file__).parent
#: Bytes beside the file itself that a run reads: our own modules, Python's, /proc.
SLACK = 3_500_000


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path may have 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 << 30)


def unreadable(path: Path) -> None:
    path.write_text("x")
    path.chmod(0)


#: What may lie in the place of a file -> what is said of it.
BAD: dict[Callable[[Path], None], str] = {
    a_pipe: "a pipe, not a regular file",
    a_socket: "a socket, not a regular file",
    a_device: "a device, not a regular file",
    a_folder: "a folder, not a regular file",
    a_huge_file: "larger than",
    unreadable: "Permission denied",
}
DOCKERFILE = "FROM debian:12\nCOPY run.sh pip.conf yarn.lock /\nRUN /run.sh\nRUN pip install x\nRUN yarn install\n"
#: Place -> (arguments, exit code, what else its line has). None: it need not be told, only not be read.
PLACES: dict[str, tuple[list[str], int, str | None]] = {
    "Dockerfile": (["fix", "Dockerfile"], 2, "Dockerfile: error: "),
    "dslim.toml": (["fix", "Dockerfile"], 2, "dslim.toml:1: not read: "),
    "pyproject.toml": (["fix", "Dockerfile"], 2, "pyproject.toml:1: not read: "),
    ".gitignore": (["fix", "."], 0, ".gitignore: not read: "),
    ".dockerignore": (["fix", "Dockerfile"], 0, "; the build context is taken for unknown"),
    "compose.yaml": (["fix", "Dockerfile"], 0, "compose.yaml: not read: "),
    "docker-bake.json": (["fix", "."], 0, "docker-bake.json: not read: "),
    "docker-bake.hcl": (["config", "Dockerfile"], 0, "docker-bake.hcl: not read: "),
    "run.sh": (["fix", "Dockerfile"], 0, None),
    "pip.conf": (["fix", "Dockerfile"], 0, None),
    "yarn.lock": (["fix", "Dockerfile"], 0, None),
    "list": (["fix", "--files-from", "list"], 2, "error: list: "),
    "image": (["layers", "image"], 2, "image: "),
    "other": (["layers", "-f", "other", "Dockerfile"], 2, "other: "),
    "before": (["verify", "before"], 2, "before: error: "),
    "after": (["verify", "Dockerfile", "--against", "after"], 2, "after: error: "),
}
#: What click says itself, or what is no wrong file there.
ELSEWHERE = {
    ("Dockerfile", a_folder), ("before", a_folder), ("after", a_folder), ("image", a_folder),
    ("image", a_huge_file), (".dockerignore", unreadable), ("run.sh", a_folder),
    # a walk takes regular files only, by the names of builds
    *((name, bad) for name in ("docker-bake.json",) for bad in (a_pipe, a_socket, a_device, a_folder)),
}  # fmt: skip


def cases() -> list[tuple[str, Callable[[Path], None]]]:
    return [(place, bad) for place in PLACES for bad in BAD if (place, bad) not in ELSEWHERE]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    given = {}
    top = tmp_path_factory.mktemp("places")
    for place, bad in cases():
        folder = top / f"{place}-{bad.__name__}"
        folder.mkdir()
        (folder / ".git").mkdir()
        (folder / "Dockerfile").write_text(DOCKERFILE)
        (folder / place).unlink(missing_ok=True)
        bad(folder / place)
        given[f"{place} {bad.__name__}"] = Case(PLACES[place][0], str(folder))
    return run_limited(given)


@pytest.mark.parametrize(("place", "bad"), cases(), ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_what_is_no_file_is_one_line(told: dict[str, Done], place: str, bad: Callable[[Path], None]) -> None:
    done = told[f"{place} {bad.__name__}"]
    _, code, line = PLACES[place]
    assert done.code == code, done
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    assert 0 <= done.read <= SLACK, done
    about = [one for one in done.lines if BAD[bad] in one]
    assert len(about) == (line is not None), done.err
    assert line is None or line in about[0]


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["fix", "-"], "<stdin>: error: larger than 10 MB"),
        (["fix", "-@"], "error: <stdin>: larger than 10 MB"),
        (["fix", "--files-from", "-"], "error: -: larger than 10 MB"),
        (["fix", "--check", "--stdin-filename", "x", "-"], "x: error: larger than 10 MB"),
    ],
)
def test_standard_input_is_bounded(tmp_path: Path, args: list[str], line: str) -> None:
    (done,) = run_limited({"": Case(args, str(tmp_path), "/dev/zero")}).values()
    assert (done.code, line in done.lines) == (2, True), done
    assert done.read <= 10_000_001 + SLACK


@pytest.mark.parametrize("place", [".dockerignore", "compose.yaml", "docker-bake.json"])
@pytest.mark.parametrize("bad", [a_device, a_huge_file, a_pipe])
def test_what_cannot_be_read_is_unknown_not_empty(tmp_path: Path, place: str, bad: Callable[[Path], None]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    known, unknown = ({"": Case(["config", "Dockerfile"], str(tmp_path))} for _ in range(2))
    assert json.loads(run_limited(known)[""].out)["context"] == str(tmp_path)
    bad(tmp_path / place)
    assert json.loads(run_limited(unknown)[""].out)["context"] is None


def test_a_related_file_that_cannot_be_read_may_be_from_any_image(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "base").mkdir()
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n"
    (tmp_path / "base/Dockerfile").write_text(text)
    (tmp_path / "dslim.toml").write_text('images = {base = "base/Dockerfile"}\n')
    given = {"": Case(["fix", "base/Dockerfile", "--why-not"], str(tmp_path))}
    assert "rm -rf /var/lib/apt/lists" in run_limited(given)[""].out
    a_huge_file(tmp_path / "Dockerfile")
    done = run_limited(given)[""]
    assert done.out == "", done
    assert "Dockerfile: not read: larger than 10 MB; it may be FROM any image" in done.lines


def test_the_bound_is_the_bound(tmp_path: Path) -> None:
    file = tmp_path / "f"
    for kind, bound in BOUNDS.items():
        file.write_bytes(b"")
        os.truncate(file, bound)
        assert len(read_file(file, kind).data) == bound
        os.truncate(file, bound + 1)
        with pytest.raises(ReadRefused) as caught:
            read_file(file, kind)
        assert (caught.value.strerror, caught.value.filename) == (f"larger than {bound // 1_000_000} MB", str(file))


def test_a_file_that_grows_is_read_to_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x")
    real, taken = os.read, [0]

    def read(fd: int, count: int) -> bytes:
        with file.open("ab") as more:
            more.write(bytes(count))
        part = real(fd, count)
        taken[0] += len(part)
        return part

    monkeypatch.setattr(os, "read", read)
    with pytest.raises(ReadRefused, match="larger than 1 MB"):
        read_file(file, "config")
    assert taken[0] == BOUNDS["config"] + 1
    assert len(read_start(file, 400)) == 400


def test_a_size_is_not_believed() -> None:
    version = Path("/proc/version")
    assert version.stat().st_size == 0
    assert read_file(version, "config").data == version.read_bytes()


def test_a_link_is_followed_where_the_caller_says_so(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xef\xbb\xbfa\0\xff\r\nb\rc\n")
    (tmp_path / "link").symlink_to("f")
    (tmp_path / "lost").symlink_to("nowhere")
    assert read_file(tmp_path / "link", "config").data == (tmp_path / "f").read_bytes()
    for name in ("link", "lost"):
        with pytest.raises(ReadRefused, match="a symbolic link"):
            read_file(tmp_path / name, "config", follow=False)
        with pytest.raises(ReadRefused, match="a symbolic link"):
            open_file(tmp_path / name, follow=False)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "lost", "config")


def test_a_link_that_comes_after_the_look_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    real = os.lstat

    def swapped(path: str) -> os.stat_result:
        found = real(path)
        os.unlink(path)
        os.symlink("secret", path)
        return found

    monkeypatch.setattr(os, "lstat", swapped)
    with pytest.raises(ReadRefused, match="a symbolic link"):
        read_file(str(tmp_path / "f"), "config", follow=False)


@pytest.mark.parametrize("named", [True, False])
def test_what_a_walk_found_is_not_followed_once_it_is_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """The file is swapped for a link between the walk and the read."""
    from dslim.cli.main import main
    from dslim.fleet.discovery import dockerfile_search

    (tmp_path / "outside").write_text("FROM secret\nRUN a >/x\nRUN chmod 600 /x\n")
    (tmp_path / "tree").mkdir()
    file = tmp_path / "tree/Dockerfile"
    file.write_text("FROM a\n")
    real = dockerfile_search.find_dockerfiles

    def find(*args: Any) -> Any:
        found = real(*args)
        file.unlink()
        file.symlink_to(tmp_path / "outside")
        return found

    monkeypatch.setattr("dslim.cli.fix_run.find_dockerfiles", find)
    result = CliRunner().invoke(main, ["fix", "--no-cache", str(file if named else file.parent)])
    assert ("secret" in result.output) == named
    assert named or (result.exit_code, "a symbolic link, not a regular file" in result.output) == (2, True)


def test_the_identity_is_that_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"x")
    first = read_file(file, "config").identity
    assert first == identity_of(file.stat())
    file.write_bytes(b"y")
    os.utime(file, ns=(0, 0))
    assert read_file(file, "config").identity != first


@pytest.mark.parametrize("data", [b"a\r\nb\rc\n", b"\xef\xbb\xbfx", b"\0", b"", "é".encode()])
def test_text_is_what_python_reads(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    assert as_text(data) == (tmp_path / "f").read_text(encoding="utf-8")


def test_deep_trees_and_many_entries(tmp_path: Path) -> None:
    """A tree deeper than Python's recursion, and one deeper than a path may be long."""
    here = os.open(tmp_path, os.O_RDONLY)
    deep = 0
    try:
        at = here
        for deep in range(2500):
            os.mkdir("d", dir_fd=at)
            new = os.open("d", os.O_RDONLY, dir_fd=at)
            if deep in (0, 1500):
                file = os.open("Dockerfile", os.O_WRONLY | os.O_CREAT, dir_fd=new)
                os.write(file, b"FROM a\n")
                os.close(file)
            if at != here:
                os.close(at)
            at = new
        os.close(at)
        named = "/".join(["d"] * 1501 + ["Dockerfile"])
        cases = {"walk": Case(["fix", "."], str(tmp_path)), "named": Case(["fix", named], str(tmp_path))}
        done = run_limited(cases)
        assert [d.code for d in done.values()] == [0, 0], done
        assert "2 files, 0 to fix" in done["walk"].err or "2 files" in done["walk"].err
        assert sum("File name too long" in line for line in done["walk"].lines) == 1
    finally:
        os.close(here)
        _remove_deep(tmp_path)


def _remove_deep(folder: Path) -> None:
    """A tree that is deeper than shutil can go: its folders are moved up, one after another."""
    while (folder / "d").exists():
        (folder / "d").rename(folder / "gone")
        for inner in (folder / "gone").iterdir():
            inner.rename(folder / inner.name)
        (folder / "gone").rmdir()


def test_a_folder_with_too_many_entries_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dslim.fleet.discovery import dockerfile_search as discovery

    (tmp_path / "many").mkdir()
    for i in range(12):
        (tmp_path / "many" / f"{i}.Dockerfile").write_text("FROM a\n")
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    monkeypatch.setattr(discovery, "MAX_FOLDER_ENTRIES", 10)
    found = discovery.find_dockerfiles([str(tmp_path)])
    assert [Path(f).name for f in found.files] == ["Dockerfile"]
    assert found.notes == [f"{tmp_path}/many: not searched: more than 10 entries"]
    monkeypatch.setattr(discovery, "MAX_ENTRIES", 1)
    notes = discovery.find_dockerfiles([str(tmp_path)]).notes
    assert notes == ["not searched to the end: more than 1 files and folders"]


def test_notes_are_bounded(tmp_path: Path) -> None:
    for i in range(150):
        (tmp_path / f"{i:03}" / ".gitignore").mkdir(parents=True)
    (done,) = run_limited({"": Case(["fix", "."], str(tmp_path))}).values()
    assert sum("not a regular file" in line for line in done.lines) == 100
    assert "50 more notes of this kind." in done.lines


def test_a_folder_of_the_context_that_nobody_may_read_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a").write_text("a")
    text = "FROM debian:12\nCOPY */a /b/\nCOPY . /c\nRUN chown -R 7:7 /c && chmod 644 /b/a /c/sub/a\nRUN rm -r /c\n"
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "sub").chmod(0)
    (done,) = run_limited({"": Case(["fix", "--why-not", "-v", "Dockerfile"], str(tmp_path))}).values()
    (tmp_path / "sub").chmod(0o755)
    assert done.code == 0, done
    assert "dslim cannot read . in the build context, and a copied file may be setuid" in done.err


def test_what_a_source_names_may_be_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dslim.facts.build_context import context as module

    for name in "abc":
        (tmp_path / name).write_text(name)
    asked = module.Context(str(tmp_path))
    assert [asked.is_unknown(source) for source in ("a", "*", "x*", "[ab]", "a\\b")] == [False] * 3 + [True] * 2
    assert (asked.brings("*", ".git"), asked.brings("[ab]", ".git")) == (False, True)
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    asked = module.Context(str(tmp_path))
    assert (asked.matches("*"), asked.is_unknown("*"), asked.brings("*", ".git")) == ((), True, True)
