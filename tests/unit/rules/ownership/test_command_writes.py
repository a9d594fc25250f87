"""What a command may write, as its words tell; a real shell is the other opinion."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.facts.call_sites import call_sites
from dslim.rules.ownership.command_writes import ANYWHERE, NOTHING, Writes, named_paths, writes_of
from dslim.shell import Script


def writes_in(script: str, cwd: str | None = "/w") -> Writes:
    run = facts_of(f"FROM debian:12\nRUN {script}\n").all_runs[0]
    assert isinstance(run.script, Script)
    return writes_of(run, call_sites(run.script)[-1], cwd)


@pytest.mark.parametrize(
    "command",
    [
        "touch new a", "mkdir -p $PWD/d/new", "cp a b", "cp -r d e", "mv a b", "ln -s a b", "ln a b",
        "rm a", "rm -r d", "rmdir empty",
        "sed -i s/x/y/ a", "echo x > a", "cat a >> b", "tee b < a", "chmod 700 a",
        "chmod -R 700 d", "find d -exec touch {} +", "find d -delete", "gunzip z.gz", "tar xf t.tar",
        "install -m 700 a b", "printf x > new", "true", "echo x", "ls -l", "test -e a", "env", "rm d/*", "touch d/?",
        "gzip a", "sed -i.bak s/x/y/ a", "find -name f -delete", "find d empty -delete", "find . -fprint new",
        "find d -name f -exec cp {} e \\;", "echo new | xargs touch", "cp -t d a", "cp --target-directory=d/ a",
        "tar xf t.tar -C empty", "tar xf t.tar --directory=empty/", "ln -s d/f",
    ],
)  # fmt: skip
def test_whatever_a_command_changes_it_may_reach(tmp_path: Path, command: str) -> None:
    work = tmp_path / "w"
    setup = "mkdir -p w/d w/empty && cd w && echo x > a && echo x > d/f && echo x | gzip > z.gz && tar cf t.tar d"
    subprocess.run(["sh", "-c", setup], cwd=tmp_path, check=True)
    subprocess.run(["find", ".", "-exec", "touch", "-d", "2001-01-01", "{}", "+"], cwd=work, check=True)
    before = states(work)
    subprocess.run(["sh", "-c", command], cwd=work, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    after = states(work)
    writes = writes_in(command, str(work))
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    reached = {p for p in changed if writes.may_reach(p, "owner") or writes.may_reach(p, "mode")}
    assert reached == changed


def states(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        # of a folder that something is put into, the time alone changes
        found[str(path)] = (status.st_mode, path.is_dir() or (status.st_size, status.st_mtime))
    return found


@pytest.mark.parametrize(
    ("command", "apart"),
    [
        ("touch b", "/app"), ("cp /a /b", "/app"), ("apt-get install -y x", "/app"), ("echo x > /tmp/x", "/app"),
        ("pip install x", "/app"), ("useradd x", "/app"), ("useradd x", "/homepage"), ("curl -o /x y", "/app"),
        ("find /x -delete", "/app"), ("find /app -name x", "/app"), ("true", "/"),
    ],
)  # fmt: skip
def test_what_a_command_surely_leaves_alone(command: str, apart: str) -> None:
    assert not writes_in(command).may_reach(apart, "owner")


@pytest.mark.parametrize(
    ("command", "reached"),
    [
        ("touch $X", "/app"), ("echo x > $X", "/app"), ("make", "/app"), ("$X", "/app"), ("mv /app/x /y", "/app"),
        ("rm -rf /", "/app"), ("pip install .", "/app"), ("pip install x", "/usr/lib"), ("useradd x", "/home/x"),
        ("useradd -d /app x", "/app"), ("tar xf t", "/w/x"), ("touch ../app/x", "/app"),
        ("tar xf t -C/app", "/app"), ("wget -qO/app/x u", "/app"), ("curl --output=/app/x u", "/app"),
        ("ssh-keygen -f /app/k", "/app/k.pub"), ("gunzip /app/z.gz", "/app/z"), ("find -H /a /app -delete", "/app"),
        ("cp a /app/*", "/app/b"),
    ],
)  # fmt: skip
def test_what_a_command_may_reach(command: str, reached: str) -> None:
    assert writes_in(command).may_reach(reached, "owner")


def test_a_folder_that_is_surely_made_is_no_unknown_file() -> None:
    assert writes_in("mkdir -p /app/x") == NOTHING
    assert writes_in("mkdir $X") == ANYWHERE
    assert writes_in("true || mkdir /app/x").files == ("/app/x",)


def test_a_chown_changes_no_mode_and_a_chmod_no_owner() -> None:
    assert writes_in("chown a $X").attribute == "owner"
    assert not writes_in("chown a $X").may_reach("/app", "mode")
    assert writes_in("chown a $X").may_reach("/app", "owner")
    assert not writes_in("chmod +x /app").may_reach("/app", "owner")
    assert writes_in("chmod +x /app > /app/log").may_reach("/app", "owner")


def test_a_folder_that_is_made_behind_a_cd_is_an_unknown_file() -> None:
    assert writes_in("mkdir x && cd /app && (false || mkdir x)", "/app").files == ("/app/x",)


def test_the_paths_that_a_command_is_given() -> None:
    run = facts_of("FROM debian:12\nRUN chown -R a x /y $Z /w/*.sh\n").all_runs[0]
    assert isinstance(run.script, Script)
    assert named_paths(run, call_sites(run.script)[0], "/d") == ["/d/x", "/y", None, "/w"]
    assert named_paths(run, call_sites(run.script)[0], None) == [None, "/y", None, "/w"]
